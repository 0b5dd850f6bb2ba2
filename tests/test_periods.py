"""The calendar: periods and their numbers, and local time against Python's own time zones."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.worlds import TURNS
from tenure.periods import PERIODS, WEEKDAYS, Calendar, Observation

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
ZONES = [
    *TURNS,
    "America/Havana",  # midnight comes twice
    "Africa/Casablanca",  # winter time in Ramadan
    "Pacific/Apia",  # a day was left out in 2011
    "Asia/Kathmandu",
    "America/St_Johns",
]


@given(DAYS, st.sampled_from(PERIODS), st.sampled_from(WEEKDAYS))
def test_a_day_lies_in_the_period_of_its_number(day, period, week_starts):
    calendar = Calendar(week_starts=week_starts)
    number = calendar.number(day, period)
    start, following = calendar.start(number, period), calendar.start(number + 1, period)
    assert start <= day < following
    assert calendar.number(start, period) == number
    assert calendar.number(following, period) == number + 1
    assert calendar.number(following - timedelta(days=1), period) == number


@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_week_starts_on_the_day_said(day, week_starts):
    calendar = Calendar(week_starts=week_starts)
    start = calendar.start(calendar.number(day, "week"), "week")
    assert WEEKDAYS[start.weekday()] == week_starts
    assert 0 <= (day - start).days < 7


@pytest.mark.parametrize(
    ("period", "start", "following"),
    [
        ("day", date(2024, 2, 29), date(2024, 3, 1)),
        ("week", date(2024, 2, 26), date(2024, 3, 4)),
        ("month", date(2024, 2, 1), date(2024, 3, 1)),
        ("quarter", date(2024, 1, 1), date(2024, 4, 1)),
        ("year", date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_periods_around_a_leap_day(period, start, following):
    calendar = Calendar()
    number = calendar.number(date(2024, 2, 29), period)
    assert (calendar.start(number, period), calendar.start(number + 1, period)) == (
        start,
        following,
    )


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("week_starts", ["monday", "sunday"])
def test_columns_are_numbered_as_days_are(run, period, week_starts):
    random, calendar = Random(7), Calendar(week_starts=week_starts)
    days = [date(1904, 2, 28) + timedelta(days=random.randrange(80_000)) for _ in range(400)]
    days += [date(1969, 12, 31), date(1970, 1, 1), date(2000, 2, 29), date(1999, 12, 31)]
    times = [datetime(d.year, d.month, d.day, 23, 59, 59, 999_999) for d in days]
    times += [datetime(d.year, d.month, d.day) for d in days]
    table = ibis.memtable(pa.table({"local": pa.array(times, pa.timestamp("us"))}))
    numbered = table.select("local", number=calendar.numbers(table.local, period))
    found = run(numbered.mutate(start=calendar.starts(numbered.number, period)))
    assert len(found) == len(times)
    for row in found:
        number = calendar.number(row["local"].date(), period)
        assert (row["number"], row["start"]) == (number, calendar.start(number, period))


def around(zone: str, first: date, last: date) -> list[datetime]:
    """Return naive UTC instants: at random, and every half hour about each turn of the clock."""
    random, own = Random(zone), ZoneInfo(zone)
    start = datetime(first.year, first.month, first.day)
    hours = int((last - first).days) * 24
    offsets = [own.utcoffset(_shown(start + timedelta(hours=h), own)) for h in range(hours)]
    turns = [h for h in range(1, hours) if offsets[h] != offsets[h - 1]]
    near = [
        start + timedelta(hours=h, minutes=m, microseconds=u)
        for h in turns
        for m in range(-240, 240, 30)
        for u in (-1, 0, 1)
    ]
    seconds = hours * 3600
    drawn = [start + timedelta(seconds=random.randrange(seconds)) for _ in range(200)]
    return [start, *near, *drawn]


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.replace(tzinfo=UTC).astimezone(zone)


SPANS = [(date(2017, 6, 1), date(2018, 12, 31)), (date(2011, 11, 1), date(2012, 6, 30))]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("first", "last"), SPANS)
def test_local_time_is_that_of_the_time_zone(run, zone, first, last):
    instants = around(zone, first, last)
    table = ibis.memtable(pa.table({"instant": pa.array(instants, pa.timestamp("us"))}))
    local = Calendar(zone).local(table.instant, Observation(first, last))
    for row in run(table.select("instant", local=local)):
        assert row["local"] == _shown(row["instant"], ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Sao_Paulo", "Asia/Kathmandu"])
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("first", [date(2017, 6, 1), date(1968, 6, 1)])
def test_an_instant_lies_in_the_period_of_its_local_day(run, zone, period, first):
    last = first + timedelta(days=600)
    calendar, instants = Calendar(zone, "sunday"), around(zone, first, last)
    table = ibis.memtable(pa.table({"instant": pa.array(instants, pa.timestamp("us"))}))
    number = calendar.numbers_at(table.instant, period, Observation(first, last))
    for row in run(table.select("instant", number=number)):
        day = _shown(row["instant"], ZoneInfo(zone)).date()
        assert row["number"] == calendar.number(day, period)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(("first", "last"), SPANS)
def test_instant_of_a_local_time_is_that_of_fold_0(run, zone, first, last):
    """Twice shown: the first; skipped: by the offset before."""
    written = [at for at in around(zone, first, last) if at.date() <= last]
    written += [_shown(at, ZoneInfo(zone)).replace(tzinfo=None) for at in written]
    table = ibis.memtable(pa.table({"local": pa.array(written, pa.timestamp("us"))}))
    instant = Calendar(zone).instant(table.local, Observation(first, last))
    for row in run(table.select("local", instant=instant)):
        expected = row["local"].replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert row["instant"] == expected.replace(tzinfo=None)


@given(st.sampled_from(ZONES), st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_a_day_begins_at_its_midnight_and_not_before(zone, day):
    calendar = Calendar(zone)
    begins = calendar.midnight(day)
    if zone == "Pacific/Apia" and day == date(2011, 12, 30):
        assert calendar.day(begins) == date(2011, 12, 31)  # the day that was left out
        return
    assert calendar.day(begins) == day
    assert calendar.day(begins - timedelta(microseconds=1)) < day


def test_the_day_after_the_last_is_the_end():
    assert Observation(date(2024, 2, 1), date(2024, 2, 29)).end == date(2024, 3, 1)


def test_an_hour_that_comes_twice_and_one_that_is_skipped(run):
    """01:30 on 3 November and 02:30 on 10 March 2024 in New York."""
    written = [datetime(2024, 11, 3, 1, 30), datetime(2024, 3, 10, 2, 30)]
    table = ibis.memtable(pa.table({"local": pa.array(written, pa.timestamp("us"))}))
    observed = Observation(date(2024, 1, 1), date(2024, 12, 31))
    found = run(table.select(at=Calendar("America/New_York").instant(table.local, observed)))
    assert [row["at"] for row in found] == [
        datetime(2024, 11, 3, 5, 30),
        datetime(2024, 3, 10, 7, 30),
    ]
