"""Attrition: of those active when a period began, the share no longer active when it ended."""

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

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
    `groups` (unit_id, group). Grain out: a period, times a group.

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
    marks = with_groups(_marks(spells, period, calendar, observed), groups)
    keys = ["group"] if groups is not None else []
    first = calendar.number(observed.first, period)
    final = calendar.number(observed.last, period) + 1
    counted = _counts(_at_marks(marks, keys, first, final), keys, final)
    rows = _dated(_rates(counted, convention), period, calendar, observed, lookback)
    return rows.select(
        *keys, "period_start", "period_end", "complete", *COUNTS, *RATES, "reason"
    ).order_by(*keys, "period_start")


def _marks(
    spells: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Reduce spells to the period starts that they hold: the first and the last of them.

    Grain out: a distinct (unit_id, first_mark, last_mark). Mark p is the start
    of period p; the one after the last observed day is judged at that day's end.
    """
    import ibis

    tick = ibis.interval(microseconds=1)
    final = calendar.number(observed.last, period) + 1
    end = ibis.literal(observed.end).cast("timestamp")
    begun = spells.filter(spells.unit_id.notnull(), spells.from_local <= end)
    lasts = begun.to_local.isnull() | (begun.to_local > end)
    marks = begun.select(
        "unit_id",
        first_mark=calendar.numbers(begun.from_local - tick, period) + 1,
        last_mark=ibis.ifelse(lasts, final, calendar.numbers(begun.to_local - tick, period)),
    )
    return marks.distinct()


def _present(marks: "ir.Table", keys: list[str]) -> "ir.Table":
    """List at which marks each unit is active, and at which it was the time before.

    Grain out: (unit, mark) with previous (null: never) and joined_mark, the
    first mark at or after the unit's first active instant.
    """
    import ibis

    first = marks.group_by("unit_id").agg(joined_mark=marks.first_mark.min())
    held = marks.filter(marks.first_mark <= marks.last_mark)
    present = (
        held.mutate(mark=ibis.range(held.first_mark, held.last_mark + 1).unnest())
        .select("unit_id", *keys, "mark")
        .distinct()
    )
    own = ibis.window(group_by="unit_id", order_by="mark")
    traced = present.mutate(previous=present.mark.lag().over(own))
    return traced.inner_join(first, "unit_id")


def _at_marks(marks: "ir.Table", keys: list[str], first: int, final: int) -> "ir.Table":
    """Count, for every mark from first to final and every group, who is active and why.

    Grain out: (group, mark) with active, stayed (active at the mark before, too),
    fresh (first active since then) and began (fresh, or already gone again).
    """
    import ibis

    present = _present(marks, keys)
    active = present.group_by(*keys, "mark").agg(
        active=present.count(),
        stayed=(present.previous == present.mark - 1).fill_null(False).sum(),
        fresh=(present.joined_mark == present.mark).sum(),
    )
    units = marks.group_by("unit_id", *keys).agg(mark=marks.first_mark.min())
    began = units.group_by(*keys, "mark").agg(began=units.count())
    spine = ibis.range(first, final + 1).unnest().name("mark").as_table()
    if keys:
        spine = spine.cross_join(marks.select(*keys).distinct())
    on = [*keys, "mark"]
    counted = spine.left_join(active, on).select(*on, "active", "stayed", "fresh")
    counted = counted.left_join(began, on)
    return counted.select(*on, **{name: counted[name].fill_null(0).cast("int64") for name in MARKS})


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
