"""Pages of staff: every ruling with its reason, what customers said, closed addresses, bounds."""

from typing import Any

import pytest
from django.utils import timezone

from support.contacted import quiet
from tenure_web.messages import consents, persons, suppressions
from tenure_web.messages.consents import Said
from tenure_web.messages.models import Consent, Delivery, Ruled, Suppression
from tenure_web.messages.ruling import Asked, ask
from tenure_web.people.models import Written


@pytest.fixture
def care(bounded: Any, client_of: Any) -> Any:
    caps = 'caps = { all = [ { most = 1, within = "30 days" } ] }'
    bounded(f'[contact]\nquiet = "{quiet(12)}"\n{caps}\n')
    return client_of("service", language="ko")


def test_every_ruling_of_a_customer_is_there_with_its_reason(care: Any) -> None:
    now = timezone.now()
    for number in range(2):
        ask(Asked("C1", "service", "call", f"{number}", play="first_month"), now)
    ask(Asked("C1", "marketing", "email", "3"), now)
    text = care.get("/messages/of/C1").content.decode()
    assert "연락 횟수 한도에 이르렀습니다" in text
    assert "모든 채널 최대 1회 가운데 1회" in text
    assert "이 목적과 채널에 동의하지 않았습니다" in text
    assert care.get("/messages/of/nobody").status_code == 404


def test_a_company_without_events_knows_who_is_there_and_who_is_not(care: Any) -> None:
    """The rule has nothing to go by; C0 is a customer of the tables that no profile has."""
    page = care.get("/customers/one/C0")
    assert (page.status_code, care.get("/customers/one/nobody").status_code) == (200, 404)


def test_a_person_asks_before_calling_and_the_second_one_is_told_no(care: Any) -> None:
    told = {"purpose": "service", "channel": "call"}
    assert (
        "연락해도 됩니다" in care.post("/messages/contact/C1", told, follow=True).content.decode()
    )
    again = care.post("/messages/contact/C1", told, follow=True).content.decode()
    assert "지금은 연락할 수 없습니다" in again
    assert list(Ruled.objects.order_by("pk").values_list("ruled", "reason")) == [
        ("send", ""),
        ("skip", "frequency"),
    ]
    assert care.post("/messages/contact/C1", told | {"channel": "fax"}).status_code == 404


def test_what_a_customer_said_is_a_line_with_who_noted_it(care: Any) -> None:
    told = {"purpose": "marketing", "channel": "sms", "given": "yes"}
    assert care.post("/messages/say/C1", told).status_code == 400
    more = {"wording": "문자로 알려 드려도 될까요?", "source": "전화"}
    assert care.post("/messages/say/C1", told | more).status_code == 302
    line = Consent.objects.get()
    assert (line.given, line.source, line.by.username) == (True, "전화", "service")
    assert consents.stands(persons.person_of("C1"), "marketing", "sms") == "given"
    trail = Written.objects.get(action="consent.add")
    assert "문자로" not in str(trail.after)


def test_closing_and_opening_addresses_keeps_who_and_why(care: Any, client_of: Any) -> None:
    form = {"addresses": "c1@example.com\n\nC1@Example.com\nother@example.com", "reason": "legal"}
    assert care.post("/messages/closed/", form).status_code == 302
    assert Suppression.objects.count() == 2
    page = care.get("/messages/closed/").content.decode()
    assert "법적 사유" in page
    assert "example.com" not in page
    row = suppressions.suppressed("c1@example.com")
    assert row is not None
    assert care.post(f"/messages/closed/{row.pk}/lift/", {"why": "x"}).status_code == 403
    admin = client_of("admin")
    admin.post(f"/messages/closed/{row.pk}/lift/", {"why": " "})
    assert suppressions.suppressed("c1@example.com")
    admin.post(f"/messages/closed/{row.pk}/lift/", {"why": "the court said so"})
    assert suppressions.suppressed("c1@example.com") is None


def test_bounds_are_said_in_words(bounded: Any, client_of: Any) -> None:
    bounded('[contact]\nquiet = "01:00-01:01"\ncaps = { all = [ { most = 1, per = "month" } ] }\n')
    text = client_of("service", language="ko").get("/messages/bounds/").content.decode()
    assert "01:00부터 01:01까지는 연락하지 않습니다" in text
    assert "모든 채널: 한 달 최대 1회" in text


def test_erasing_needs_the_right_and_a_yes_and_leaves_no_name(care: Any, client_of: Any) -> None:
    now = timezone.now()
    consents.write("C1", Said("marketing", "email", True, "sign-up", now))
    Delivery.objects.create(
        unit="C1", customer="C1", play="p", version=1, step="0", occurrence="1", channel="email",
        purpose="service", language="ko", body="b", sent_body="김하나님", put_at=now, due_at=now,
        changed_at=now,
    )  # fmt: skip
    assert care.post("/messages/erase/C1", {"sure": "yes"}).status_code == 403
    admin = client_of("admin")
    admin.post("/messages/erase/C1", {})
    assert not persons.person_of("C1").erased_at
    admin.post("/messages/erase/C1", {"sure": "yes"})
    row = Delivery.objects.get()
    assert (row.sent_body, "C1" in (row.unit, row.customer)) == ("", False)
    assert ask(Asked("C1", "notice", "email", "9"), now).reason == "erased"


def test_without_rights_nothing_is_seen_or_written(care: Any, client_of: Any) -> None:
    auditor, leader = client_of("auditor"), client_of("leader")
    assert auditor.get("/messages/of/C1").status_code == 403
    assert leader.get("/messages/of/C1").status_code == 200
    assert leader.post("/messages/say/C1", {}).status_code == 403
    assert leader.get("/messages/closed/").status_code == 403
