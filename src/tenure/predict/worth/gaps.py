"""The gaps between purchases, in short: expressions, of which a row a customer reaches Python."""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenure.periods import Calendar
from tenure.predict.worth.purchases import Until, purchase_days
from tenure.stats import Z95, Estimate

if TYPE_CHECKING:
    import ibis.expr.types as ir


def rhythms(
    orders: "ir.Table",
    as_of: date,
    *,
    since: date,
    calendar: Calendar,
    by_product: bool = False,
    elasticity: float = 0.0,
) -> "ir.Table":
    """Return how regularly each customer bought until a date, or each customer each product.

    Grain in: an order line, as `purchase_days`. Grain out: a customer, or a customer and product,
    bought before as_of: (unit_id, [product_id,] last_day, frequency, recency, silence, log_gaps,
    stretch).

    A gap is the number of local days from a purchase day to the next. With an `elasticity` above
    0 it is divided by stretch = quantity^elasticity of the purchase that opens it (1 where the
    quantity is not known). frequency: gaps; recency: their sum; log_gaps: the sum of their
    logarithms; silence: the days from the last purchase day to the last day before as_of, divided
    by its stretch, too; stretch: that of the last purchase.
    """
    until = Until(as_of, since, calendar)
    gaps = _gaps(purchase_days(orders, until, by_product=by_product), by_product, elasticity)
    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    last = gaps.gap.isnull()
    each = gaps.group_by(*keys).agg(
        last=gaps.day.max(),
        frequency=gaps.gap.count(),
        recency=gaps.gap.sum().fill_null(0.0),
        log_gaps=gaps.gap.ln().sum().fill_null(0.0),
        stretch=gaps.stretch.max(where=last),
    )
    return each.select(
        *keys,
        last_day=calendar.starts(each["last"], "day"),
        frequency=each.frequency,
        recency=each.recency,
        silence=(until.last - each["last"]) / each.stretch,
        log_gaps=each.log_gaps,
        stretch=each.stretch,
    )


def stretching(
    orders: "ir.Table",
    as_of: date,
    *,
    since: date,
    calendar: Calendar,
    by_product: bool = True,
) -> "ir.Table":
    """Return in one row what tells whether a larger purchase lasts longer; see `elasticity_of`.

    Within each customer and product (or customer), of the logarithms of each gap and of the
    quantity that opened it: sums of cov = Σ (ln q − mean) (ln gap − mean), of var = Σ (ln q −
    mean)², and of cov², cov · var and var².
    """
    days = purchase_days(orders, Until(as_of, since, calendar), by_product=by_product)
    gaps = _gaps(days.filter(days.quantity > 0), by_product, 0.0)
    gaps = gaps.filter(gaps.gap.notnull())
    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    q, g = gaps.quantity.ln(), gaps.gap.ln()
    sums = gaps.group_by(*keys).agg(
        n=gaps.count(), q=q.sum(), g=g.sum(), both=(q * g).sum(), square=(q * q).sum()
    )
    each = sums.select(
        cov=sums.both - sums.q * sums.g / sums.n, var=sums.square - sums.q * sums.q / sums.n
    )
    return each.agg(
        pairs=(each["var"] > 1e-9).cast("int64").sum(),
        cov=each["cov"].sum(),
        var=each["var"].sum(),
        cov_cov=(each["cov"] * each["cov"]).sum(),
        cov_var=(each["cov"] * each["var"]).sum(),
        var_var=(each["var"] * each["var"]).sum(),
    )


def elasticity_of(sums: pa.Table) -> Estimate | None:
    """Return by how many percent a gap grows with each percent of quantity, with a 95 % interval.

    From the row of `stretching`: Σ cov / Σ var, a regression within each customer and product,
    so that who buys much and who buys often does not matter; the interval is robust to gaps of
    one customer being alike. None where quantities do not vary within anybody. Take it for a
    fact only where the whole interval lies above 0.
    """
    (row,) = sums.to_pylist()
    if not row["pairs"] or row["var"] <= 0:
        return None
    slope = row["cov"] / row["var"]
    residual = row["cov_cov"] - 2 * slope * row["cov_var"] + slope**2 * row["var_var"]
    error = float(np.sqrt(max(residual, 0.0))) / row["var"]
    return Estimate(slope, slope - Z95 * error, slope + Z95 * error)


def _gaps(days: "ir.Table", by_product: bool, elasticity: float) -> "ir.Table":
    """Add to each purchase day the gap it opens, null for the last, and its stretch."""
    import ibis

    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    own = ibis.window(group_by=keys, order_by="day")
    placed = days.mutate(following=days.day.lead().over(own))
    stretch = ibis.literal(1.0)
    if elasticity > 0:
        stretch = placed.quantity.fill_null(1.0) ** elasticity
    return placed.select(
        *keys,
        "day",
        quantity=placed.quantity,
        stretch=stretch,
        gap=(placed.following - placed.day).cast("float64") / stretch,
    )
