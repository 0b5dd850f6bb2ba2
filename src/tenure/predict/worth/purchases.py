"""What customers bought until a date, in short: expressions, of which summaries reach Python."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

SEVERAL = "several"

NO_PURCHASE = "no_purchase"
NO_REPEAT = "no_repeat"
SEVERAL_CURRENCIES = "several_currencies"
NO_AMOUNT = "no_amount"
"""Why the value of a customer's purchases is not known; see `words`."""

_EXACT = "decimal(30, 6)"
_NEEDED = {"customer_id": "who bought", "occurred_at": "when it was bought"}


@dataclass(frozen=True)
class Until:
    """What counts: purchases of the local days [since, as_of), by the company's clock.

    `since` is the first day that the data show; a row that has `known_at` also has to be known
    before the start of as_of. Raises MetricError when as_of does not come after since.
    """

    as_of: date
    since: date
    calendar: Calendar

    def __post_init__(self) -> None:
        if not self.since < self.as_of:
            raise MetricError(
                f"the date {self.as_of} does not come after {self.since}, when the data begin",
                where="as_of",
                hint="ask as of a day by which something was bought",
            )

    @property
    def last(self) -> int:
        """The number of the last day that counts."""
        return self.calendar.number(self.as_of, "day") - 1

    def of(self, rows: "ir.Table") -> "ir.Table":
        """Leave the rows that count."""
        begin, end = self.calendar.midnight(self.since), self.calendar.midnight(self.as_of)
        inside = rows.filter(rows.occurred_at >= begin, rows.occurred_at < end)
        if "known_at" not in rows.columns:
            return inside
        return inside.filter((inside.known_at < end).fill_null(True))

    def day(self, rows: "ir.Table") -> "ir.IntegerValue":
        """Return the number of the local day on which each row occurred."""
        seen = Observation(self.since, self.as_of - timedelta(days=1))
        return self.calendar.numbers_at(rows.occurred_at, "day", seen)


def purchase_days(
    orders: "ir.Table", until: Until, *, by_product: bool = False, currency: str | None = None
) -> "ir.Table":
    """Return the local days on which each customer bought, and what for.

    Grain in: an order line (customer_id, occurred_at; optional amount, currency, quantity,
    product_id, known_at). Grain out: a customer and day, or a customer, product and day
    (unit_id, [product_id,] day, worth, quantity, currency): several purchases on one day are one.
    Lines that give money back (a negative amount) or goods (no positive quantity) are no
    purchases; something for nothing is one. worth and quantity are null where no line tells them.
    `currency` is that of lines without one; a day in several has the currency `several`.

    Raises MetricError when a column is missing that is needed.
    """
    import ibis

    needed = _NEEDED | ({"product_id": "what was bought"} if by_product else {})
    for name, what in needed.items():
        if name not in orders.columns:
            raise MetricError(
                f"orders have no {name} ({what})",
                where="orders",
                hint=f"map it: [tables.orders] columns = {{ {name} = … }}",
            )
    lines = until.of(orders)
    lines = lines.filter(lines.customer_id.notnull())
    if by_product:
        lines = lines.filter(lines.product_id.notnull())
    amount, quantity = _number(lines, "amount"), _number(lines, "quantity")
    lines = lines.filter(amount.isnull() | (amount >= 0), quantity.isnull() | (quantity > 0))
    told = lines.currency if "currency" in lines.columns else ibis.null("string")
    plain = lines.select(
        unit_id=lines.customer_id.cast("string"),
        day=until.day(lines),
        amount=_number(lines, "amount").cast(_EXACT),
        quantity=_number(lines, "quantity"),
        currency=ibis.coalesce(told, ibis.literal(currency, "string")),
        **({"product_id": lines.product_id.cast("string")} if by_product else {}),
    )
    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    days = plain.group_by(*keys, "day").agg(
        worth=plain.amount.sum().cast("float64"),
        quantity=plain.quantity.sum(),
        least=plain.currency.min(),
        most=plain.currency.max(),
    )
    currency = one_currency(days.least, days.most)
    return days.select(*keys, "day", "worth", "quantity", currency=currency)


def summary(
    orders: "ir.Table",
    as_of: date,
    *,
    since: date,
    calendar: Calendar,
    currency: str | None = None,
) -> "ir.Table":
    """Return each customer's purchases in short, as of a date.

    Grain in: an order line, as `purchase_days`. Grain out: a customer who bought before as_of:
    (unit_id, first_day, last_day, frequency, recency, age, value, currency, reason).

    frequency: days with a purchase after the first; recency: local days from the first to the
    last; age: local days from the first to the last day before as_of. value: mean worth of the
    days counted by frequency, the first left out, as its own kind of purchase; null with a reason
    where none is known, or in several currencies.

    Source: the definitions of Fader, Hardie and Lee (2005), in days.
    """
    import ibis

    until = Until(as_of, since, calendar)
    days = purchase_days(orders, until, currency=currency)
    own = ibis.window(group_by="unit_id")
    placed = days.mutate(first=days.day.min().over(own))
    again = placed.day > placed["first"]
    each = placed.group_by("unit_id").agg(
        first=placed.day.min(),
        last=placed.day.max(),
        frequency=again.cast("int64").sum(),
        value=placed.worth.mean(where=again),
        least=placed.currency.min(),
        most=placed.currency.max(),
    )
    told = each.mutate(currency=one_currency(each.least, each.most))
    reason = ibis.cases(
        (told.frequency == 0, NO_REPEAT),
        ((told.currency == SEVERAL).fill_null(False), SEVERAL_CURRENCIES),
        (told.value.isnull(), NO_AMOUNT),
        else_=ibis.null("string"),
    )
    return told.select(
        "unit_id",
        first_day=calendar.starts(told["first"], "day"),
        last_day=calendar.starts(told["last"], "day"),
        frequency=told.frequency,
        recency=told["last"] - told["first"],
        age=until.last - told["first"],
        value=ibis.ifelse(reason.isnull(), told.value, ibis.null("float64")),
        currency=told.currency,
        reason=reason,
    )


def kinds(summaries: "ir.Table") -> "ir.Table":
    """Count the customers of each distinct history: (frequency, recency, age, customers).

    Grain in: that of `summary`. What a fit of BG/NBD needs, and no more.
    """
    return summaries.group_by("frequency", "recency", "age").agg(customers=summaries.count())


def followed(
    orders: "ir.Table",
    as_of: date,
    end: date,
    *,
    calendar: Calendar,
    by_product: bool = False,
    currency: str | None = None,
) -> "ir.Table":
    """Return what each customer bought in [as_of, end), to judge what was expected as of as_of.

    Grain in: an order line. Grain out: a customer who bought then, or a customer and product:
    (unit_id, [product_id,] purchases, worth, next_day): days with a purchase, what they were
    worth, and the first of them.
    """
    until = Until(end, as_of, calendar)
    days = purchase_days(orders, until, by_product=by_product, currency=currency)
    keys = ["unit_id", "product_id"] if by_product else ["unit_id"]
    each = days.group_by(*keys).agg(
        purchases=days.count(), worth=days.worth.sum(), next=days.day.min()
    )
    return each.mutate(next_day=calendar.starts(each.next, "day")).drop("next")


def _number(lines: "ir.Table", name: str) -> "ir.NumericValue":
    import ibis

    if name not in lines.columns:
        return ibis.null("float64")
    return lines[name].cast("float64")


def one_currency(least: "ir.StringValue", most: "ir.StringValue") -> "ir.StringValue":
    """Return the only currency there is, or that there are several."""
    import ibis

    several = (least != most) | (least == SEVERAL) | (most == SEVERAL)
    return ibis.ifelse(several.fill_null(False), SEVERAL, least)
