"""Traps of business time: lunch, nights, holidays, weekends, clocks that turn."""

from datetime import date

import pytest

from support import rows
from support.drawing import assert_drawn
from tenure.measure.business_time import BusinessCalendar, business_seconds, read_hours


def minutes(drawn_rows, hours, days, *, zone="UTC", holidays=()):
    """Return each row with its business minutes."""
    off = frozenset(date.fromisoformat(day) for day in holidays)
    calendar = BusinessCalendar(read_hours(hours), off, zone)
    first, last = (date.fromisoformat(day) for day in days.split(" … "))
    told = rows.table(drawn_rows, zone=zone)
    timed = business_seconds(told, calendar.table(first, last), a="opened_at", b="resolved_at")
    return timed.mutate(minutes=(timed.b - timed.a) // 60).order_by("opened_at", "resolved_at")


def expected(drawn_rows, column="minutes"):
    return [{column: row[column]} for row in drawn_rows]


def test_lunch_evenings_and_weekends_do_not_count(run, drawn):
    """Open Monday to Friday 9–12 and 13–18 in Seoul; Friday is 1 March 2024, not a holiday here.

    | opened_at           | resolved_at         | minutes |
    | 2024-03-01 08:00:00 | 2024-03-01 09:00:00 | 0       |
    | 2024-03-01 11:30:00 | 2024-03-01 13:30:00 | 60      |
    | 2024-03-01 12:00:00 | 2024-03-01 13:00:00 | 0       |
    | 2024-03-01 17:59:00 | 2024-03-04 09:01:00 | 2       |
    | 2024-03-02 10:00:00 | 2024-03-03 23:00:00 | 0       |
    """
    hours = "mon-fri 09:00-12:00 13:00-18:00"
    told = [{key: row[key] for key in ("opened_at", "resolved_at")} for row in drawn[0]]
    found = minutes(told, hours, "2024-03-01 … 2024-03-04", zone="Asia/Seoul")
    assert_drawn(run(found), expected(drawn[0]))


def test_a_holiday_closes_its_whole_day_and_a_night_belongs_to_the_day_it_begins_on(run, drawn):
    """Nights 22–06; Tuesday 2 January is a holiday, so the night of the 1st counts to its end.

    | opened_at           | resolved_at         | minutes |
    | 2024-01-01 21:00:00 | 2024-01-02 07:00:00 | 480     |
    | 2024-01-02 21:00:00 | 2024-01-03 07:00:00 | 0       |
    | 2024-01-03 21:00:00 | 2024-01-03 23:00:00 | 60      |
    """
    told = [{key: row[key] for key in ("opened_at", "resolved_at")} for row in drawn[0]]
    found = minutes(
        told, "mon-sun 22:00-06:00", "2024-01-01 … 2024-01-04", holidays=("2024-01-02",)
    )
    assert_drawn(run(found), expected(drawn[0]))


@pytest.mark.parametrize("position", range(4))
def test_days_on_which_the_clock_turns_are_as_long_as_they_are(run, drawn, position):
    """New York: 10 March 2024 has 23 hours, 3 November 25; London turns on other days.

    | zone             | hours               | opened_at        | resolved_at      | minutes |
    | America/New_York | always              | 2024-03-10 00:00 | 2024-03-11 00:00 | 1380    |
    | America/New_York | always              | 2024-11-03 00:00 | 2024-11-04 00:00 | 1500    |
    | America/New_York | mon-sun 22:00-06:00 | 2024-03-09 20:00 | 2024-03-10 12:00 | 420     |
    | Europe/London    | mon-sun 09:00-17:00 | 2024-03-30 16:00 | 2024-03-31 10:00 | 120     |
    """
    row = dict(drawn[0][position])
    zone, hours, found = row.pop("zone"), row.pop("hours"), row.pop("minutes")
    days = f"{row['opened_at'][:10]} … {row['resolved_at'][:10]}"
    assert_drawn(run(minutes([row], hours, days, zone=zone)), [{"minutes": found}])


@pytest.mark.parametrize("position", range(4))
def test_hours_that_the_clock_skips_or_shows_twice(run, drawn, position):
    """New York, a whole day each: 02:00–03:00 is skipped in March, 01:00–02:00 comes twice.

    What is skipped has no length; what comes twice begins and ends at its first showing.

    | hours               | opened_at        | resolved_at      | minutes |
    | mon-sun 02:00-02:30 | 2024-03-10 00:00 | 2024-03-11 00:00 | 0       |
    | mon-sun 02:30-04:00 | 2024-03-10 00:00 | 2024-03-11 00:00 | 60      |
    | mon-sun 00:00-01:30 | 2024-11-03 00:00 | 2024-11-04 00:00 | 90      |
    | mon-sun 01:30-03:00 | 2024-11-03 00:00 | 2024-11-04 00:00 | 150     |
    """
    row = dict(drawn[0][position])
    hours, found = row.pop("hours"), row.pop("minutes")
    days = f"{row['opened_at'][:10]} … {row['resolved_at'][:10]}"
    asked = minutes([row], hours, days, zone="America/New_York")
    assert_drawn(run(asked), [{"minutes": found}])


def test_the_same_instants_are_other_minutes_in_another_zone(run, drawn):
    """Office hours 9–18 of Seoul and of London, over one morning of London.

    | opened_at           | resolved_at         |
    | 2024-01-15 08:00:00 | 2024-01-15 12:00:00 |

    | minutes |
    | 60      |

    | minutes |
    | 180     |
    """
    told = rows.table(drawn[0])
    for zone, wanted in (("Asia/Seoul", drawn[1]), ("Europe/London", drawn[2])):
        calendar = BusinessCalendar(read_hours("mon-fri 09:00-18:00"), time_zone=zone)
        clock = calendar.table(date(2024, 1, 15), date(2024, 1, 15))
        timed = business_seconds(told, clock, a="opened_at", b="resolved_at")
        assert_drawn(run(timed.mutate(minutes=(timed.b - timed.a) // 60)), wanted)
