"""What customers spend a month, as a whole and on each product: what growth is measured against."""

from datetime import date
from typing import TYPE_CHECKING

from tenure.periods import Calendar
from tenure.predict.worth.purchases import (
    NO_AMOUNT,
    SEVERAL,
    SEVERAL_CURRENCIES,
    Until,
    purchase_days,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

NO_MONEY, TOO_NEW = "no_money", "too_new"
"""Why nothing is said of what somebody spends a month; see `words`."""

YEAR, LEAST_DAYS = 365, 90
_MONTH = 365.25 / 12


def spending(
    orders: "ir.Table",
    as_of: date,
    *,
    since: date,
    calendar: Calendar,
    currency: str | None = None,
    by_product: bool = False,
) -> "ir.Table":
    """Return what each customer spends a month, or spends on each product.

    Grain in: an order line, as `purchase_days`. Grain out: a customer who ever bought before as_of
    (unit_id, a_month, currency, reason, and in seen the days since the first purchase), or a
    customer and product bought in the last 365 days (unit_id, product_id, a_month).

    a_month: amounts of the last 365 days, without what was given back, by the months (of 30.44
    days) since the customer's first purchase, 12 at most. null with a reason for who bought
    nothing for a year, first bought less than 90 days ago, or bought in several currencies.
    """
    import ibis

    until = Until(as_of, since, calendar)
    days = purchase_days(orders, until, by_product=by_product, currency=currency)
    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    late = days.day > until.last - YEAR
    each = days.group_by(*keys).agg(
        began=days.day.min(),
        spent=days.worth.sum(where=late),
        times=late.cast("int64").sum(),
        least=days.currency.min(where=late),
        most=days.currency.max(where=late),
    )
    whole = each.mutate(began=each.began.min().over(ibis.window(group_by="unit_id")))
    seen = until.last - whole.began + 1
    months = ibis.least(seen, YEAR).cast("float64") / _MONTH
    told = whole.mutate(a_month=whole.spent / months, seen=seen)
    if by_product:
        return told.filter(told.times > 0).select(*keys, "a_month")
    several = (told.least != told.most) | (told.least == SEVERAL)
    reason = ibis.cases(
        (told.times == 0, NO_MONEY),
        (several.fill_null(False), SEVERAL_CURRENCIES),
        (told.spent.isnull(), NO_AMOUNT),
        (told.spent <= 0, NO_MONEY),
        (told.seen < LEAST_DAYS, TOO_NEW),
        else_=ibis.null("string"),
    )
    value = ibis.ifelse(reason.isnull(), told.a_month, ibis.null("float64"))
    return told.select("unit_id", a_month=value, currency=told.least, reason=reason, seen=told.seen)
