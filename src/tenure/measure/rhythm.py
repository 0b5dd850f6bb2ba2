"""Rhythm: how long customers stay away between two active days, and what period suits that."""

from typing import TYPE_CHECKING, Any, Literal

from tenure.measure.finished import Kind, as_table
from tenure.measure.rates import with_groups
from tenure.measure.retention import event_activity
from tenure.periods import Calendar, Observation, Period
from tenure.stats.survival_counts import survival_curve

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

Gaps = Literal["all", "first", "typical"]

DAYS: dict[Period, int] = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
"""The days that a gap measured in periods stands for."""

NEVER = "too few of the gaps still open are observed for long enough"
NO_GAP = "nobody came back, so there is no gap"
DEPENDENT = "gaps of one customer are not independent, so there is no interval"
NOT_OPEN = "a typical gap is of those who came back, so nothing is open"


def gaps(
    activity: "ir.Table",
    *,
    period: Period = "day",
    of: Gaps = "all",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count the gaps between one active day (or period) of a customer and the next, by length.

    Grain in: an event (unit_id, occurred_at), or a period (unit_id, seen); to
    split, `groups` (unit_id, group). Grain out: a length of gap, times a group:
    closed = gaps of that length that ended with a return, open = those that lasted
    so long when the observation ended, at which point we stopped looking.

    A gap of 1 is from one day to the next. of = "all": every gap of every
    customer; "first": from the first active day to the second, one a customer;
    "typical": each customer's median gap (the lower of two), one a customer who
    came back, none open.

    Source: definitions, "Repeat purchase, value, timing"; the critical-event interval.
    """
    keys = ["group"] if groups is not None else []
    each = with_groups(
        each_gap(activity, period=period, of=of, calendar=calendar, observed=observed), groups
    )
    counted = each.group_by(*keys, "gap").agg(
        closed=each.closed.cast("int64").sum(), open=(~each.closed).cast("int64").sum()
    )
    return counted.order_by(*keys, "gap")


def each_gap(
    activity: "ir.Table",
    *,
    period: Period = "day",
    of: Gaps = "all",
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the gaps of `gaps` one by one: (unit_id, gap, closed)."""
    import ibis

    seen = activity
    if "seen" not in activity.columns:
        seen = event_activity(activity, period, calendar, observed)
    current = calendar.number(observed.last, period)
    known = seen.filter(seen.unit_id.notnull(), seen.seen.notnull(), seen.seen <= current)
    days = known.select("unit_id", "seen").distinct()
    own = ibis.window(group_by="unit_id", order_by="seen")
    after = days.mutate(following=days.seen.lead().over(own), place=ibis.row_number().over(own))
    if of == "first":
        after = after.filter(after.place == 0)
    closed = after.following.notnull()
    whole = calendar.number(observed.end, period) - 1
    waited = ibis.greatest(ibis.literal(whole, "int64") - after.seen, ibis.literal(0, "int64"))
    each = after.select(
        "unit_id",
        gap=ibis.ifelse(closed, after.following - after.seen, waited),
        closed=closed,
    )
    return _medians(each) if of == "typical" else each


def _medians(each: "ir.Table") -> "ir.Table":
    """Return each unit's median closed gap, the lower of two."""
    import ibis

    own = ibis.window(group_by="unit_id")
    back = each.filter(each.closed)
    ordered = back.mutate(
        place=ibis.row_number().over(ibis.window(group_by="unit_id", order_by="gap")),
        gaps=back.count().over(own),
    )
    return ordered.filter(
        (ordered.place * 2 >= ordered.gaps - 2) & (ordered.place * 2 < ordered.gaps)
    ).drop("place", "gaps")


def finish_gaps(counted: "pa.Table", *, of: Gaps = "all") -> "pa.Table":
    """Work out, from the counts of `gaps`, by when customers come back.

    Grain in and out: a length of gap, times a group; a gap of 0, still open and
    never at risk, is no row.

    within = closed gaps up to this length / all closed gaps: of those who came
    back. It leaves out who did not, so it comes back too soon (survivor bias).
    came_back corrects it: an open gap counts as at risk for as long as it was
    watched, and no longer (Kaplan–Meier): with d(g) closed and n(g) = those closed
    or open at g or later, came_back(g) = 1 − Π over lengths up to g of (1 − d / n).
    Its 95 % interval is Greenwood's, on the log(−log) scale, and only for of =
    "first", where each customer has one gap.
    """
    rows = [row for own in _grouped(counted) for row in _curve(own, of)]
    return as_table(rows, _kinds(counted, _CURVE))


def finish_interval(
    counted: "pa.Table", *, share: float = 0.8, period: Period = "day", of: Gaps = "all"
) -> "pa.Table":
    """Return, from the counts of `gaps`, the interval within which customers come back.

    Grain out: one row, or one a group. interval = the shortest gap within which
    at least `share` of closed gaps ended (survivors only); corrected = the
    shortest at which the estimate with open gaps as censored reaches `share`;
    null, with a reason, when it is not reached within what was observed. suggested
    = the shortest calendar period that the corrected interval fits into: of
    typical gaps, where nothing is open, `interval` instead.
    """
    rows = [_summary(own, share, period, of) for own in _grouped(counted)]
    return as_table(rows, _kinds(counted, _SUMMARY))


_CURVE: dict[str, Kind] = {
    "gap": "count",
    "closed": "count",
    "open": "count",
    "at_risk": "count",
    "within": "number",
    "came_back": "number",
    "came_back_low": "number",
    "came_back_high": "number",
    "reason": "text",
}
_SUMMARY: dict[str, Kind] = {
    "closed": "count",
    "open": "count",
    "share": "number",
    "interval": "count",
    "corrected": "count",
    "came_back": "number",
    "watched": "count",
    "suggested": "text",
    "reason": "text",
}


def _kinds(counted: "pa.Table", columns: dict[str, Kind]) -> dict[str, Kind]:
    return {"group": "text", **columns} if "group" in counted.column_names else columns


def _grouped(counted: "pa.Table") -> list[list[dict[str, Any]]]:
    """Return the rows of each group, shortest gap first; without groups, all of them together."""
    rows = sorted(counted.to_pylist(), key=lambda row: row["gap"])
    if "group" not in counted.column_names:
        return [rows]
    names = sorted({row["group"] for row in rows})
    return [[row for row in rows if row["group"] == name] for name in names]


def _curve(rows: list[dict[str, Any]], of: Gaps) -> list[dict[str, Any]]:
    """Return, for each length of gap, who came back within it, survivors alone and corrected."""
    lengths = [row for row in rows if row["gap"] > 0]
    survival = survival_curve((row["gap"], row["closed"], row["open"]) for row in lengths)
    left = sum(row["closed"] + row["open"] for row in lengths)
    total, ended = sum(row["closed"] for row in lengths), 0
    curve = []
    for row in lengths:
        ended += row["closed"]
        away = None if of == "typical" else survival.surviving(row["gap"])
        around = survival.interval(row["gap"]) if of == "first" else None
        curve.append(
            row
            | {
                "at_risk": left,
                "within": ended / total if total else None,
                "came_back": None if away is None else 1 - away,
                "came_back_low": None if around is None else 1 - around[1],
                "came_back_high": None if around is None else 1 - around[0],
                "reason": {"all": DEPENDENT, "typical": NOT_OPEN}.get(of),
            }
        )
        left -= row["closed"] + row["open"]
    return curve


def _summary(rows: list[dict[str, Any]], share: float, period: Period, of: Gaps) -> dict[str, Any]:
    curve = _curve(rows, of)
    naive = _first(curve, "within", share)
    corrected = None if of == "typical" else _first(curve, "came_back", share)
    chosen = naive if of == "typical" else corrected
    closed = sum(row["closed"] for row in rows)
    return {
        "group": rows[0].get("group") if rows else None,
        "closed": closed,
        "open": sum(row["open"] for row in rows),
        "share": share,
        "interval": naive,
        "corrected": corrected,
        "came_back": curve[-1]["came_back"] if curve else None,
        "watched": curve[-1]["gap"] if curve else None,
        "suggested": None if chosen is None else _suited(chosen * DAYS[period]),
        "reason": _why(closed, corrected, of),
    }


def _first(curve: list[dict[str, Any]], name: str, share: float) -> int | None:
    """Return the shortest gap at which a share is reached; a rounding error is no difference."""
    reached = (row["gap"] for row in curve if (row[name] or 0.0) >= share - 1e-12)
    return next(reached, None)


def _suited(days: int) -> str | None:
    """Return the shortest period that so many days fit into."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    return next((name for name, length in longest.items() if days <= length), None)


def _why(closed: int, corrected: int | None, of: Gaps) -> str | None:
    if not closed:
        return NO_GAP
    if of == "typical":
        return NOT_OPEN
    return NEVER if corrected is None else None
