"""The table by which the library decides around those who may not be contacted."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tenure_web.messages import consents, may_not, persons, suppressions, unsubscribing
from tenure_web.messages.consents import Said

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)


def rows(place: Path) -> set[tuple[str, str, str, str]]:
    names = ("customer_id", "reason", "purpose", "channel")
    found = pq.read_table(place.parent / "store" / "acts" / "may_not.parquet").to_pylist()
    return {tuple(row[one] for one in names) for row in found}


def test_it_holds_who_said_no_who_was_erased_and_whose_address_is_closed(bounded: Any) -> None:
    place = bounded()
    assert may_not.refresh(NOW)
    assert rows(place) == set()
    consents.write("C1", Said("survey", "sms", False, "form", NOW))
    suppressions.suppress("C2@example.com", "complaint", NOW)
    assert may_not.refresh(NOW)
    told = {
        ("C1", "no_consent", "survey", "sms"),
        ("C2", "suppressed", "all", "email"),
    }
    assert rows(place) == told
    persons.erase("C1", NOW)
    may_not.refresh(NOW)
    assert rows(place) == {("C1", "erased", "all", "all"), ("C2", "suppressed", "all", "email")}


def test_it_is_written_only_when_something_has_changed(bounded: Any) -> None:
    place = bounded()
    assert may_not.refresh(NOW)
    assert not may_not.refresh(NOW)
    consents.write("C1", Said("survey", "sms", False, "form", NOW))
    assert may_not.refresh(NOW)
    consents.write("C1", Said("survey", "sms", True, "form", NOW))
    assert may_not.refresh(NOW)
    assert rows(place) == set()


def test_a_pause_is_in_it_until_it_ends(bounded: Any) -> None:
    place = bounded()
    unsubscribing.pause(persons.person_of("C1"), 7, NOW)
    may_not.refresh(NOW)
    assert rows(place) == {("C1", "no_consent", "all", "all")}
    assert may_not.refresh(NOW.replace(day=9))
    assert rows(place) == set()
