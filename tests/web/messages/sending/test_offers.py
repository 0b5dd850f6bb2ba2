"""Offers: within their bounds, once; redeemed once; what they cost in touches."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest

from support.contacted import NOW
from support.mail_server import Postbox
from tenure_web.messages import jobs, offers, outbox, touching, unsubscribing
from tenure_web.messages.models import Delivery, Offer

SEOUL = ZoneInfo("Asia/Seoul")


def grant(number: int = 0, **more: Any) -> Offer:
    told: dict[str, Any] = {
        "unit": f"C{number}",
        "customer": f"C{number}",
        "play": "stay",
        "version": 1,
        "step": "offer",
        "occasion": "2026-07",
        "kind": "discount",
        "size": 0.2,
        "cost": 10.0,
        "expires": 14,
        "words": {"en": "20 % off", "ko": "20% 할인"},
        "now": NOW,
    }
    return offers.grant(**told | more)


def test_an_offer_is_made_once(db: None) -> None:
    first = grant()
    assert grant(size=0.9) == first
    assert (first.state, len(first.code)) == ("open", 14)
    assert grant(1).code != first.code


def test_one_open_offer_at_a_time_then_a_cooldown(db: None) -> None:
    first = grant()
    assert grant(occasion="2026-08").reason == "open_offer"
    offers.redeem(first.code, "order-1", NOW)
    soon, late = NOW + timedelta(days=29), NOW + timedelta(days=31)
    assert grant(occasion="2026-09", cooldown=30, now=soon).reason == "cooldown"
    assert grant(occasion="2026-10", cooldown=30, now=late).state == "open"


def test_a_budget_is_never_exceeded_and_what_expired_is_free_again(db: None) -> None:
    made = [grant(one, budget=25.0) for one in range(4)]
    assert [one.reason for one in made] == ["", "", "budget", "budget"]
    assert offers.spent("stay") == 20.0
    offers.expire(NOW + timedelta(days=14))
    assert grant(5, budget=25.0, now=NOW + timedelta(days=14)).state == "open"


def test_a_code_is_taken_once_and_the_same_order_is_answered_the_same(db: None) -> None:
    code = grant().code
    typed = f" {code[:7].lower()}-{code[7:]} "
    assert offers.redeem(typed, "order-1", NOW)[1] == ""
    assert offers.redeem(code, "order-1", NOW)[1] == ""
    assert offers.redeem(code, "order-2", NOW)[1] == "taken"
    assert offers.redeem("NOSUCHCODE2345", "order-3", NOW) == (None, "unknown")


@pytest.mark.parametrize(("seconds", "said"), [(-1, ""), (0, "expired")])
def test_a_code_ends_when_it_says(db: None, seconds: int, said: str) -> None:
    code = grant().code
    assert offers.redeem(code, "o", NOW + timedelta(days=14, seconds=seconds))[1] == said


def test_who_is_refused_or_erased_has_no_code_that_works(db: None) -> None:
    grant()
    refused = grant(occasion="again")
    assert offers.redeem(refused.code, "o", NOW) == (None, "unknown")
    code = grant(1).code
    offers.forget("C1", NOW)
    assert offers.redeem(code, "o", NOW)[1] == "withdrawn"


def test_a_message_names_its_offer(put: Callable[..., Delivery], box: Postbox) -> None:
    made = grant(play="first_month")
    put(body="{{ offer }}: {{ offer_code }}, {{ offer_ends }}까지")
    outbox.deliver(NOW)
    text = box.mails[0].get_body(("plain",))
    assert text is not None
    assert f"20% 할인: {made.code}, 2026년 7월 15일까지" in text.get_content()


def test_touches_and_exposures_are_files_of_the_store(
    put: Callable[..., Delivery], written: Path, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SOURCES", ("tenure_web.messages.touching",))
    row, made = put(cost=0.5), grant()
    put(3)
    outbox.deliver(NOW)
    (day,) = jobs.write_touches(NOW + timedelta(seconds=1))
    assert day.isoformat() == "2026-07-01"
    place = written.parent / "store" / "acts"
    touches = pq.read_table(place / "touches" / "2026-07-01.parquet").to_pylist()
    assert [(one["touch_id"], one["channel"], one["cost"]) for one in touches] == [
        (f"message-{row.uid}", "email", 0.5),
        (f"offer-{made.pk}", "offer", 0.0),
    ]
    exposed = pq.read_table(place / "exposures" / "2026-07-01.parquet").to_pylist()
    told = {(one["unit_id"], one["occasion"], one["what"]) for one in exposed}
    assert told == {
        (one, at, "contacted")
        for one, at in ((row.unit, row.occurrence), (made.unit, made.occasion))
    }
    assert jobs.write_touches(NOW + timedelta(seconds=2)) == []
    offers.redeem(made.code, "order-1", NOW + timedelta(days=2))
    assert touching.changed_days(SEOUL) == [day]
    jobs.write_touches(NOW + timedelta(days=2, seconds=1))
    touches = pq.read_table(place / "touches" / "2026-07-01.parquet").to_pylist()
    assert touches[1]["cost"] == 10.0


def test_touches_tell_whom_a_message_made_unsubscribe_or_complain(
    put: Callable[..., Delivery], written: Path, box: Postbox, client: Any
) -> None:
    """A click unsubscribes by the message whose link it was; a complaint is about the last mail."""
    rows = [put(number) for number in range(3)]
    outbox.deliver(NOW)
    jobs.write_touches(NOW + timedelta(seconds=1))
    link = str(box.mails[1]["List-Unsubscribe"]).strip("<>")
    told = {"List-Unsubscribe": "One-Click"}
    assert client.post("/messages/" + link.split("/messages/")[1], told).status_code == 200
    assert unsubscribing.complained(" C2@Example.com", NOW + timedelta(days=1))
    (day,) = jobs.write_touches()
    place = written.parent / "store" / "acts" / "touches" / f"{day}.parquet"
    found = {one["touch_id"]: one for one in pq.read_table(place).to_pylist()}
    annoyed = [
        [name for name in ("unsubscribed_at", "complained_at") if found[f"message-{one.uid}"][name]]
        for one in rows
    ]
    assert annoyed == [[], ["unsubscribed_at"], ["complained_at"]]
