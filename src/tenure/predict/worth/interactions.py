"""Who took what how often: products bought, or content used; what recommending learns from."""

from datetime import date
from typing import TYPE_CHECKING

from tenure.errors import MetricError, suggest
from tenure.periods import Calendar
from tenure.predict.worth.purchases import Until, purchase_days

if TYPE_CHECKING:
    import ibis.expr.types as ir


def product_interactions(
    orders: "ir.Table", as_of: date, *, since: date, calendar: Calendar
) -> "ir.Table":
    """Return what each customer bought before a date.

    Grain in: an order line, as `purchase_days`. Grain out: a customer and product: (unit_id, item,
    times, last_day), times counting local days.
    """
    days = purchase_days(orders, Until(as_of, since, calendar), by_product=True)
    return _counted(days.select("unit_id", "day", item=days.product_id), calendar)


def content_interactions(
    events: "ir.Table",
    as_of: date,
    *,
    item: str,
    name: str | None = None,
    since: date,
    calendar: Calendar,
) -> "ir.Table":
    """Return what content each customer used before a date.

    Grain in: an event (customer_id, occurred_at, name); `item` is the property that tells the
    content, and `name` leaves the events of one name. Grain out: as `product_interactions`.
    Raises MetricError when events have no such property.
    """
    if item not in events.columns:
        near = suggest(item, events.columns)
        raise MetricError(
            f"events have no property {item!r}",
            where="recommend",
            hint=f"did you mean {near!r}?" if near else f"there are: {', '.join(events.columns)}",
        )
    until = Until(as_of, since, calendar)
    used = until.of(events)
    used = used.filter(used.customer_id.notnull(), used[item].notnull())
    if name is not None:
        used = used.filter(used["name"] == name)
    days = used.select(
        unit_id=used.customer_id.cast("string"), item=used[item].cast("string"), day=until.day(used)
    )
    return _counted(days.distinct(), calendar)


def _counted(days: "ir.Table", calendar: Calendar) -> "ir.Table":
    each = days.group_by("unit_id", "item").agg(times=days.count(), last=days.day.max())
    return each.mutate(last_day=calendar.starts(each["last"], "day")).drop("last")
