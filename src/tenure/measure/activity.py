"""Which events count as activity, and which order lines as purchases."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from tenure.definitions import Active, Step
from tenure.errors import MetricError

if TYPE_CHECKING:
    import ibis.expr.types as ir


def qualifying(events: "ir.Table", active: Active, *, time_zone: str = "UTC") -> "ir.Table":
    """Return the events that count as activity.

    Grain in: an event. Grain out: an event (unit_id, occurred_at) of any of the
    activities named; without names, any event but those listed in `none`.
    Raises MetricError when activities are named and events have no name.
    """
    named = (*active.any, *active.all)
    if named:
        return of_activities(events, named, time_zone=time_zone)
    counted = events
    if active.none and "name" in events.columns:
        counted = events.filter(~events.name.isin(active.none) | events.name.isnull())
    return counted.select(unit_id=counted.customer_id, occurred_at=counted.occurred_at)


def of_activities(
    events: "ir.Table", activities: Iterable[Step], *, time_zone: str = "UTC"
) -> "ir.Table":
    """Return the events of any of some activities (unit_id, occurred_at)."""
    wanted = [matches(events, one, time_zone=time_zone) for one in activities]
    counted = events.filter(reduce(or_, wanted)) if wanted else events
    return counted.select(unit_id=counted.customer_id, occurred_at=counted.occurred_at)


def matches(events: "ir.Table", activity: Step, *, time_zone: str = "UTC") -> "ir.BooleanValue":
    """Say of each event whether it is one of an activity; MetricError when events have no name."""
    if "name" not in events.columns:
        raise MetricError(
            "activities are told apart by name, and events have no column `name`",
            where="active",
            hint='map it: [tables.events] columns = { name = "…" }',
        )
    named = events.name == activity.event
    if activity.where is None:
        return named
    condition = activity.where.apply(events, time_zone=time_zone, table_name="events")
    return named & condition.fill_null(False)


def purchases(orders: "ir.Table") -> "ir.Table":
    """Return the order lines that are purchases (unit_id, occurred_at).

    Lines that give money back (a negative amount), or goods (no positive quantity), are
    none; something for nothing is one.
    """
    bought = orders
    if "amount" in orders.columns:
        bought = bought.filter(bought.amount.isnull() | (bought.amount >= 0))
    if "quantity" in orders.columns:
        bought = bought.filter(bought.quantity.isnull() | (bought.quantity > 0))
    return bought.select(unit_id=bought.customer_id, occurred_at=bought.occurred_at)
