"""Onboarding: which steps are there, and how many customers reach each in their first days."""

from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from tenure.definitions import Step
from tenure.errors import MetricError
from tenure.measure.activity import matches
from tenure.measure.quantiles import quantile, ranked
from tenure.measure.rates import rate, with_groups
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

NOBODY = "nobody has been seen for long enough since their start"

COMMON_ENOUGH = 0.05
"""Share of customers who do a step in their first days; what fewer do is no step."""
EARLY_ENOUGH = 0.9
"""Share of an event's occurrences that lie in the first days; a habit has most of them later."""


def step_events(events: "ir.Table", steps: Sequence[Step], *, time_zone: str = "UTC") -> "ir.Table":
    """Return the events that reach a step (unit_id, occurred_at, step), steps counted from 1.

    An event may reach several steps, and comes once for each. One pass over the events.
    """
    import ibis

    any_step = reduce(or_, (matches(events, one, time_zone=time_zone) for one in steps))
    each = events.filter(any_step).cross_join(
        ibis.range(1, len(steps) + 1).unnest().name("step").as_table()
    )
    own = [
        (each.step == number, matches(each, one, time_zone=time_zone))
        for number, one in enumerate(steps, 1)
    ]
    reached = each.filter(ibis.cases(*own, else_=False))
    return reached.select(
        unit_id=reached.customer_id,
        occurred_at=reached.occurred_at,
        step=reached.step.cast("int64"),
    )


def since_start(
    done: "ir.Table", starts: "ir.Table", *, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return what each unit did with the seconds since its start (elapsed).

    Grain in: an event (unit_id, occurred_at, whatever else); `starts` (unit_id, started_at).
    Grain out: an event of a unit with a start within the observation. The clock on the wall
    counts: a day is a day when it has 23 hours. What was done on the start's own day before
    its time was done at the start; what was done on earlier days is left out.
    """
    import ibis

    begun = started(starts, calendar=calendar, observed=observed)
    known = done.filter(done.occurred_at < calendar.midnight(observed.end))
    local = known.mutate(_local=calendar.local(known.occurred_at, observed))
    both = local.inner_join(begun, "unit_id")
    same_day = both._local >= both.start.truncate("D")
    elapsed = both._local.epoch_seconds() - both.start.epoch_seconds()
    later = both.filter(same_day).mutate(elapsed=ibis.greatest(elapsed // 1, 0).cast("int64"))
    return later.select(*[name for name in done.columns if name != "occurred_at"], "elapsed")


def started(starts: "ir.Table", *, calendar: Calendar, observed: Observation) -> "ir.Table":
    """Return when each unit started by the clock on the wall, and for how long it was seen since.

    Grain out: a unit (unit_id, start, seen), seen in seconds; of several starts the first, and
    none that lies outside of the observation: the first steps of older ones are not seen.
    """
    import ibis

    known = starts.filter(starts.unit_id.notnull(), starts.started_at.notnull())
    first = known.group_by("unit_id").agg(started_at=known.started_at.min())
    inside = first.filter(
        first.started_at >= calendar.midnight(observed.first),
        first.started_at < calendar.midnight(observed.end),
    )
    clock = calendar.local(inside.started_at, observed)
    local = inside.select("unit_id", start=clock.truncate("s"))
    end = ibis.literal(observed.end).cast("timestamp")
    return local.mutate(seen=end.epoch_seconds() - local.start.epoch_seconds())


def steps_reached(
    done: "ir.Table",
    starts: "ir.Table",
    *,
    steps: int,
    within: int = 30,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count how many reached each step, and every step up to it, in their first days.

    Grain in: an event that reaches a step (unit_id, occurred_at, step), of `steps` steps;
    `starts` (unit_id, started_at). Grain out: a step from 1, times a group.

    eligible: units that started within the observation at least `within` days before its end,
    the same in every row. reached: did the step within `within` days of the start, in any
    order; through: did it and every step before. reached_share = reached / eligible,
    through_share = through / eligible, each with its 95 % Wilson interval. median_days: from
    the start to the step, of those who reached it.

    Source: mission, M9.
    """
    import ibis

    keys = ["group"] if groups is not None else []
    units = with_groups(ripe(starts, within, calendar=calendar, observed=observed), groups)
    soon = first_times(done, starts, within, calendar=calendar, observed=observed)
    first = soon.inner_join(units, "unit_id")
    own = ibis.window(group_by="unit_id", order_by="step", preceding=(None, 0))
    upto = first.mutate(_through=first.step.count().over(own) == first.step)
    upto = ranked(upto.mutate(_days=upto.elapsed / 86400), "_days", *keys, "step")
    counted = upto.group_by(*keys, "step").agg(
        reached=upto.count(),
        through=upto._through.cast("int64").sum(),
        median_days=quantile(upto, "_days", 0.5),
    )
    sizes = (
        units.group_by(*keys).agg(eligible=units.count())
        if keys
        else units.agg(eligible=units.count())
    )
    cells = sizes.mutate(step=ibis.range(1, steps + 1).unnest())
    joined = cells.left_join(counted, [*keys, "step"])
    filled = joined.mutate(reached=joined.reached.fill_null(0), through=joined.through.fill_null(0))
    rows = filled.select(
        *keys,
        "step",
        "eligible",
        "reached",
        **rate("reached_share", filled.reached, filled.eligible),
        through=filled.through,
        **rate("through_share", filled.through, filled.eligible),
        median_days=filled.median_days,
        reason=ibis.ifelse(filled.eligible == 0, NOBODY, ibis.null("string")),
    )
    return rows.order_by(*keys, "step")


def ripe(
    starts: "ir.Table", within: int, *, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return the units (unit_id, start) that have been seen for some days since their start."""
    begun = started(starts, calendar=calendar, observed=observed)
    return begun.filter(begun.seen >= within * 86400).select("unit_id", "start")


def first_times(
    done: "ir.Table",
    starts: "ir.Table",
    within: int,
    *,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return when each unit first did each step in its first days (unit_id, step, elapsed)."""
    since = since_start(done, starts, calendar=calendar, observed=observed)
    soon = since.filter(since.elapsed < within * 86400)
    return soon.group_by("unit_id", "step").agg(elapsed=soon.elapsed.min())


def early_events(
    events: "ir.Table",
    starts: "ir.Table",
    *,
    within: int = 14,
    sample: int = 50_000,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Count what customers do in their first days, to tell steps from habits.

    Grain in: an event (customer_id, occurred_at, name). Grain out: an event's name: units who
    did it within `within` days of their start, early and all its occurrences, the mean days
    until it was first done, and how many units there are; of units that have been seen for
    three times as long, and of at most about `sample` of them: every so manieth by name.
    """
    if "name" not in events.columns:
        raise MetricError(
            "steps are told apart by name, and events have no column `name`",
            hint='map it: [tables.events] columns = { name = "…" }',
        )
    named = events.select("name", "occurred_at", unit_id=events.customer_id)
    units = _some(ripe(starts, 3 * within, calendar=calendar, observed=observed), sample)
    chosen = starts.semi_join(units, "unit_id")
    own = named.semi_join(units, "unit_id")
    seen = since_start(own, chosen, calendar=calendar, observed=observed)
    early = seen.elapsed < within * 86400
    each = seen.group_by("name", "unit_id").agg(
        occurrences=seen.count(), early=early.cast("int64").sum(), first=seen.elapsed.min()
    )
    done = each.early > 0
    counted = each.group_by("name").agg(
        units=done.cast("int64").sum(),
        early=each.early.sum(),
        occurrences=each.occurrences.sum(),
        mean_days=each["first"].mean(where=done) / 86400,
    )
    return counted.cross_join(units.agg(eligible=units.count())).order_by("mean_days", "name")


def _some(units: "ir.Table", most: int) -> "ir.Table":
    """Leave every so manieth unit by name, all of them when they are no more than `most`."""
    import ibis

    order = ibis.window(order_by="unit_id")
    placed = units.select("unit_id", place=ibis.row_number().over(order))
    counted = placed.cross_join(units.agg(total=units.count()))
    step = ibis.greatest((counted.total - 1) // most + 1, 1)
    return counted.filter(counted.place % step == 0).select("unit_id")


def choose_steps(early: "pa.Table", *, most: int = 8) -> list[str]:
    """Choose steps from `early_events`: done by some, nearly only in the first days, in order."""
    found = [
        row["name"]
        for row in early.to_pylist()
        if row["name"] is not None
        and row["units"] >= COMMON_ENOUGH * row["eligible"]
        and row["early"] >= EARLY_ENOUGH * row["occurrences"]
        and row["units"]
    ]
    return found[:most]
