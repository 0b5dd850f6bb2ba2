"""RFM: when customers last bought, how often, and for how much; scored by cuts that are stated."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from tenure.measure.purchases import bought_lines
from tenure.measure.rates import with_groups
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

DIMENSIONS = ("recency", "frequency", "monetary")
VALUES = {"recency": "recency_days", "frequency": "purchase_days", "monetary": "revenue"}
SCORES = 5

Cuts = Mapping[str, Sequence[float]]
"""Per dimension four limits that grow: a value gets a point for each limit that it reaches."""

SEGMENTS = (
    ("champions", (5, 5), (4, 5)),
    ("loyal", (3, 4), (4, 5)),
    ("potential loyal", (4, 5), (2, 3)),
    ("new", (5, 5), (1, 1)),
    ("promising", (4, 4), (1, 1)),
    ("need attention", (3, 3), (3, 3)),
    ("about to sleep", (3, 3), (1, 2)),
    ("not to lose", (1, 2), (5, 5)),
    ("at risk", (1, 2), (3, 4)),
    ("hibernating", (1, 2), (1, 2)),
)
"""Name, and the scores of recency and of frequency, both inclusive, that belong to it."""

SEVERAL = "several"
SEVERAL_CURRENCIES = "bought in several currencies, which are not added up"
NO_AMOUNTS = "orders have no amount"

_EXACT = "decimal(30, 6)"


def rfm_scores(
    orders: "ir.Table",
    *,
    cuts: Cuts | None = None,
    net: bool = True,
    currency: str | None = None,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each customer's recency, frequency and money, scored from 1 to 5, and a segment.

    Grain in: an order line (customer_id, occurred_at, amount, currency, quantity). Grain out:
    a customer who bought at least once (unit_id).

    recency_days: local days from the last purchase day to the last day observed.
    purchase_days: days with a purchase. revenue: the sum of the amounts, less what was given
    back (`net`), or of the purchases alone. Lines that give back are no purchases.
    A score is the quintile of the rank: 1 + ⌊5 · (customers with a worse value) / customers⌋,
    so equal values have equal scores, the lowest that one of them would get. With `cuts`, one
    more than the number of limits reached: for frequency and money values ≥ the limit, for
    recency days ≤ it. Money is ranked among customers of one currency; `currency` is that of
    lines without one. Who bought in several has no revenue, and no score for it.
    """
    import ibis

    each = _totals(orders, net, currency, calendar, observed)
    scored = reduce(lambda rows, name: _scored(rows, name, cuts), DIMENSIONS, each)
    inside = [
        (
            scored.recency.between(*recent) & scored.frequency.between(*often),
            name,
        )
        for name, recent, often in SEGMENTS
    ]
    return scored.mutate(segment=ibis.cases(*inside, else_=ibis.null("string")))


def rfm_segments(scores: "ir.Table", *, groups: "ir.Table | None" = None) -> "ir.Table":
    """Count customers and add up their revenue by segment, and by currency.

    Grain in: that of `rfm_scores`. Grain out: a segment and currency that somebody is in,
    times a group, in the order of `SEGMENTS`. share: of all customers of the group;
    revenue_share: of all revenue of the currency and group.
    """
    import ibis

    rows = with_groups(scores, groups)
    keys = ["group"] if groups is not None else []
    counted = rows.group_by(*keys, "segment", "currency").agg(
        customers=rows.count(),
        recency_days=rows.recency_days.mean(),
        purchase_days=rows.purchase_days.mean(),
        exact=rows.revenue.cast(_EXACT).sum(),
    )
    everyone = ibis.window(group_by=keys) if keys else ibis.window()
    spending = ibis.window(group_by=[*keys, "currency"])
    place = ibis.cases(
        *[(counted.segment == one[0], n) for n, one in enumerate(SEGMENTS)], else_=99
    )
    told = counted.mutate(
        place=place,
        everyone=counted.customers.sum().over(everyone),
        whole=counted.exact.sum().over(spending).cast("float64"),
        revenue=counted.exact.cast("float64"),
    )
    result = told.select(
        *keys,
        "segment",
        "currency",
        "customers",
        share=told.customers / told.everyone,
        recency_days=told.recency_days,
        purchase_days=told.purchase_days,
        revenue=told.revenue,
        revenue_share=told.revenue / told.whole.nullif(0),
        revenue_per_customer=told.revenue / told.customers,
        reason=ibis.cases(
            (told.revenue.notnull(), ibis.null("string")),
            (told.currency == SEVERAL, SEVERAL_CURRENCIES),
            else_=NO_AMOUNTS,
        ),
        place=told.place,
    )
    return result.order_by(*keys, "place", "currency").drop("place")


def rfm_cuts(scores: "ir.Table") -> "ir.Table":
    """Return the values behind each score: the cuts as they came out.

    Grain in: that of `rfm_scores`. Grain out: a dimension and score; for money also a
    currency: customers, and the lowest and the highest value among them.
    """
    import ibis

    parts = []
    for name, value in VALUES.items():
        money = name == "monetary"
        known = scores.filter(scores[name].notnull())
        told = known.select(
            dimension=ibis.literal(name),
            currency=known.currency if money else ibis.null("string"),
            score=known[name],
            value=known[value].cast("float64"),
        )
        parts.append(told)
    rows = ibis.union(*parts)
    counted = rows.group_by("dimension", "currency", "score").agg(
        customers=rows.count(), lowest=rows.value.min(), highest=rows.value.max()
    )
    return counted.order_by("dimension", "currency", "score")


def _totals(
    orders: "ir.Table",
    net: bool,
    currency: str | None,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each buyer's recency, frequency and money."""
    import ibis

    known = orders.filter(
        orders.customer_id.notnull(), orders.occurred_at < calendar.midnight(observed.end)
    )
    lines = bought_lines(known)
    last = calendar.number(observed.last, "day")
    days = lines.select(
        unit_id=lines.customer_id, day=calendar.numbers_at(lines.occurred_at, "day", observed)
    )
    bought = days.group_by("unit_id").agg(
        recency_days=last - days.day.max(), purchase_days=days.day.nunique()
    )
    paid = known if net else lines
    nothing = ibis.null("string")
    money = paid.select(
        unit_id=paid.customer_id,
        amount=(paid.amount if "amount" in paid.columns else ibis.null("float64")).cast(_EXACT),
        currency=ibis.coalesce(
            paid.currency if "currency" in paid.columns else nothing,
            ibis.literal(currency, "string"),
        ),
    )
    spent = money.group_by("unit_id").agg(
        exact=money.amount.sum(),
        least=money.currency.min(),
        most=money.currency.max(),
    )
    both = bought.left_join(spent, "unit_id").drop("unit_id_right")
    several = (both.least != both.most).fill_null(False)
    return both.select(
        "unit_id",
        "recency_days",
        "purchase_days",
        currency=ibis.ifelse(several, SEVERAL, both.least),
        revenue=ibis.ifelse(several, ibis.null("float64"), both.exact.cast("float64")),
    )


def _scored(each: "ir.Table", dimension: str, cuts: Cuts | None) -> "ir.Table":
    """Add the score of one dimension, null where its value is."""
    import ibis

    value = each[VALUES[dimension]]
    limits = (cuts or {}).get(dimension)
    if limits:
        reached = [value <= one if dimension == "recency" else value >= one for one in limits]
        points = sum((one.cast("int64") for one in reached), ibis.literal(1, "int64"))
        return each.mutate(**{dimension: ibis.ifelse(value.isnull(), ibis.null("int64"), points)})
    among = ["currency"] if dimension == "monetary" else []
    known = each.mutate(_known=value.notnull())
    value = known[VALUES[dimension]]
    order = value.desc() if dimension == "recency" else value
    own = ibis.window(group_by=[*among, "_known"], order_by=order)
    placed = known.mutate(
        _place=ibis.row_number().over(own),
        _number=value.count().over(ibis.window(group_by=[*among, "_known"])),
    )
    alike = ibis.window(group_by=[*among, "_known", VALUES[dimension]])
    worse = placed._place.min().over(alike)
    quintile = (1 + (worse * SCORES) // placed._number.nullif(0)).cast("int64")
    score = ibis.ifelse(placed._known, quintile, ibis.null("int64"))
    return placed.mutate(**{dimension: score}).drop("_known", "_place", "_number")
