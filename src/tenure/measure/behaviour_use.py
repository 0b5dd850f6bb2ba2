"""Who was active before each period, and how much they used each feature: one pass each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

TENURE_DAYS = (90, 180, 365)
"""Bounds between new and old customers: the new leave more and do what only the new do."""


@dataclass(frozen=True)
class Window:
    """A period in which attrition is counted, and the days before it in which use is."""

    start: date
    end: date
    use_from: date
    use_to: date


def outcome_windows(
    *,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    count: int,
    use_days: int,
    gap_days: int,
    lookback: int = 0,
) -> tuple[Window, ...]:
    """Return the last `count` periods that are over, each with the days of use before it.

    Use lies in the `use_days` days that end `gap_days` before the period begins.
    Periods before which the data do not show the whole of them, nor the
    `lookback` days that the churn rule needs, are left out.
    """
    current, found = calendar.number(observed.end, period), []
    for number in range(current - count, current):
        start, end = calendar.start(number, period), calendar.start(number + 1, period)
        use_to = start - timedelta(days=gap_days)
        use_from = use_to - timedelta(days=use_days)
        if observed.first <= min(use_from, start - timedelta(days=lookback)):
            found.append(Window(start, end, use_from, use_to))
    return tuple(found)


def window_members(
    spells: "ir.Table",
    events: "ir.Table",
    *,
    window: Window,
    calendar: Calendar,
    feature: str,
    use: tuple[float, float] | None,
    lost: bool = False,
) -> "ir.Table":
    """Return the units (unit_id) of one segment of one window: those whose use is in a range.

    Grain in: as `behaviour_counts`. `use` is the segment's least and most use, or
    None for those who did not use the feature. With `lost`, only those lost.
    """
    units = population(spells, [window])
    units = units.filter(units.fresh == 0)
    if lost:
        units = units.filter(units.lost == 1)
    amounts = use_of(events, [window], calendar)
    amounts = amounts.filter(amounts.feature == feature)
    found = units.left_join(amounts, "unit_id")
    if use is None:
        return found.filter(found.feature.isnull()).select("unit_id")
    amount = found.use.fill_null(0.0)
    return found.filter(amount >= use[0], amount <= use[1]).select("unit_id")


def feature_members(
    spells: "ir.Table",
    events: "ir.Table",
    *,
    window: Window,
    calendar: Calendar,
    feature: str,
    count: str,
) -> "ir.Table":
    """Return the units (unit_id) of one window that a feature's count is made of.

    Grain in: as `behaviour_counts`; `count` is customers, those of them that used the
    feature (users), or those lost.
    """
    units = population(spells, [window])
    units = units.filter(units.fresh == 0)
    if count == "lost":
        units = units.filter(units.lost == 1)
    if count == "users":
        used = use_of(events, [window], calendar)
        units = units.semi_join(used.filter(used.feature == feature), "unit_id")
    return units.select("unit_id")


def population(spells: "ir.Table", windows: Sequence[Window]) -> "ir.Table":
    """Return who was active when each window began: (unit_id, window, fresh, lost, tenure).

    fresh and lost are 0 or 1; tenure is the number of bounds in `TENURE_DAYS`
    since which the unit was first active. One pass over the spells, whatever
    the number of windows.
    """
    import ibis

    def there(day: date) -> "ir.IntegerValue":
        at = ibis.literal(_midnight(day))
        inside = (spells.from_local <= at) & (spells.to_local.isnull() | (spells.to_local > at))
        return ibis.ifelse(inside, 1, 0).max()

    days = sorted({day for window in windows for day in (window.start, window.end)})
    flags = {day: f"at_{position}" for position, day in enumerate(days)}
    units = spells.group_by("unit_id").agg(
        first=spells.from_local.min(), **{name: there(day) for day, name in flags.items()}
    )
    since = {n: ibis.literal(_midnight(window.use_from)) for n, window in enumerate(windows)}
    each = units.filter(units.unit_id.notnull()).cross_join(_spine(len(windows)))
    began = {n: each[flags[window.start]] for n, window in enumerate(windows)}
    ended = {n: each[flags[window.end]] for n, window in enumerate(windows)}
    young = {n: _young(each["first"], window.start) for n, window in enumerate(windows)}
    late = {n: ibis.ifelse(each["first"] > at, 1, 0) for n, at in since.items()}
    marked = each.select(
        "unit_id",
        "window",
        began=_of_window(each, began),
        fresh=_of_window(each, late).cast("int64"),
        lost=(1 - _of_window(each, ended)).cast("int64"),
        tenure=_of_window(each, young).cast("int64"),
    )
    return marked.filter(marked.began == 1).drop("began")


def use_of(events: "ir.Table", windows: Sequence[Window], calendar: Calendar) -> "ir.Table":
    """Return who used what how much: (unit_id, window, feature, times, use, total).

    One pass over the events; total is the number of all events in the same days.
    """
    import ibis

    bounds = [
        (calendar.midnight(window.use_from), calendar.midnight(window.use_to)) for window in windows
    ]
    near = events.filter(
        events.occurred_at >= ibis.literal(min(low for low, _ in bounds)),
        events.occurred_at < ibis.literal(max(high for _, high in bounds)),
        events.feature.notnull(),
    )
    inside = [
        (near.occurred_at >= ibis.literal(low)) & (near.occurred_at < ibis.literal(high))
        for low, high in bounds
    ]
    sums = {f"times_{n}": ibis.ifelse(within, 1, 0).sum() for n, within in enumerate(inside)}
    if "value" in events.columns:
        value = near["value"].cast("float64").fill_null(0.0)
        sums |= {
            f"use_{n}": ibis.ifelse(within, value, 0.0).sum() for n, within in enumerate(inside)
        }
    each = near.group_by("unit_id", "feature").agg(**sums).cross_join(_spine(len(windows)))
    times = _of_window(each, {n: each[f"times_{n}"] for n in range(len(windows))}).cast("int64")
    use = times.cast("float64")
    if "value" in events.columns:
        use = _of_window(each, {n: each[f"use_{n}"] for n in range(len(windows))})
    rows = each.select("unit_id", "window", "feature", times=times, use=use)
    own = ibis.window(group_by=["unit_id", "window"])
    used = rows.filter(rows.times > 0)
    return used.mutate(total=used.times.sum().over(own).cast("int64"))


def _young(first: "ir.TimestampValue", start: date) -> "ir.IntegerValue":
    """Count the bounds of tenure since which a unit was first active; 0: longer than any."""
    import ibis

    since = [ibis.literal(_midnight(start - timedelta(days=days))) for days in TENURE_DAYS]
    one, *others = [ibis.ifelse(first > day, 1, 0) for day in since]
    return sum(others, start=one)


def _of_window(rows: "ir.Table", values: "Mapping[int, ir.Value]") -> "ir.Value":
    """Return, in each row, the value that belongs to its window."""
    import ibis

    *before, last = values.items()
    if not before:
        return last[1]
    return ibis.cases(*((rows["window"] == n, value) for n, value in before), else_=last[1])


def _spine(size: int) -> "ir.Table":
    import ibis

    return ibis.range(size).unnest().name("window").as_table()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
