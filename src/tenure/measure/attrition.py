"""Attrition: of those active when a period began, the share no longer active when it ended."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from tenure.measure.moving import is_moving, of_period, placed
from tenure.measure.presence import alike, is_set, packed_ranges
from tenure.measure.rates import rate, with_groups
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

Convention = Literal["cohort", "baremetrics", "stripe", "profitwell"]

COUNTS = ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost")
RATES = ("attrition", "attrition_low", "attrition_high")
MARKS = ("active", "stayed", "fresh", "began")

UNFINISHED = "the period is not over"
NOBODY = "nobody was active at the start"
TRUNCATED = "the data begin too late to see everyone active at the start"


def attrition(
    spells: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    convention: Convention = "cohort",
    lookback: int = 0,
) -> "ir.Table":
    """Count who stayed, left, joined and came back in every period.

    Grain in: a spell (unit_id, from_local, to_local) and, to split by something,
    `groups` (unit_id, group), or groups over time (`moving.placed`), of which the one
    when a period began counts. Grain out: a period, times a group.

    With A(t) the units active at t, over [t0, t1): at_start = |A(t0)|,
    retained = |A(t0) ∩ A(t1)|, lost = |A(t0) \\ A(t1)|, joined = in A(t1) and
    never active before t0, won_back = in A(t1), not in A(t0), active before;
    at_end = retained + joined + won_back. joined_and_lost: first active within
    the period, not active at its end; in none of the others.

    attrition = lost / at_start, with its 95 % Wilson interval; null when nobody
    was active at the start. Other conventions count joiners who left, too. A
    period that is not over is judged at the end of the observation and carries
    complete = false and a reason; so does, with complete unchanged, a period that
    starts less than `lookback` days after the data begin, when not everyone who
    was active at its start can be seen.

    Source: definitions, "State, the base of everything".
    """
    keys = ["group"] if groups is not None else []
    first = calendar.number(observed.first, period)
    final = calendar.number(observed.last, period) + 1
    marks = marks_of(spells, period, calendar, observed)
    packed = packed_ranges(marks, first - 1, final)
    cut: dict[str, Any] = {
        "period": period,
        "calendar": calendar,
        "observed": observed,
        "convention": convention,
        "lookback": lookback,
    }
    if is_moving(groups):
        units = placed(packed, groups, period, calendar, observed)
        return attrition_of_periods(_moving_counts(alike(units), first, final), **cut)
    units = with_groups(packed, groups)
    return attrition_of_marks(_at_marks(alike(units), keys, first, final), **cut)


def attrition_of_marks(
    at_marks: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    convention: Convention = "cohort",
    lookback: int = 0,
) -> "ir.Table":
    """Return `attrition` from who was active at the start of every period, already counted.

    Grain in: (mark, and group when split) with active, stayed (active at the mark
    before, too), fresh (first active since then) and began (fresh, or already gone
    again); mark p is the start of period p, the one after the last observed day is
    judged at that day's end. Grain out: as `attrition`.
    """
    keys = ["group"] if "group" in at_marks.columns else []
    final = calendar.number(observed.last, period) + 1
    return attrition_of_periods(
        _counts(at_marks, keys, final),
        period=period,
        calendar=calendar,
        observed=observed,
        convention=convention,
        lookback=lookback,
    )


def attrition_of_periods(
    counted: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    convention: Convention = "cohort",
    lookback: int = 0,
) -> "ir.Table":
    """Return `attrition` from its counts in every period (number, and group when split)."""
    keys = ["group"] if "group" in counted.columns else []
    rows = _dated(_rates(counted, convention), period, calendar, observed, lookback)
    return rows.select(
        *keys, "period_start", "period_end", "complete", *COUNTS, *RATES, "reason"
    ).order_by(*keys, "period_start")


def marks_of(
    spells: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the first and the last period start that each spell holds.

    Grain out: (unit_id, from_mark, to_mark), one row a spell; from_mark is after
    to_mark when it holds none, and null when it begins after the observation.
    Mark p is the start of period p; the one after the last observed day is
    judged at that day's end.
    """
    import ibis

    tick = ibis.interval(microseconds=1)
    final = calendar.number(observed.last, period) + 1
    end = ibis.literal(observed.end).cast("timestamp")
    opens = calendar.numbers(spells.from_local - tick, period) + 1
    lasts = spells.to_local.isnull() | (spells.to_local > end)
    closes = calendar.numbers(spells.to_local - tick, period)
    return spells.select(
        "unit_id",
        from_mark=ibis.ifelse(spells.from_local <= end, opens, ibis.null("int64")),
        to_mark=ibis.ifelse(lasts, final, closes),
    )


def _at_marks(same: "ir.Table", keys: list[str], first: int, final: int) -> "ir.Table":
    """Count, for every mark from first to final and every group, who is active and why.

    Grain in: units alike in group, first mark and all marks at which they are active.
    Grain out: (group, mark) with active, stayed (active at the mark before, too),
    fresh (first active since then) and began (fresh, or already gone again).
    """
    import ibis

    spine = ibis.range(first, final + 1).unnest().name("mark").as_table()
    each = same.cross_join(spine)
    there = is_set(each, each.mark, first - 1)
    before = is_set(each, each.mark - 1, first - 1)
    anew = each.first_seen == each.mark
    counted = each.group_by(*keys, "mark").agg(
        active=each.units.sum(where=there),
        stayed=each.units.sum(where=there & before),
        fresh=each.units.sum(where=there & anew),
        began=each.units.sum(where=anew),
    )
    if keys:
        spine = spine.cross_join(same.select(*keys).distinct())
    on = [*keys, "mark"]
    every = spine.left_join(counted, on)
    return every.select(*on, **{name: every[name].fill_null(0).cast("int64") for name in MARKS})


def _moving_counts(same: "ir.Table", first: int, final: int) -> "ir.Table":
    """Count what happened in every period, everyone in the group they had when it began.

    Grain in: units alike in a stretch of their groups and all marks at which they are
    active. Grain out: (group, number) with `COUNTS`; who moves within a period is counted
    where they were, so at_end need not be the next period's at_start.
    """
    import ibis

    spine = ibis.range(first, final).unnest().name("number").as_table()
    each = same.cross_join(spine)
    start = is_set(each, each.number, first - 1)
    end = is_set(each, each.number + 1, first - 1)
    anew = each.first_seen == each.number + 1
    every = each.mutate(start=start, end=end, anew=anew)
    there = every.filter(every.start | every.end | every.anew)
    own = of_period(there, there.number, ~there.start)
    counted = own.group_by("group", "number").agg(
        at_start=own.units.sum(where=own.start),
        retained=own.units.sum(where=own.start & own.end),
        lost=own.units.sum(where=own.start & ~own.end),
        joined=own.units.sum(where=own.end & own.anew),
        won_back=own.units.sum(where=own.end & ~own.start & ~own.anew),
        at_end=own.units.sum(where=own.end),
        joined_and_lost=own.units.sum(where=own.anew & ~own.end),
    )
    cells = spine.cross_join(own.select("group").distinct())
    filled = cells.left_join(counted, ["group", "number"])
    counts = {name: filled[name].fill_null(0).cast("int64") for name in COUNTS}
    return filled.select("group", "number", **counts)


def _counts(at_marks: "ir.Table", keys: list[str], final: int) -> "ir.Table":
    """Turn what was counted at marks into what happened between each and the next."""
    import ibis

    order = ibis.window(group_by=keys or None, order_by="mark")
    ahead = {name: at_marks[name].lead().over(order) for name in MARKS}
    rows = at_marks.select(
        *keys,
        number="mark",
        at_start=at_marks.active,
        retained=ahead["stayed"],
        lost=at_marks.active - ahead["stayed"],
        joined=ahead["fresh"],
        won_back=ahead["active"] - ahead["stayed"] - ahead["fresh"],
        at_end=ahead["active"],
        joined_and_lost=ahead["began"] - ahead["fresh"],
    )
    return rows.filter(rows.number < final)


def _rates(rows: "ir.Table", convention: Convention) -> "ir.Table":
    """Add the rate and its interval.

    Where joiners count only as lost, the numerator is no part of the
    denominator, so no interval of a share applies and it stays null.
    """
    import ibis

    lost, base = rows.lost, rows.at_start
    if convention in ("baremetrics", "stripe"):
        lost = lost + rows.joined_and_lost
    if convention == "stripe":
        base = base + rows.joined + rows.joined_and_lost
    rates = rate("attrition", lost, base)
    if convention == "baremetrics":
        rates |= {name: ibis.null("float64") for name in RATES[1:]}
    return rows.mutate(**rates)


def _dated(
    rows: "ir.Table", period: Period, calendar: Calendar, observed: Observation, lookback: int
) -> "ir.Table":
    """Name each period by its days and say what is not known about it."""
    import ibis

    complete = rows.number < calendar.number(observed.end, period)
    seen_from = calendar.number(observed.first + timedelta(days=lookback - 1), period) + 1
    return rows.mutate(
        period_start=calendar.starts(rows.number, period),
        period_end=calendar.starts(rows.number + 1, period),
        complete=complete,
        reason=ibis.cases(
            (~complete, UNFINISHED),
            (rows.attrition.isnull(), NOBODY),
            (rows.number < seen_from, TRUNCATED),
            else_=ibis.null("string"),
        ),
    )
