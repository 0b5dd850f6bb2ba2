"""Offers are taken by their codes: once, the same again the same, each refusal with its code."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tenure_web.messages import offers
from tenure_web.messages.models import Offer
from tenure_web.people.models import Written
from tenure_web.people.rights import Right

SCOPES = {Right.SEE_CUSTOMERS, Right.SEE_EVERYONE, Right.CARE}


def grant(number: int = 0, **more: Any) -> Offer:
    told: dict[str, Any] = {"unit": f"C{number}", "customer": f"C{number}", "play": "stay"}
    told |= {"version": 1, "step": "0", "occasion": "1", "kind": "discount", "size": 0.2}
    told |= {"cost": 10.0, "expires": 14, "words": {}, "now": timezone.now()}
    return offers.grant(**told | more)


def test_a_code_is_taken_once_and_the_same_order_is_answered_the_same(admin: Any) -> None:
    code = grant().code
    first = admin.send("post", "offers/redeem", {"code": code.lower(), "reference": "order-1"})
    again = admin.send("post", "offers/redeem", {"code": code, "reference": "order-1"})
    other = admin.send("post", "offers/redeem", {"code": code, "reference": "order-2"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert (first.json()["customer_id"], first.json()["size"]) == ("C0", 0.2)
    assert (other.status_code, other.json()["code"]) == (409, "used")
    assert other.headers["Content-Type"] == "application/problem+json"
    line = Written.objects.get(action="offer.redeem")
    assert (line.after["reference"], line.after["play"]) == ("order-1", "stay")


def test_what_cannot_be_taken_says_why(admin: Any) -> None:
    late = grant(1, now=timezone.now() - timedelta(days=15))
    over = grant(2, budget=5.0)
    gone = grant(3)
    offers.withdraw(gone, timezone.now())
    told = [(over, 409, "over_budget"), (late, 410, "expired"), (gone, 410, "expired")]
    for offer, status, code in told:
        found = admin.send("post", "offers/redeem", {"code": offer.code, "reference": "o"})
        assert (found.status_code, found.json()["code"]) == (status, code)
    found = admin.send("post", "offers/redeem", {"code": "NOSUCHCODE2345", "reference": "o"})
    assert (found.status_code, found.json()["code"]) == (404, "not_found")
    for wrong in ({"code": late.code}, {"code": late.code, "reference": " "}):
        assert admin.send("post", "offers/redeem", wrong).status_code == 422
    assert not Written.objects.filter(action="offer.redeem").exists()


@pytest.mark.parametrize("missing", sorted(SCOPES))
def test_taking_needs_its_scopes(program_of: Any, missing: Right) -> None:
    program = program_of("admin", name=str(missing), scopes=SCOPES - {missing})
    told = {"code": grant().code, "reference": "o"}
    assert program.send("post", "offers/redeem", told).status_code == 403
