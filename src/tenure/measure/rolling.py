"""Retention by each customer's own clock: rolling windows, brackets, different activities."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from tenure.errors import MetricError
from tenure.measure.brackets import Bracket
from tenure.measure.members import CELL_COUNTS, in_group, known_count, period_of, whole
from tenure.measure.rates import UNKNOWN, rate, with_groups
from tenure.measure.retention import NOBODY, UNFINISHED, UNSEEN, Mode
from tenure.measure.windows import Clock, Ruler
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

Start = Literal["first", "every"]

COLUMNS = (
    "cohort",
    "size",
    "period",
    "from_step",
    "to_step",
    "eligible",
    "returned",
    "retention",
    "retention_low",
    "retention_high",
    "complete",
    "reason",
)


def rolling_retention(
    returns: "ir.Table",
    starts: "ir.Table",
    *,
    period: Period = "month",
    clock: Clock = "rolling",
    step: Period = "day",
    days: int = 1,
    brackets: tuple[Bracket, ...] | None = None,
    start: Start = "first",
    mode: Mode = "exact",
    at_least: int = 1,
    limit: int | None = None,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count who came back in each window since their own start.

    Grain in: an event of the return activity, `returns` (unit_id, occurred_at); one
    of the start activity, `starts` (unit_id, started_at), which may be another; to
    split, `groups` (unit_id, group). Grain out: a cohort (the calendar `period` of
    the start), times a window counted from 0, times a group.

    clock = "rolling": step n is the n-th span of `days` × 24 hours since the very
    instant of the start, which it includes: [start + n·D, start + (n + 1)·D), in
    elapsed time, so that no daylight saving moves it.
    clock = "calendar": step n is the n-th calendar `step` (day, week, month …) after
    that of the start, in the company's time zone.
    Without `brackets` every step is a window, as many as the observation reaches,
    or `limit`; with them, window k is the steps from_step to to_step, both inclusive.

    start = "first": a customer is in one cohort, that of the first row of `starts`;
    "every": in one for each calendar `period` in which there is one, the clock
    running from the first start of that period. Sums over cohorts then count
    customers more than once.

    A member is eligible for window k when the observation reaches the end of their
    own window k, and began before it did; returned: with `at_least` events of the
    return activity in window k, or (mode = "on_or_after") in window k or in any
    later one, be that over or not. retention = returned / eligible with its 95 %
    Wilson interval. complete: every member is eligible; only such cells are in
    totals. An incomplete cell has the rate of those who are eligible.

    Source: definitions, "Retention by cohort".
    """
    ruler = Ruler(period, clock, step, days, brackets, calendar, observed)
    keys = ["group"] if groups is not None else []
    entries = with_groups(ruler.placed(entered(starts, start, ruler)), groups)
    enough = came_back(returns, entries, ruler, at_least)
    members = entries.group_by(*keys, "cohort", "opens", "over").agg(units=entries.count())
    cells = _cells(members, keys, ruler, limit)
    returned = _returned(enough, cells, keys, mode)
    on = [*keys, "cohort", "window"]
    joined = cells.left_join(returned, on).select(*cells.columns, "came")
    return _rates(joined, keys, ruler)


def entered(starts: "ir.Table", start: Start, ruler: Ruler) -> "ir.Table":
    """Put each unit into its cohorts: (unit_id, cohort, started_at), one row each."""
    known = starts.filter(starts.unit_id.notnull(), starts.started_at < ruler.end)
    if start == "first":
        first = known.group_by("unit_id").agg(started_at=known.started_at.min())
        return first.mutate(cohort=ruler.number(first.started_at, ruler.period))
    dated = known.mutate(cohort=ruler.number(known.started_at, ruler.period))
    every = dated.group_by("unit_id", "cohort").agg(started_at=dated.started_at.min())
    return every.select("unit_id", "started_at", "cohort")


def came_back(
    returns: "ir.Table", entries: "ir.Table", ruler: Ruler, at_least: int = 1
) -> "ir.Table":
    """Return the windows in which each entry returned often enough: the entry, and `window`."""
    known = returns.filter(returns.occurred_at < ruler.end)
    both = entries.inner_join(known.select("unit_id", "occurred_at"), "unit_id")
    if ruler.clock == "rolling":
        both = both.filter(both.occurred_at >= both.started_at)
    found = both.mutate(window=ruler.window_at(both))
    counted = found.group_by(*entries.columns, "window").agg(times=found.count())
    return counted.filter(counted.times >= at_least, counted.window.notnull()).drop("times")


def _returned(enough: "ir.Table", cells: "ir.Table", keys: list[str], mode: Mode) -> "ir.Table":
    """Count the entries of each cohort that returned in each of their eligible windows."""
    import ibis

    if mode == "exact":
        seen = enough.filter(enough.window >= enough.opens, enough.window < enough.over)
        return seen.group_by(*keys, "cohort", "window").agg(came=seen.count())
    entry = [*keys, "unit_id", "cohort", "opens", "over"]
    last = enough.group_by(*entry).agg(final=enough.window.max())
    bounded = last.mutate(final=ibis.least(last.final, last.over - 1))
    ranges = bounded.group_by(*keys, "cohort", "opens", "final").agg(units=bounded.count())
    each = cells.select(*keys, "cohort", "window").inner_join(ranges, [*keys, "cohort"])
    reached = each.filter(each.window >= each.opens, each.window <= each.final)
    return reached.group_by(*keys, "cohort", "window").agg(came=reached.units.sum())


def rolling_members(
    returns: "ir.Table",
    starts: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    ruler: Ruler,
    start: Start = "first",
    mode: Mode = "exact",
    at_least: int = 1,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one cell of `rolling_retention` is made of.

    `cell` names it: cohort, period, and the group of a split; `count` one of
    size, eligible, returned. Raises MetricError for one that there is not.
    """
    known_count(count, CELL_COUNTS)
    cohort = period_of(cell, "cohort", ruler.period, ruler.calendar)
    placed = ruler.placed(entered(starts, start, ruler))
    units = in_group(placed.filter(placed.cohort == cohort), groups, cell)
    if count == "size":
        return units.select("unit_id")
    return _in_window(returns, units, ruler, whole(cell, "period"), count, mode, at_least)


def curve_members(
    returns: "ir.Table",
    starts: "ir.Table",
    cells: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    ruler: Ruler,
    start: Start = "first",
    mode: Mode = "exact",
    at_least: int = 1,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one row of a curve over `cells` is made of.

    `cells` are those of `rolling_retention`, `cell` names the row: period, and the group of a
    split; `count` is eligible or returned. Raises MetricError where customers may be in
    several cohorts: their sum counts them more than once.
    """
    known_count(count, CELL_COUNTS[1:])
    if start == "every":
        raise MetricError(
            "a customer may be in several cohorts, and counts in each of them",
            hint="ask with start = first, or keep the customers of one cell of rolling-retention",
        )
    window = whole(cell, "period")
    used = cells.filter(cells.period == window, cells.complete, cells.eligible > 0)
    if groups is not None:
        used = used.filter(used.group == (cell.get("group") or UNKNOWN))
    placed = ruler.placed(entered(starts, start, ruler))
    dated = placed.mutate(_cohort=ruler.calendar.starts(placed.cohort, ruler.period))
    units = in_group(dated.semi_join(used, dated._cohort == used.cohort), groups, cell)
    return _in_window(returns, units.drop("_cohort"), ruler, window, count, mode, at_least)


def _in_window(
    returns: "ir.Table",
    units: "ir.Table",
    ruler: Ruler,
    window: int,
    count: str,
    mode: Mode,
    at_least: int,
) -> "ir.Table":
    """Return those whose window is over, or of them who returned (unit_id)."""
    ripe = units.filter(units.opens <= window, units.over > window)
    if count != "returned":
        return ripe.select("unit_id")
    enough = came_back(returns, ripe, ruler, at_least)
    reached = enough.window == window if mode == "exact" else enough.window >= window
    return enough.filter(reached).select("unit_id").distinct()


def _cells(members: "ir.Table", keys: list[str], ruler: Ruler, limit: int | None) -> "ir.Table":
    """List every cell that has begun: its cohort's size, and who of it is eligible or too late.

    Grain in: members of a cohort whose windows open and are over alike, with their number.
    """
    import ibis

    cohorts = _cohorts(members, keys, ruler)
    cohorts = cohorts.mutate(
        begun=ruler.begun(cohorts.cohort), finished=ruler.finished(cohorts.cohort)
    )
    most = cohorts.begun.max().fill_null(0)
    top = cohorts.agg(top=most if limit is None else ibis.least(most, limit))
    windows = top.select(window=ibis.range(0, top.top).unnest())
    every = cohorts.cross_join(windows)
    begun = every.filter(every.window < every.begun)
    each = members.cross_join(windows)
    on = [*keys, "cohort", "window"]
    counted = each.group_by(*on).agg(
        eligible=each.units.sum(where=(each.window >= each.opens) & (each.window < each.over)),
        late=each.units.sum(where=each.window >= each.over),
    )
    cells = begun.left_join(counted, on).select(*begun.columns, "eligible", "late")
    counts = {name: cells[name].fill_null(0).cast("int64") for name in ("eligible", "late")}
    return cells.mutate(**counts)


def _cohorts(members: "ir.Table", keys: list[str], ruler: Ruler) -> "ir.Table":
    """List the cohorts: those that somebody is in, and the empty ones from the first of them on."""
    import ibis

    sizes = members.group_by(*keys, "cohort").agg(size=members.units.sum())
    began, current = (
        ruler.calendar.number(day, ruler.period)
        for day in (ruler.observed.first, ruler.observed.last)
    )
    earliest = members.cohort.min()
    span = members.agg(low=ibis.ifelse(earliest < began, began, earliest))
    spine = span.select(cohort=ibis.range(span.low, current + 1).unnest())
    spine = spine.union(members.select("cohort"), distinct=True)
    if keys:
        spine = spine.cross_join(members.select(*keys).distinct())
    every = spine.left_join(sizes, [*keys, "cohort"]).select(*keys, "cohort", "size")
    return every.mutate(size=every["size"].fill_null(0).cast("int64"))


def _rates(cells: "ir.Table", keys: list[str], ruler: Ruler) -> "ir.Table":
    """Add the rate, the steps of each window, and what is not known about it."""
    import ibis

    size, nobody = cells["size"], cells["size"] == 0
    late = ibis.ifelse(nobody, cells.window >= cells.finished, cells.late > 0)
    low, high = _edges(cells.window, ruler.brackets)
    counted = cells.select(
        *keys,
        "size",
        "eligible",
        cohort=ruler.calendar.starts(cells.cohort, ruler.period),
        period=cells.window,
        from_step=low,
        to_step=high,
        returned=ibis.ifelse(cells.eligible > 0, cells.came.fill_null(0), 0).cast("int64"),
        complete=(cells.eligible == size) & ~late,
        reason=ibis.cases(
            (late, UNFINISHED),
            (cells.eligible < size, UNSEEN),
            (nobody, NOBODY),
            else_=ibis.null("string"),
        ),
    )
    rows = counted.mutate(**rate("retention", counted.returned, counted.eligible))
    return rows.select(*keys, *COLUMNS).order_by(*keys, "cohort", "period")


def _edges(
    window: "ir.IntegerValue", brackets: tuple[Bracket, ...] | None
) -> "tuple[ir.IntegerValue, ir.IntegerValue]":
    """Return the first and the last step of each window."""
    import ibis

    if brackets is None:
        return window, window
    places = [(window == at, one) for at, one in enumerate(brackets)]
    low = ibis.cases(*[(here, ibis.literal(one.low, "int64")) for here, one in places])
    high = ibis.cases(*[(here, ibis.literal(one.high, "int64")) for here, one in places])
    return low, high
