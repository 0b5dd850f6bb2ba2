"""Quiet hours by the wall clock: over midnight, and where the clock is put forward or back."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tenure.act.quiet import is_quiet, quiet_until

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
NIGHT = (time(21), time(8))


def local(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [((20, 59), False), ((21, 0), True), ((0, 0), True), ((7, 59), True), ((8, 0), False)],
)
def test_the_evening_belongs_to_the_night_and_the_end_does_not(clock, quiet):
    assert is_quiet(local(SEOUL, 2026, 3, 2, *clock), SEOUL, NIGHT) is quiet


def test_who_is_asleep_is_asked_in_the_morning_of_their_own_clock():
    now = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # 23:30 in Seoul, 09:30 in New York
    assert quiet_until(now, SEOUL, NIGHT) == local(SEOUL, 2026, 3, 3, 8)
    assert quiet_until(now, NEW_YORK, NIGHT) is None


def test_a_lunch_break_ends_the_same_day():
    noon = (time(12), time(13, 30))
    now = local(SEOUL, 2026, 3, 2, 12, 10)
    assert quiet_until(now, SEOUL, noon) == local(SEOUL, 2026, 3, 2, 13, 30)


def test_an_end_that_the_clock_shows_twice_is_waited_for_till_the_second_time():
    """On 1 November 2026 the clock of New York goes from 02:00 back to 01:00."""
    found = quiet_until(local(NEW_YORK, 2026, 11, 1, 0, 30), NEW_YORK, (time(22), time(1, 30)))
    assert found == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_an_end_that_the_clock_skips_is_waited_for_no_less():
    """On 8 March 2026 the clock of New York goes from 02:00 on to 03:00."""
    found = quiet_until(local(NEW_YORK, 2026, 3, 8, 1, 0), NEW_YORK, (time(22), time(2, 30)))
    assert found == local(NEW_YORK, 2026, 3, 8, 3, 30)


@pytest.mark.parametrize(
    ("zone", "evening", "hours"),
    [
        ("Europe/Berlin", (2026, 3, 28), 10),  # the clock goes from 02:00 on to 03:00
        ("Europe/Berlin", (2026, 10, 24), 12),  # and from 03:00 back to 02:00
        ("Europe/Berlin", (2026, 7, 1), 11),
        ("Asia/Seoul", (2026, 3, 28), 11),  # never changes its clock
        ("Asia/Seoul", (2026, 10, 24), 11),
    ],
)
def test_a_night_lasts_as_long_as_the_clock_makes_it(zone, evening, hours):
    begins = local(ZoneInfo(zone), *evening, 21).astimezone(UTC)
    assert quiet_until(begins, ZoneInfo(zone), NIGHT) == begins + timedelta(hours=hours)


@given(
    some.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    some.sampled_from([SEOUL, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")]),
    some.tuples(some.times(), some.times()).filter(lambda ends: ends[0] != ends[1]),
)
def test_what_is_put_off_is_never_quiet_then_and_never_more_than_a_day_late(now, zone, quiet):
    now = now.replace(tzinfo=UTC)
    until = quiet_until(now, zone, quiet)
    assert (until is None) is not is_quiet(now, zone, quiet)
    if until is not None:
        assert now < until <= now + timedelta(hours=26)
        assert not is_quiet(until, zone, quiet)
