"""Opening hours around days on which the clock turns, and a plain counter of open minutes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from support.worlds import TURNS
from tenure.measure.business_time import BusinessCalendar
from tenure.periods import WEEKDAYS

SHIFTS = {
    "office": ((time(9), time(18)),),
    "lunch": ((time(8), time(12)), (time(13), time(17, 30))),
    "night": ((time(22), time(6)),),
    "whole day": ((time(), time()),),
    "evening to midnight": ((time(17), time()),),
    "overlapping": ((time(9), time(15)), (time(12), time(18))),
    "closed": (),
}


def counted(
    calendar: BusinessCalendar,
    start: datetime,
    stop: datetime,
    *,
    paused: Callable[[datetime], bool] = lambda at: False,
) -> int:
    """Count the open minutes of [start, stop), one by one, by what the clock shows."""
    zone = ZoneInfo(calendar.time_zone)
    minutes, at = 0, start
    while at < stop:
        local = at.replace(tzinfo=UTC).astimezone(zone)
        minutes += is_open(calendar, local.date(), local.time()) and not paused(at)
        at += timedelta(minutes=1)
    return minutes


def is_open(calendar: BusinessCalendar, day: date, at: time) -> bool:
    """Say whether the clock of a day shows opening hours."""
    before = day - timedelta(days=1)
    today = any(
        opens <= at and (at < closes or closes <= opens) for opens, closes in _hours(calendar, day)
    )
    return today or any(
        closes <= opens and at < closes for opens, closes in _hours(calendar, before)
    )


@st.composite
def calendars(draw: st.DrawFn) -> tuple[BusinessCalendar, date]:
    """Draw hours, holidays and a zone, and a day around which its clock turns."""
    zone = draw(st.sampled_from(sorted(TURNS)))
    turn = draw(st.sampled_from(TURNS[zone]))
    week = {day: SHIFTS[draw(st.sampled_from(sorted(SHIFTS)))] for day in WEEKDAYS}
    near = [turn + timedelta(days=number) for number in range(-3, 4)]
    off = frozenset(draw(st.sets(st.sampled_from(near), max_size=2)))
    return BusinessCalendar(week, off, zone), turn


def _hours(calendar: BusinessCalendar, day: date) -> tuple[tuple[time, time], ...]:
    return () if day in calendar.holidays else calendar.week.get(WEEKDAYS[day.weekday()], ())
