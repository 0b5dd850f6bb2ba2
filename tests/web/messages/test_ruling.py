"""Rulings: gathered from what is kept, booked at once, and every refusal a row with its reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from support.contacted import customer
from tenure.act.arms import draw
from tenure_web.messages import consents, persons, suppressions, unsubscribing
from tenure_web.messages.consents import Said
from tenure_web.messages.models import Consent, Person, Ruled, Suppression
from tenure_web.messages.ruling import Asked, ask, look, tell, undo

NOON = datetime(2026, 7, 1, 3, tzinfo=UTC)
DAY = timedelta(days=1)
NIGHT = NOON + timedelta(hours=10)
PLAY = """
id = "first_month"
salt = "0123456789abcdef"
name = { en = "First month", ko = "첫 달" }
about = { en = "Help at first.", ko = "처음을 돕습니다." }
holdout = 0.5
trigger = { kind = "segment" }
steps = [{ do = "wait", days = "1 day" }]
"""


def contact(key: str = "1", **more: Any) -> Asked:
    return Asked(**{"customer": "C1", "purpose": "service", "channel": "email", "key": key} | more)


def say(given: bool, purpose: str = "marketing", at: datetime = NOON) -> None:
    consents.write("C1", Said(purpose, "email", given, "sign-up", at))


def test_a_contact_that_may_be_made_is_booked_and_counts_for_the_next(bounded: Any) -> None:
    bounded()
    assert ask(contact("1"), NOON).ruled == "send"
    found = ask(contact("2", channel="call"), NOON + timedelta(minutes=1))
    assert (found.ruled, found.reason) == ("skip", "frequency")
    row = Ruled.objects.get(key="2")
    assert row.reason == "frequency"
    assert row.numbers == {"most": 1, "per": "day", "channel": "all", "contacts": 1}
    assert ask(contact("3"), NOON + DAY).ruled == "send"
    assert ask(contact("4"), NOON + 2 * DAY).numbers["within"] == "7 days"


def test_the_same_contact_asked_again_counts_once(bounded: Any) -> None:
    bounded()
    assert ask(contact("1"), NOON).ruled == "send"
    assert ask(contact("1"), NOON + timedelta(minutes=5)).ruled == "send"
    there = Ruled.objects.get(undone_at=None)
    assert there.at == NOON + timedelta(minutes=5)


def test_what_was_not_sent_after_all_does_not_count(bounded: Any) -> None:
    bounded()
    ask(contact("1"), NOON)
    undo("1", NOON)
    assert ask(contact("2"), NOON).ruled == "send"


def test_looking_keeps_nothing(bounded: Any) -> None:
    bounded()
    assert look(contact(), NOON).ruled == "send"
    assert not Ruled.objects.exists()
    assert not Person.objects.exists()


def test_whoever_unsubscribes_between_asking_and_sending_is_not_contacted(bounded: Any) -> None:
    bounded()
    say(True)
    letter = contact(purpose="marketing")
    assert ask(letter, NIGHT).ruled == "defer"
    say(False)
    later = ask(letter, NIGHT + timedelta(hours=12))
    assert (later.ruled, later.reason) == ("skip", "no_consent")
    assert later.numbers == {"consent": "withdrawn"}


def test_a_booking_falls_when_the_contact_is_refused_the_second_time(bounded: Any) -> None:
    bounded()
    say(True)
    assert ask(contact(purpose="marketing"), NOON).ruled == "send"
    say(False)
    assert ask(contact(purpose="marketing"), NOON).reason == "no_consent"
    assert ask(contact("2"), NOON).ruled == "send"


def test_the_night_is_that_of_the_customer_across_daylight_saving(bounded: Any) -> None:
    """On 8 March 2026 New York's clock goes from 02:00 on to 03:00: that night has an hour less."""
    bounded("", customer(1, time_zone="America/New_York"), customer(2, time_zone="nowhere/at_all"))
    late = datetime(2026, 3, 8, 4, 30, tzinfo=UTC)  # 23:30 of the 7th in New York
    assert ask(contact(), late).until == datetime(2026, 3, 8, 12, tzinfo=UTC)  # 08:00 EDT
    assert Ruled.objects.get().until == datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert ask(contact(), datetime(2026, 3, 8, 12, tzinfo=UTC)).ruled == "send"
    fallback = contact("2", customer="C2")
    assert ask(fallback, late).ruled == "send"  # 13:30 in Seoul, the company's own


def test_notices_pass_caps_and_count_for_none(bounded: Any) -> None:
    bounded()
    ask(contact("1"), NOON)
    for number in range(3):
        assert ask(contact(f"n{number}", purpose="notice"), NIGHT).ruled == "send"
    assert ask(contact("2"), NOON + DAY).ruled == "send"


@pytest.mark.parametrize("purpose", ["notice", "service"])
def test_nothing_goes_to_a_closed_address_however_it_is_written(bounded: Any, purpose: str) -> None:
    bounded("", customer(1, email="C1@Example.com "))
    assert unsubscribing.complained("c1@example.COM", NOON)
    assert not unsubscribing.complained(" C1@example.com", NOON)
    found = ask(contact(purpose=purpose), NOON)
    assert (found.reason, found.numbers) == ("suppressed", {"why": "complaint"})
    assert ask(contact("2", purpose=purpose, channel="push"), NOON).ruled == "send"


def test_an_address_is_kept_as_a_digest_alone_and_may_be_opened_again(
    bounded: Any, person: Any
) -> None:
    bounded()
    by = person("admin", "admin")
    assert unsubscribing.bounced("+82 10-1234-5678", NOON)
    row = suppressions.suppressed("+821012345678")
    assert row is not None
    assert "1234" not in str(row.digest)
    assert suppressions.lift(row, "a new phone", NOON, by)
    assert suppressions.suppressed("+821012345678") is None
    assert look(replace(contact(), address="+821012345678", channel="sms"), NOON).ruled == "send"
    assert unsubscribing.bounced("+821012345678", NOON)
    assert Suppression.objects.count() == 2


def test_whoever_was_erased_stays_so_when_they_are_imported_again(bounded: Any) -> None:
    bounded()
    say(True)
    ask(contact(unit="C1"), NOON)
    persons.erase("C1", NOON)
    assert ask(contact("2", purpose="notice"), NOON).reason == "erased"
    row = Person.objects.get()
    assert (row.customer, set(Ruled.objects.values_list("unit", flat=True))) == ("", {""})
    assert "C1" not in row.digest
    assert Consent.objects.count() == 1


def test_the_ledger_is_added_to_and_nothing_else(bounded: Any) -> None:
    bounded()
    say(True)
    line = Consent.objects.get()
    for wrong in (line.save, line.delete, Consent.objects.all().delete):
        with pytest.raises(TypeError, match="ledger"):
            wrong()
    with pytest.raises(TypeError, match="ledger"):
        Consent.objects.update(given=False)


def test_nobody_consents_to_everything(bounded: Any) -> None:
    bounded()
    for purpose, channel in (("all", "email"), ("marketing", "fax"), ("fun", "email")):
        with pytest.raises(ValueError, match="nobody consents"):
            consents.write("C1", Said(purpose, channel, True, "form", NOON))
    assert not Consent.objects.exists()


def test_who_is_held_out_of_a_play_or_of_all_is_left_alone(bounded: Any) -> None:
    place = bounded('[contact]\nholdout = { share = 0.4, salt = "fedcba9876543210" }\ncaps = {}\n')
    (place.parent / "plays").mkdir()
    (place.parent / "plays" / "first_month.toml").write_text(PLAY, "utf-8")
    for number in range(30):
        unit = f"U{number}"
        own = contact(unit, unit=unit, play="first_month")
        expected = None
        if draw("0123456789abcdef", unit) < 0.5:
            expected = "held_out"
        elif draw("fedcba9876543210", unit) < 0.4:
            expected = "held_out_of_all"
        assert look(own, NOON).reason == expected
    told = {look(contact(str(one), unit=f"U{one}"), NOON).reason for one in range(30)}
    assert told == {None, "held_out_of_all"}


def test_a_call_that_was_made_counts_whatever_the_rules(bounded: Any) -> None:
    bounded()
    tell(contact("call-1", channel="call"), NIGHT)
    tell(contact("call-1", channel="call"), NIGHT)
    assert Ruled.objects.count() == 1
    assert look(contact("2"), NIGHT).reason == "frequency"
