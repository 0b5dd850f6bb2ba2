"""How many steps of onboarding each did early, and who left early with how many."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from tenure.company.predictions.outlook import Outlook
from tenure.explain.reasons.setup import EARLY, SETTLED, Started
from tenure.measure.states import merged

if TYPE_CHECKING:
    import ibis.expr.types as ir


def setups(outlook: Outlook, done: "ir.Table") -> "ir.Table":
    """Return one row a unit whose first days were seen.

    Grain in: a step done (unit_id, occurred_at, step). Grain out: unit_id, came_local,
    gone_local (when they first left really, null: still there), steps_done (different steps in
    the first 14 days, while they were there).
    """
    import ibis

    rule, observed = outlook.rule, outlook.observed
    silence = rule.lookback(observed)
    whole = merged(outlook.spells)
    own = ibis.window(group_by="unit_id", order_by="from_local")
    first = whole.mutate(_place=ibis.row_number().over(own))
    first = first.filter(first["_place"] == 0)
    seen = datetime.combine(observed.first + timedelta(days=silence), time())
    first = first.filter(first.from_local >= ibis.literal(seen))
    came = first.select(
        "unit_id",
        came_local=first.from_local,
        gone_local=first.to_local - ibis.interval(days=silence),
    )
    at = rule.data.calendar.local(done.occurred_at, observed)
    steps = done.select("unit_id", "step", _at=at).inner_join(came, "unit_id")
    steps = steps.filter(steps["_at"] < steps.came_local + ibis.interval(days=SETTLED))
    counted = steps.group_by("unit_id").agg(steps_done=steps.step.nunique())
    both = came.left_join(counted, "unit_id").drop("unit_id_right")
    return both.mutate(steps_done=both.steps_done.fill_null(0))


def started(outlook: Outlook, found: "ir.Table") -> list[Started]:
    """Count, by steps done, who was there after 14 days, and who of them left until day 90.

    Only of those whose first 90 days are known in full.
    """
    import ibis

    observed = outlook.observed
    silence = outlook.rule.lookback(observed)
    over = datetime.combine(observed.end - timedelta(days=EARLY + silence), time())
    known = found.filter(found.came_local <= ibis.literal(over))
    settled = known.came_local + ibis.interval(days=SETTLED)
    stayed = known.filter(known.gone_local.isnull() | (known.gone_local >= settled))
    early = stayed.gone_local < stayed.came_local + ibis.interval(days=EARLY)
    counted = stayed.group_by("steps_done").agg(
        there=stayed.count(), left=early.fill_null(False).cast("int64").sum()
    )
    rows = outlook.rule.data.engine.execute(counted.order_by("steps_done"), metric="onboarding")
    return [Started(row["steps_done"], row["there"], row["left"]) for row in rows.to_pylist()]
