"""What is in the basket: products, lines and orders per customer."""

from typing import TYPE_CHECKING

from tenure.measure.purchases import beside, finished
from tenure.measure.quantiles import quantile, ranked
from tenure.measure.rates import with_groups
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir


def baskets(
    lines: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Count products, lines and orders per customer who bought in the period.

    Grain in: a purchase line (customer_id, occurred_at, order_id, product_id), the last two
    perhaps lacking, as `bought_lines` gives them. Grain out: a period, times a group.

    products_per_customer: the mean number of distinct products; products_median its median;
    lines without a product are counted in lines and in no product. lines_per_order = lines /
    orders; a line without an order_id is of the order of its customer and day.
    """
    import ibis

    keys = ["group"] if groups is not None else []
    number = calendar.numbers_at(lines.occurred_at, period, observed)
    day = calendar.numbers_at(lines.occurred_at, "day", observed)
    known = lines.filter(lines.occurred_at < calendar.midnight(observed.end))
    nothing = ibis.null("string")
    told = known.select(
        unit_id=known.customer_id,
        number=number,
        product=known.product_id if "product_id" in known.columns else nothing,
        order=ibis.coalesce(
            known.order_id.cast("string") if "order_id" in known.columns else nothing,
            ibis.literal("day ") + day.cast("string"),
        ),
    )
    told = with_groups(told, groups)
    each = told.group_by(*keys, "unit_id", "number").agg(
        lines=told.count(), orders=told.order.nunique(), products=told["product"].nunique()
    )
    numbered = ranked(each, "products", *keys, "number")
    first, last = calendar.number(observed.first, period), calendar.number(observed.last, period)
    counted = numbered.group_by(*keys, "number").agg(
        buyers=numbered.count(),
        orders=numbered.orders.sum(),
        lines=numbered.lines.sum(),
        own_products=numbered.products.sum(),
        products_median=quantile(numbered, "products", 0.5),
    )
    distinct = told.group_by(*keys, "number").agg(products=told["product"].nunique())
    spine = ibis.range(first, last + 1).unnest().name("number").as_table()
    if keys:
        spine = spine.cross_join(told.select(*keys).distinct())
    cells = beside(beside(spine, counted, [*keys, "number"]), distinct, [*keys, "number"])
    return _basket_rows(cells, keys, period, calendar, observed)


def _basket_rows(
    cells: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    complete, why = finished(cells.number, cells.buyers.isnull(), period, calendar, observed)
    counts = {name: cells[name].fill_null(0) for name in ("buyers", "orders", "lines", "products")}
    rows = cells.select(
        *keys,
        period_start=calendar.starts(cells.number, period),
        period_end=calendar.starts(cells.number + 1, period),
        complete=complete,
        **counts,
        products_per_customer=cells.own_products / cells.buyers.nullif(0),
        products_median=cells.products_median,
        lines_per_order=cells.lines / cells.orders.nullif(0),
        orders_per_customer=cells.orders / cells.buyers.nullif(0),
        reason=why,
    )
    return rows.order_by(*keys, "period_start")
