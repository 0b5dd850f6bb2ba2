"""Who leaves in the first month, by how many onboarding steps they reached in the first days."""

from typing import TYPE_CHECKING

from tenure.measure.onboarding import first_times, ripe
from tenure.measure.rates import rate, with_groups
from tenure.periods import Calendar, Observation
from tenure.stats import cochran_armitage

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

NOBODY = "nobody seen for long enough reached this many steps"
NOBODY_THERE = "nobody of them was active at the landmark"


def churn_by_steps(
    done: "ir.Table",
    starts: "ir.Table",
    spells: "ir.Table",
    *,
    steps: int,
    landmark: int = 7,
    horizon: int = 30,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count who was lost by the number of steps reached in the first days.

    Grain in: an event that reaches a step (unit_id, occurred_at, step), of `steps` steps;
    `starts` (unit_id, started_at); spells of the company's rule (unit_id, from_local,
    to_local). Grain out: a number of steps, from 0, times a group.

    started: units that started at least `horizon` days before the observation ends, by the
    steps done within `landmark` days. there: of these, active at the landmark. lost: of these,
    no longer active `horizon` days after the start. churn = lost / there with its 95 % Wilson
    interval. Counting steps before the landmark and churn after it keeps those who left early
    from counting as having left for want of steps that they had no time to reach. Still, who
    wants to stay may do more steps: this is association, not cause.

    Source: mission, M9; landmark analysis: J. R. Anderson, K. C. Cain and R. D. Gelber,
    Analysis of survival by tumor response, J. Clin. Oncol. 1 (1983).
    """
    import ibis

    keys = ["group"] if groups is not None else []
    units = units_by_steps(
        done,
        starts,
        spells,
        landmark=landmark,
        horizon=horizon,
        calendar=calendar,
        observed=observed,
    )
    units = with_groups(units, groups)
    counted = units.group_by(*keys, "steps").agg(
        started=units.count(),
        there=units.there.cast("int64").sum(),
        lost=units.lost.cast("int64").sum(),
    )
    spine = ibis.range(0, steps + 1).unnest().name("steps").as_table()
    if keys:
        spine = spine.cross_join(units.select(*keys).distinct())
    cells = spine.left_join(counted, [*keys, "steps"])
    counts = {name: cells[name].fill_null(0) for name in ("started", "there", "lost")}
    filled = cells.select(*keys, "steps", **counts)
    rows = filled.mutate(
        **rate("churn", filled.lost, filled.there),
        reason=ibis.cases(
            (filled.started == 0, NOBODY),
            (filled.there == 0, NOBODY_THERE),
            else_=ibis.null("string"),
        ),
    )
    return rows.order_by(*keys, "steps")


def units_by_steps(
    done: "ir.Table",
    starts: "ir.Table",
    spells: "ir.Table",
    *,
    landmark: int,
    horizon: int,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each unit seen for long enough (unit_id, steps, there, lost); see `churn_by_steps`."""
    import ibis

    units = ripe(starts, horizon, calendar=calendar, observed=observed)
    soon = first_times(done, starts, landmark, calendar=calendar, observed=observed)
    reached = soon.group_by("unit_id").agg(steps=soon.count())
    near, far = ibis.interval(days=landmark), ibis.interval(days=horizon)
    own = spells.inner_join(units, "unit_id")

    def holds(instant: "ir.TimestampValue") -> "ir.BooleanValue":
        return (own.from_local <= instant) & (own.to_local.isnull() | (own.to_local > instant))

    state = own.group_by("unit_id").agg(
        early=holds(own.start + near).cast("int64").max(),
        late=holds(own.start + far).cast("int64").max(),
    )
    joined = units.left_join(reached, "unit_id").drop("unit_id_right")
    joined = joined.left_join(state, "unit_id").drop("unit_id_right")
    there = joined.early.fill_null(0) == 1
    return joined.select(
        "unit_id",
        steps=joined.steps.fill_null(0),
        there=there,
        lost=there & (joined.late.fill_null(0) == 0),
    )


def finish_churn_by_steps(rows: "pa.Table") -> "pa.Table":
    """Add trend_z and trend_p: does churn rise or fall with the steps (Cochran–Armitage)?

    The same in every row of a group; below 0: it falls. Null when nothing varies.
    """
    import pyarrow as pa

    told = rows.to_pylist()
    tests = {}
    for group in {row.get("group") for row in told}:
        own = [row for row in told if row.get("group") == group]
        tests[group] = cochran_armitage(
            [(row["lost"], row["there"]) for row in own], [row["steps"] for row in own]
        )
    found = [tests[row.get("group")] for row in told]
    place = rows.column_names.index("reason")
    z = pa.array([one.statistic if one else None for one in found], pa.float64())
    p = pa.array([one.p if one else None for one in found], pa.float64())
    return rows.add_column(place, "trend_z", z).add_column(place + 1, "trend_p", p)
