"""The observation grid: as of which days customers are looked at, and what is counted after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.periods import PERIODS, Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, order=True)
class Point:
    """One observation date: what is known before it, and in which days leaving counts.

    as_of: facts before its midnight count; begins: the first day of the window (as_of + gap);
    until: the day after it, at whose midnight is looked again.
    """

    as_of: date
    begins: date
    until: date


@dataclass(frozen=True)
class Grid:
    """The observation dates of a company, ascending: those to learn from, and today to score."""

    points: tuple[Point, ...]
    today: Point

    @property
    def dates(self) -> tuple[date, ...]:
        """The observation dates whose whole label window was observed."""
        return tuple(point.as_of for point in self.points)


def grid(
    observed: Observation,
    *,
    calendar: Calendar,
    every: Period | int = "month",
    gap: int = 0,
    horizon: int | Period = 30,
    history: int = 90,
    most: int = 12,
) -> Grid:
    """Return the observation dates that a company's data allow, the last `most` of them.

    `every` is a calendar period, at whose starts is looked, or a number of days, counted back
    from the last possible date. `gap` days lie between the date and the label window; the
    window lasts `horizon` days, or one calendar period from the date's own (with gap 0 and
    `every` the same period: the period that Measure counts). Only dates whose window is over
    within the observation are there, and before which the data show `history` days; there may
    be none. Today is the day after the last observed one.

    Raises MetricError for a gap below 0, or another number below 1.
    """
    _refuse(every, gap, horizon, history, most)

    def point(as_of: date) -> Point:
        begins = as_of + timedelta(days=gap)
        if isinstance(horizon, int):
            return Point(as_of, begins, begins + timedelta(days=horizon))
        after = calendar.start(calendar.number(begins, horizon) + 1, horizon)
        return Point(as_of, begins, after)

    found: list[Point] = []
    for number in count():
        one = point(_back(observed, calendar, every, number, gap, horizon))
        if len(found) == most or one.as_of - timedelta(days=history) < observed.first:
            break
        if one.until <= observed.end:
            found.append(one)
    return Grid(tuple(reversed(found)), point(observed.end))


def _back(
    observed: Observation,
    calendar: Calendar,
    every: Period | int,
    number: int,
    gap: int,
    horizon: int | Period,
) -> date:
    """Return the date `number` steps before the end of the observation."""
    if not isinstance(every, int):
        return calendar.start(calendar.number(observed.end, every) - number, every)
    days = gap + (horizon if isinstance(horizon, int) else 0)
    return observed.end - timedelta(days=days + number * every)


def _refuse(every: Period | int, gap: int, horizon: int | Period, history: int, most: int) -> None:
    """Raise MetricError for what gives no grid."""
    least = {"gap": 0, "history": 0, "most": 1, "horizon": 1, "every": 1}
    given = {"gap": gap, "history": history, "most": most, "horizon": horizon, "every": every}
    for name, value in given.items():
        if isinstance(value, int) and value < least[name]:
            raise MetricError(f"{name} = {value} is less than {least[name]}", where="grid")
        if isinstance(value, str) and value not in PERIODS:
            raise MetricError(
                f"{name} = {value!r} is no period", hint=f"one of {', '.join(PERIODS)}, or days"
            )


def day_number(day: date) -> int:
    """Return the days since 1970-01-01, as `Calendar.numbers` of a day does."""
    return (day - EPOCH).days


def spine(points: Sequence[Point]) -> "ir.Table":
    """Return the points as a table (as_of, day, begins, until), the last three as day numbers."""
    import ibis

    row = ibis.range(len(points)).unnest().name("row").as_table()

    def of(days: list[date]) -> "ir.IntegerValue":
        *before, last = [ibis.literal(day_number(day), "int64") for day in days]
        if not before:
            return last
        return ibis.cases(*((row.row == at, day) for at, day in enumerate(before)), else_=last)

    day = of([point.as_of for point in points])
    return row.select(
        as_of=Calendar().starts(day, "day"),
        day=day,
        begins=of([point.begins for point in points]),
        until=of([point.until for point in points]),
    )
