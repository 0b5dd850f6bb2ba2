"""The preference centre and one-click unsubscribing: only a POST of the right address changes."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from tenure_web.messages import consents, persons, ruling, unsubscribing
from tenure_web.messages.consents import Said
from tenure_web.messages.models import Consent, Person
from tenure_web.messages.views.choosing import PER_MINUTE

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def address(bounded: Any) -> str:
    bounded()
    return path_of("C1")


@pytest.fixture
def mail_program() -> Client:
    """Who has neither a session nor a token against forgery."""
    return Client(enforce_csrf_checks=True)


def path_of(customer: str, purpose: str = "marketing", channel: str = "email") -> str:
    return "/messages/" + unsubscribing.link(customer, purpose, channel).split("/messages/")[1]


def say_yes(customer: str = "C1", purpose: str = "marketing", channel: str = "email") -> None:
    consents.write(customer, Said(purpose, channel, True, "sign-up", timezone.now(), "Yes!"))


def stands(purpose: str = "marketing", channel: str = "email") -> str:
    return consents.stands(persons.person_of("C1"), purpose, channel)


def test_headers_are_those_of_rfc_8058(address: str) -> None:
    told = unsubscribing.headers("C1", "marketing", "email")
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^\s<>]+/messages/choices/[^\s<>]+>", told["List-Unsubscribe"])


def test_one_click_withdraws_this_purpose_by_this_channel_and_no_other(
    address: str, mail_program: Client
) -> None:
    say_yes()
    say_yes(channel="sms")
    found = mail_program.post(address, ONE_CLICK)
    assert found.status_code == 200  # not sent elsewhere: mail programs do not follow
    assert stands() == "withdrawn"
    assert stands(channel="sms") == "given"
    assert stands("service") == "unknown"
    line = Consent.objects.first()
    assert line is not None
    assert (line.source, line.by, line.purpose) == ("one_click", None, "marketing")


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_address_changes_nothing(
    address: str, mail_program: Client, method: str
) -> None:
    say_yes()
    found = getattr(mail_program, method)(address, ONE_CLICK)
    assert found.status_code == 200
    assert stands() == "given"
    assert Consent.objects.count() == 1
    assert found.headers["Referrer-Policy"] == "no-referrer"
    assert found.headers["Cache-Control"] == "no-store"
    assert not found.cookies


def test_other_methods_and_an_empty_post_change_nothing(address: str, mail_program: Client) -> None:
    say_yes()
    assert mail_program.put(address, ONE_CLICK).status_code == 405
    found = mail_program.post(address)
    assert found.status_code == 400
    assert "아무것도 바꾸지 않았습니다" in found.content.decode()
    assert stands() == "given"


def test_the_same_post_again_is_harmless(address: str, mail_program: Client) -> None:
    for _ in range(3):
        assert mail_program.post(address, ONE_CLICK).status_code == 200
    assert Consent.objects.count() == 1


def test_an_address_tells_nothing_of_the_person(address: str) -> None:
    token = address.split("/")[-2]
    told = signing.loads(token, salt="messages.choices")
    assert told == [Person.objects.get().reference, "marketing", "email"]
    assert "C1" not in repr(told)


def test_forged_addresses_are_met_with_help_and_change_nothing(
    address: str, mail_program: Client
) -> None:
    say_yes()
    token = address.split("/")[-2]
    other = signing.dumps([Person.objects.get().reference, "marketing", "email"], salt="other")
    for wrong in (token[:-1], token + "x", "A" * 3_000, other, "로그인"):
        found = mail_program.post(f"/messages/choices/{wrong}/", ONE_CLICK)
        assert found.status_code == 404
        assert found.headers["Referrer-Policy"] == "no-referrer"
        assert "가장 최근에 받은 메시지" in found.content.decode()
    assert stands() == "given"


def test_an_old_address_says_that_it_is_old(
    address: str, mail_program: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unsubscribing, "AGE", timedelta(seconds=-1))
    found = mail_program.get(address, headers={"accept-language": "ko"})
    assert found.status_code == 410
    assert "기한이 지난 주소입니다" in found.content.decode()


def test_it_speaks_the_customers_language_or_the_one_that_is_asked_for(
    address: str, mail_program: Client
) -> None:
    assert "수신 설정" in mail_program.get(address).content.decode()
    english = mail_program.get(path_of("C2"), headers={"accept-language": "ko"})
    assert "What you hear from us" in english.content.decode()
    assert english.headers["Content-Language"] == "en"
    assert "What you hear" in mail_program.get(f"{address}?language=en").content.decode()


def test_some_may_be_chosen_and_each_change_is_a_line_with_what_was_shown(
    address: str, mail_program: Client
) -> None:
    ticked = ["service.email", "marketing.email", "tracking.email"]
    mail_program.post(address, {"do": "save", "may": [*ticked, "nonsense.fax"]})
    assert (stands(), stands("tracking")) == ("given", "given")
    assert stands("service") == "unknown"  # it was allowed, and still is
    assert stands("service", "sms") == stands("survey") == "withdrawn"
    written = Consent.objects.count()
    line = Consent.objects.get(purpose="marketing", channel="email")
    assert (line.wording, line.source) == ("혜택과 새 소식: 이메일", "preference_page")
    mail_program.post(address, {"do": "save", "may": ticked})
    assert Consent.objects.count() == written


def test_stopping_everything_stops_everything_but_notices(
    address: str, mail_program: Client
) -> None:
    say_yes()
    mail_program.post(address, {"do": "stop_all"})
    now = datetime(2026, 7, 1, 3, tzinfo=UTC)
    for purpose in ("marketing", "service", "survey"):
        asked = ruling.Asked("C1", purpose, "push", key=purpose)
        assert ruling.look(asked, now).reason == "no_consent"
    assert ruling.look(ruling.Asked("C1", "notice", "email", key="n"), now).ruled == "send"
    mail_program.post(address, {"do": "save", "may": ["marketing.email"]})
    assert stands() == "given"
    assert stands("marketing", "call") == "withdrawn"


def test_a_break_holds_until_it_ends_or_is_ended(address: str, mail_program: Client) -> None:
    asked = ruling.Asked("C1", "service", "email", key="1")
    assert mail_program.post(address, {"do": "pause", "days": "9999"}).status_code == 400
    mail_program.post(address, {"do": "pause", "days": "30"})
    found = ruling.look(asked, timezone.now())
    assert (found.ruled, found.reason) == ("skip", "paused")
    assert ruling.look(asked, timezone.now() + timedelta(days=30)).reason != "paused"
    mail_program.post(address, {"do": "resume"})
    assert ruling.look(asked, timezone.now()).reason != "paused"


def test_an_address_that_is_opened_too_often_has_to_wait(
    address: str, mail_program: Client
) -> None:
    for _ in range(PER_MINUTE):
        assert mail_program.get(address).status_code == 200
    found = mail_program.post(address, ONE_CLICK)
    assert (found.status_code, found.headers["Retry-After"]) == (429, "60")
    assert mail_program.get(path_of("C2")).status_code == 200
    for _ in range(PER_MINUTE):
        mail_program.get("/messages/choices/wrong/")
    assert mail_program.get("/messages/choices/wrong/").status_code == 429


def test_whoever_was_erased_has_no_page_any_more(address: str, mail_program: Client) -> None:
    persons.erase("C1", timezone.now())
    assert mail_program.get(address).status_code == 404
