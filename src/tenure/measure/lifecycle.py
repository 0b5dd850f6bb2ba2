"""Lifecycle: of those active in a period, who is new, stayed, or came back; who fell silent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.measure.members import known_count, of_cell, period_of
from tenure.measure.moving import of_period, placed
from tenure.measure.presence import alike, is_set, packed
from tenure.measure.retention import event_activity
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

COUNTS = (
    "active_before",
    "active",
    "new",
    "returning",
    "resurrected",
    "dormant",
    "dormant_stock",
)

FLOWS_OUT = ("dormant", "dormant_stock")

UNFINISHED = "the period is not over: who is silent so far may still come"
BEGINNING = "the data begin in this period: who was a customer before cannot be told from the new"
BEFORE_WHOLE = "the period before is not observed whole: who was active in it is not fully known"


def lifecycle(
    activity: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Account for everyone active in a period by what they were in the one before.

    Grain in: an event (unit_id, occurred_at), or a period in which a unit was
    active (unit_id, seen); to split, `groups` (unit_id, group). Grain out: a
    period, times a group. Units: customers.

    With A(t) those active in period t: active_before = |A(t−1)|, active = |A(t)|,
    returning = |A(t) ∩ A(t−1)|, new = in A(t) and in no period before,
    resurrected = in A(t), not in A(t−1), in some period before that,
    dormant = |A(t−1) \\ A(t)|: a flow, counted once, in the first silent period.
    dormant_stock = ever active up to t and not in A(t): everyone silent.

        active = active_before − dormant + new + resurrected
        active = new + returning + resurrected
        dormant_stock(t) = dormant_stock(t−1) + dormant(t) − resurrected(t)

    The period that is not over has no dormant and no stock: null, with a reason.

    Source: definitions, "Lifecycle".
    """
    keys = ["group"] if groups is not None else []
    first = calendar.number(observed.first, period)
    current = calendar.number(observed.last, period)
    if "seen" not in activity.columns:
        activity = event_activity(activity, period, calendar, observed)
    units = placed(packed(activity, first - 1, current), groups, period, calendar, observed)
    counted = _counted(alike(units.drop("last_seen")), keys, first, current)
    return lifecycle_of_counts(counted, period=period, calendar=calendar, observed=observed)


def lifecycle_of_counts(
    counted: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return `lifecycle` from the counts of every period (number, and group when split)."""
    keys = ["group"] if "group" in counted.columns else []
    rows = _dated(counted, period, calendar, observed)
    return rows.select(*keys, "period_start", "period_end", "complete", *COUNTS, "reason").order_by(
        *keys, "period_start"
    )


def _counted(same: "ir.Table", keys: list[str], first: int, current: int) -> "ir.Table":
    """Count, for every period and group, who is active in it and who they were before.

    Grain in: units alike in group, first period and all periods in which they are active.
    """
    import ibis

    spine = ibis.range(first, current + 1).unnest().name("number").as_table()
    each = same.cross_join(spine)
    each = each.filter(each.first_seen <= each.number)
    each = of_period(each, each.number, each.first_seen == each.number)
    here = is_set(each, each.number, first - 1)
    before = is_set(each, each.number - 1, first - 1)
    anew = each.first_seen == each.number
    counted = each.group_by(*keys, "number").agg(
        active_before=each.units.sum(where=before),
        active=each.units.sum(where=here),
        new=each.units.sum(where=anew),
        returning=each.units.sum(where=here & before),
        resurrected=each.units.sum(where=here & ~before & ~anew),
        dormant=each.units.sum(where=before & ~here),
        dormant_stock=each.units.sum(where=~here),
    )
    if keys:
        spine = spine.cross_join(each.select(*keys).distinct())
    on = [*keys, "number"]
    every = spine.left_join(counted, on)
    return every.select(*on, **{name: every[name].fill_null(0).cast("int64") for name in COUNTS})


def _dated(
    rows: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Name each period by its days, and say what is not known about it."""
    import ibis

    complete = rows.number < calendar.number(observed.end, period)
    first = calendar.number(observed.first, period)
    partly = calendar.start(first, period) < observed.first
    known = {name: ibis.ifelse(complete, rows[name], ibis.null()) for name in FLOWS_OUT}
    cases = [(~complete, UNFINISHED), (rows.number == first, BEGINNING)]
    if partly:
        cases.append((rows.number == first + 1, BEFORE_WHOLE))
    return rows.mutate(
        period_start=calendar.starts(rows.number, period),
        period_end=calendar.starts(rows.number + 1, period),
        complete=complete,
        reason=ibis.cases(*cases, else_=ibis.null("string")),
        **known,
    )


def lifecycle_members(
    activity: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one row of `lifecycle` is made of.

    `cell` names the row: period_start, and the group of a split; `count` one of
    its counts. Raises MetricError for a count or a period that there is not, and
    for the dormant of a period that is not over.
    """
    import ibis

    known_count(count, COUNTS)
    first, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    number = period_of(cell, "period_start", period, calendar)
    if not first <= number <= current:
        raise MetricError(f"nothing is observed of the period from {cell['period_start']}")
    if count in FLOWS_OUT and number >= calendar.number(observed.end, period):
        raise MetricError(f"nobody is known to be dormant: {UNFINISHED}")
    if "seen" not in activity.columns:
        activity = event_activity(activity, period, calendar, observed)
    every = placed(packed(activity, first - 1, current), groups, period, calendar, observed)
    own = of_period(every, ibis.literal(number), every.first_seen == number)
    units = of_cell(own, groups, cell)
    here, before = (is_set(units, at, first - 1) for at in (number, number - 1))
    anew = units.first_seen == number
    chosen = {
        "active_before": before,
        "active": here,
        "new": anew,
        "returning": here & before,
        "resurrected": here & ~before & ~anew,
        "dormant": before & ~here,
        "dormant_stock": ~here & (units.first_seen <= number),
    }
    return units.filter(chosen[count]).select("unit_id")
