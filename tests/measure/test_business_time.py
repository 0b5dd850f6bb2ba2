"""Business time equals counting the open minutes one by one; hours and holidays as written."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import rows
from support.examples import some
from support.opening import calendars, counted
from tenure.errors import MetricError
from tenure.measure.business_time import (
    ALWAYS,
    BusinessCalendar,
    business_seconds,
    national_holidays,
    read_hours,
)


@st.composite
def questions(draw: st.DrawFn):
    """Draw a calendar and a few stretches of time around a day on which the clock turns."""
    calendar, turn = draw(calendars())
    middle = datetime(turn.year, turn.month, turn.day)
    minutes = st.integers(-3 * 1440, 3 * 1440)
    pairs = draw(st.lists(st.tuples(minutes, minutes), min_size=1, max_size=3))
    stretches = [tuple(middle + timedelta(minutes=one) for one in sorted(pair)) for pair in pairs]
    return calendar, turn, stretches


def minutes_between(run, calendar, first, last, stretches):
    told = rows.table(
        [{"name": str(n), "from_at": one, "to_at": two} for n, (one, two) in enumerate(stretches)]
    )
    clock = calendar.table(first, last)
    found = business_seconds(told, clock, opened="from_at", closed="to_at").order_by("name")
    return [(row["closed"] - row["opened"]) / 60 for row in run(found)]


@settings(max_examples=some(60))
@given(asked=questions())
def test_equals_a_counter_of_open_minutes(run, asked):
    calendar, turn, stretches = asked
    days = timedelta(days=4)
    found = minutes_between(run, calendar, turn - days, turn + days, stretches)
    assert found == [counted(calendar, *one) for one in stretches]


@settings(max_examples=some(20))
@given(asked=questions())
def test_stretches_are_apart_and_in_order(asked):
    calendar, turn, _ = asked
    found = calendar.stretches(turn - timedelta(days=4), turn + timedelta(days=4))
    assert all(start < stop for start, stop in found)
    assert all(one[1] < two[0] for one, two in pairwise(found))


def test_an_instant_far_from_the_clock_is_not_known_and_none_stays_none(run):
    told = rows.table([{"at_at": "2020-01-01"}, {"at_at": None}, {"at_at": "2024-01-02"}])
    clock = BusinessCalendar().table(date(2024, 1, 1), date(2024, 1, 3))
    found = {
        row["at_at"]: row["worked"] for row in run(business_seconds(told, clock, worked="at_at"))
    }
    known = found.pop(datetime(2024, 1, 2))
    assert set(found.values()) == {None}
    assert known == 3 * 86400


def test_seconds_and_what_is_between_them(run):
    told = rows.table([{"from_at": "2024-01-01 08:59:59.4", "to_at": "2024-01-01 09:00:10.999999"}])
    clock = BusinessCalendar(read_hours("mon 09:00-10:00")).table(
        date(2024, 1, 1), date(2024, 1, 1)
    )
    (row,) = run(business_seconds(told, clock, opened="from_at", closed="to_at"))
    assert row["closed"] - row["opened"] == 10


def test_the_clock_has_one_row_a_day():
    week = read_hours("mon-fri 09:00-12:00 13:00-18:00")
    clock = BusinessCalendar(week, time_zone="Asia/Seoul").table(
        date(2015, 1, 1), date(2024, 12, 31)
    )
    table = clock.to_pyarrow()
    assert table.num_rows == 3653 + 4
    assert table.column_names == ["day", "before", "from_0", "to_0", "from_1", "to_1"]


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("mon-fri 09:00-12:00 13:00-18:00", "friday", ((time(9), time(12)), (time(13), time(18)))),
        ("mon-fri 09:00-18:00; sat 10:00-14:00", "saturday", ((time(10), time(14)),)),
        ("sun-thu 08:00-16:00", "monday", ((time(8), time(16)),)),
        ("sun-thu 08:00-16:00", "friday", ()),
        ("mon,wed 08:00-24:00", "wednesday", ((time(8), time(0)),)),
        ("Monday-Friday 9:00-18:00", "tuesday", ((time(9), time(18)),)),
        ("always", "sunday", ALWAYS["sunday"]),
        ("월~금 09:00~18:00; 토요일 10:00-14:00", "friday", ((time(9), time(18)),)),
        ("월~금 09:00~18:00; 토요일 10:00-14:00", "saturday", ((time(10), time(14)),)),
    ],
)
def test_hours_are_read(text, day, expected):
    assert read_hours(text).get(day, ()) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("mon 9-18", "someday 09:00-18:00", "mon", "mon 25:00-26:00", "", "monkey 09:00-18:00"),
        "mon 09:00-10:00; mon 14:00-15:00",
    ],
)
def test_hours_that_cannot_be_read_are_refused(text):
    with pytest.raises(MetricError, match="cannot be read"):
        read_hours(text)


def test_public_holidays_of_korea_hold_the_lunar_new_year():
    days = national_holidays("KR", [2024])
    assert {date(2024, 2, 9), date(2024, 2, 12), date(2024, 3, 1), date(2024, 9, 17)} <= days
    assert date(2024, 2, 13) not in days


def test_a_region_has_its_own_holidays():
    assert date(2024, 11, 1) in national_holidays("DE-BY", [2024])
    assert date(2024, 11, 1) not in national_holidays("DE-BE", [2024])


def test_a_country_that_is_not_known_is_refused():
    with pytest.raises(MetricError, match="XQ"):
        national_holidays("XQ", [2024])
