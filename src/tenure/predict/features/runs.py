"""Events added up by unit and run of days: read once for all dates, a fifth of their rows.

A run of days lies in the same windows of every date (`windows.days`), so what is wanted before
a date is a sum over runs. Written once, in parts of time, runs serve every shard of the matrix.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tenure.predict.features.recipes import KEYS, Asked, seen_from, times, total
from tenure.predict.features.sources import Plan, Sources, of_shard
from tenure.predict.features.windows import days, windows
from tenure.predict.grid import Point, day_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAYS = (7, 28, 90)
HOURS = (("night", 0), ("morning", 1), ("afternoon", 2))
"""Quarters of the day that begin at 0, 6 and 12 o'clock; the evening is the rest."""
LAST = "used_before_"
_DAY, _QUARTER = 86400, 21600


@dataclass(frozen=True)
class Sum:
    """A sum over events that is wanted for windows before each date."""

    column: str
    days: tuple[int, ...] = DAYS
    change: bool = False


def sums(sources: Sources, plan: Plan) -> list[Sum]:
    """List the sums over events that a company's events and plan allow."""
    found = [Sum("n", change=True), Sum("weekend", (90,))]
    found += [Sum(hour, (90,)) for hour, _ in HOURS]
    if sources.has("events", "name"):
        found += [Sum(f"n_{at}") for at in range(len(plan.names))]
        found += [Sum("n_rest")] if plan.names else []
    if sources.has("events", "value"):
        found += [Sum("v", change=True)]
        found += [Sum(f"v_{at}") for at, name in enumerate(plan.names) if name in plan.valued]
    return found


def runs_of(asked: Asked, *columns: str) -> "ir.Table":
    """Return the runs of the units that are asked for: those that were written, or new ones.

    Of those that were written, some columns only: what reads few must not keep all in memory.
    """
    written = asked.whole.runs
    if written is None:
        return by_run(asked.sources, asked.plan, asked.points)
    return of_shard(written.select("unit_id", *columns) if columns else written, *asked.shard)


def by_run(
    sources: Sources, plan: Plan, points: tuple[Point, ...], *, part: tuple[int, int] = (0, 1)
) -> "ir.Table":
    """Add up the events of each unit and run of days: (unit_id, bucket, next, …).

    next: the first date at which they count, all of them; last: the day of the last of them.
    `part` (i, n) leaves the i-th of n stretches of time, from 0, so that few groups are in
    memory at once; rows of all parts together (union all) are as good as the whole.
    """
    import ibis

    found = _placed(sources, points, part)
    added = {"n": found.count().cast("float64"), "weekend": times(found, found.weekend == 1)}
    added |= {name: times(found, found.quarter == at) for name, at in HOURS}
    if sources.has("events", "name"):
        added |= {f"n_{at}": times(found, found.name == name) for at, name in enumerate(plan.names)}
        if plan.names:
            rest = ~found.name.isin(plan.names) | found.name.isnull()
            added["n_rest"] = times(found, rest)
    if sources.has("events", "value"):
        added["v"] = total(found["value"], ibis.literal(True))
        for at, name in enumerate(plan.names):
            if name in plan.valued:
                added[f"v_{at}"] = total(found["value"], found.name == name)
    return found.group_by("unit_id", "bucket", "next").agg(
        **added, bits=found.bit.bit_or(), last=found.day.max()
    )


def _placed(sources: Sources, points: tuple[Point, ...], part: tuple[int, int]) -> "ir.Table":
    """Say of every event which day, quarter of the day and run of days it belongs to."""
    import ibis

    events = _of_part(sources, points, part)
    kept = [name for name in ("name", "value") if name in events.columns]
    clock = sources.calendar.seconds_at(events.occurred_at, sources.observed)
    day = (clock // _DAY).cast("int64")
    every = days(points)
    oldest = min(day_number(point.as_of) for point in points) - DAYS[-1] - 1
    told = events.select(
        "unit_id",
        *kept,
        _day=day,
        _run=ibis.greatest(day, oldest),
        quarter=((clock - day * _DAY) // _QUARTER).cast("int64"),
        _seen=seen_from(events, day, sources),
    )
    told = told.filter(told.unit_id.notnull())
    each = told.inner_join(every.rename(_row="day", _next="next"), told["_run"] == every.day)
    nexts = each["_next"] if "known_at" not in events.columns else _next(each["_seen"], points)
    placed = each.select(
        "unit_id", *kept, "quarter", "bucket", "bit", "weekend", day=each["_day"], next=nexts
    )
    return placed.filter(placed.next.notnull()) if "known_at" in events.columns else placed


def _next(seen: "ir.IntegerValue", points: tuple[Point, ...]) -> "ir.IntegerValue":
    """Return the first date after a day; null after the last."""
    import ibis

    dates = sorted({day_number(point.as_of) for point in points})
    return ibis.cases(*((seen < date, date) for date in dates), else_=ibis.null("int64"))


def _of_part(sources: Sources, points: tuple[Point, ...], part: tuple[int, int]) -> "ir.Table":
    """Leave the events before the last date that lie in one of several stretches of time."""
    number, parts = part
    last = max(point.as_of for point in points)
    first = min(sources.observed.first, last)

    def starts(place: int) -> datetime:
        gone = (last - first).days * place // parts
        return sources.calendar.midnight(first + timedelta(days=gone))

    events = sources.table("events")
    events = events.filter(events.occurred_at < starts(number + 1))
    return events.filter(events.occurred_at >= starts(number)) if number else events


def columns(asked: Asked) -> "ir.Table":
    """Return the sums of each unit at each date: (unit_id, as_of, …).

    Beside the sums, `active` and `active_before`: in the last 56 days and in the 34 before
    those, the days with an event as bits, the last day in the highest place.
    """
    import ibis

    each = runs_of(asked).inner_join(windows(asked.points), "bucket")
    each = each.filter(each.next <= each.day).semi_join(asked.rows, list(KEYS))
    held = {7: each.in_7, 28: each.in_28, 90: ibis.literal(True)}
    added = {}
    for one in sums(asked.sources, asked.plan):
        value = each[one.column]
        for window in one.days:
            inside = value if window == DAYS[-1] else ibis.ifelse(held[window], value, 0.0)
            added[f"{one.column}_{window}"] = inside.sum()
        if one.change:
            earlier = ibis.ifelse(each.before_28, value, 0.0)
            added[f"{one.column}_before_28"] = earlier.sum()
    return each.group_by(*KEYS).agg(
        **added,
        active=(each.bits * each.recent).bit_or(),
        active_before=(each.bits * each.older).bit_or(),
    )


def last_columns(asked: Asked) -> "ir.Table":
    """Return the day of each unit's last event before each date: (unit_id, used_before_…).

    One column a date, named by the date's number, with the number of the day.
    """
    runs = runs_of(asked, "next", "last")
    dates = sorted({day_number(point.as_of) for point in asked.points})
    return runs.group_by("unit_id").agg(
        **{f"{LAST}{date}": runs.last.max(where=runs.next <= date) for date in dates}
    )
