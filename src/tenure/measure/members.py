"""Who is behind a number: the units that one count of one row is made of."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tenure.errors import MetricError, suggest
from tenure.measure.attrition import COUNTS, marks_of
from tenure.measure.moving import of_period, placed, with_groups_at
from tenure.measure.presence import is_set, packed, packed_ranges
from tenure.measure.rates import UNKNOWN, with_groups
from tenure.measure.retention import Mode, cohorts_started, event_activity
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

CELL_COUNTS = ("size", "eligible", "returned")


def attrition_members(
    spells: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one row of `attrition` is made of.

    `cell` names the row: period_start, and the group of a split; `count` one of
    at_start, retained, lost, joined, won_back, at_end, joined_and_lost. Raises
    MetricError for a count or a period that there is not.
    """
    import ibis

    known_count(count, COUNTS)
    first = calendar.number(observed.first, period)
    final = calendar.number(observed.last, period) + 1
    number = period_of(cell, "period_start", period, calendar)
    if not first <= number < final:
        raise MetricError(f"nothing is observed of the period from {cell['period_start']}")
    marks = marks_of(spells, period, calendar, observed)
    packed_units = packed_ranges(marks, first - 1, final)
    units = placed(packed_units, groups, period, calendar, observed)
    there = is_set(units, number, first - 1)
    units = of_cell(of_period(units, ibis.literal(number), ~there), groups, cell)
    start, end = is_set(units, number, first - 1), is_set(units, number + 1, first - 1)
    fresh = units.first_seen == number + 1
    chosen = {
        "at_start": start,
        "retained": start & end,
        "lost": start & ~end,
        "joined": end & fresh,
        "won_back": end & ~start & ~fresh,
        "at_end": end,
        "joined_and_lost": fresh & ~end,
    }
    return units.filter(chosen[count]).select("unit_id")


def retention_members(
    activity: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    period: Period,
    mode: Mode,
    calendar: Calendar,
    observed: Observation,
    starts: "ir.Table | None" = None,
    at_least: int = 1,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one cell of `retention` is made of.

    `cell` names it: cohort, period, and the group of a split; `count` one of
    size, eligible, returned. Raises MetricError for one that there is not.
    """
    known_count(count, CELL_COUNTS)
    first = calendar.number(observed.first, period)
    current = calendar.number(observed.last, period)
    cohort = period_of(cell, "cohort", period, calendar)
    at = cohort + whole(cell, "period")
    if "seen" not in activity.columns:
        activity = event_activity(activity, period, calendar, observed, at_least=at_least)
    seen = packed(activity, first, current)
    started = cohorts_started(seen, starts, period, calendar, observed)
    own = with_groups_at(
        started.filter(started.number == cohort),
        groups,
        "number",
        period=period,
        calendar=calendar,
        observed=observed,
    )
    units = of_cell(own, groups, cell)
    over = first <= at < calendar.number(observed.end, period)
    if count != "size" and not over:
        units = units.filter(False)
    if count == "returned" and over:
        later = units.last_seen >= at
        units = units.filter(later if mode == "on_or_after" else is_set(units, at, first))
    return units.select("unit_id")


def known_count(count: str, allowed: tuple[str, ...]) -> None:
    """Raise MetricError for a count that a metric does not have."""
    if count not in allowed:
        near = suggest(count, allowed)
        raise MetricError(
            f"there is no count {count!r} of customers; there are: {', '.join(allowed)}",
            hint=f"did you mean {near!r}?" if near else None,
        )


def period_of(cell: Mapping[str, object], name: str, period: Period, calendar: Calendar) -> int:
    """Return the number of the period that a cell names by a day in it."""
    told = cell.get(name)
    try:
        day = told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError:
        raise MetricError(
            f"the row is not named: {name} is {told!r}", hint=f"write {name}=2026-03-01"
        ) from None
    return calendar.number(day, period)


def whole(cell: Mapping[str, object], name: str) -> int:
    """Return the whole number by which a cell is named."""
    try:
        return int(str(cell.get(name)))
    except ValueError:
        raise MetricError(
            f"the row is not named: {name} is {cell.get(name)!r}", hint=f"write {name}=0"
        ) from None


def in_group(
    units: "ir.Table", groups: "ir.Table | None", cell: Mapping[str, object]
) -> "ir.Table":
    """Leave the units of the cell's group; all of them when nothing is split."""
    return units if groups is None else of_cell(with_groups(units, groups), groups, cell)


def of_cell(units: "ir.Table", groups: "ir.Table | None", cell: Mapping[str, object]) -> "ir.Table":
    """Leave those of the cell's group, where rows have one."""
    if groups is None:
        return units
    told = cell.get("group")
    return units.filter(units.group == (told or UNKNOWN))
