"""Revenue by cohort: what those who started together have brought since."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.measure.members import in_group, known_count, period_of, whole
from tenure.measure.rates import UNKNOWN, with_groups
from tenure.measure.retention import NOBODY, UNFINISHED, UNSEEN
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = (
    "currency",
    "cohort",
    "size",
    "period",
    "payers",
    "revenue",
    "cumulative",
    "revenue_per_customer",
    "cumulative_per_customer",
    "complete",
    "reason",
)

UNKNOWN_CURRENCY = "the currency of these amounts is not known"
_EXACT = "decimal(38, 6)"
_EARLIER = timedelta(days=20 * 365)


def revenue_cohorts(
    revenue: "ir.Table",
    *,
    starts: "ir.Table | None" = None,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Add up what each cohort brought in each period since its start.

    Grain in: an amount (unit_id, occurred_at, amount, and currency, if there are
    several), negative where money went back; `starts` (unit_id, started_at) says
    when each unit started, else its first amount does; to split, `groups`
    (unit_id, group). Grain out: a currency, times a cohort (the calendar `period`
    of the start), times a period counted from 0, times a group.

    size = the cohort's customers, whatever they pay in, or nothing at all; payers
    = those with an amount in the period; revenue = Σ amount, exact to 6 decimals;
    cumulative = Σ over the periods up to this one; …_per_customer = it / size.
    Currencies are never added to each other: each has rows of its own, and per
    customer they may be read side by side. An amount before the start of its
    customer is in no period. A period that is not over, or began before the data
    did, has no revenue: null, with a reason; and so has what is cumulative from
    then on, for the latter.

    Source: definitions, "Repeat purchase, value, timing".
    """
    keys = ["group"] if groups is not None else []
    paid = _paid(revenue, calendar, observed)
    began = _began(paid if starts is None else starts, starts is None, period, calendar, observed)
    members = with_groups(began, groups)
    cells = _cells(members, paid, keys, period, calendar, observed)
    sums = _sums(paid, members, keys, period, calendar, observed)
    on = [*keys, "currency", "cohort", "period"]
    joined = cells.left_join(sums, on).select(*cells.columns, "payers", "revenue")
    return _told(joined, keys, period, calendar, observed)


def revenue_cohort_members(
    revenue: "ir.Table",
    *,
    cell: Mapping[str, object],
    count: str,
    starts: "ir.Table | None" = None,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return the units (unit_id) that one count of one cell of `revenue_cohorts` is made of.

    `cell` names it: cohort, period, currency, and the group of a split; `count` is size or
    payers. Raises MetricError for one that there is not.
    """
    known_count(count, ("size", "payers"))
    paid = _paid(revenue, calendar, observed)
    began = _began(paid if starts is None else starts, starts is None, period, calendar, observed)
    cohort = period_of(cell, "cohort", period, calendar)
    members = in_group(began.filter(began.cohort == cohort), groups, cell)
    if count == "size":
        return members.select("unit_id")
    ever = Observation(observed.first - _EARLIER, observed.last)
    at = calendar.numbers_at(paid.occurred_at, period, ever)
    told = cell.get("currency")
    own = paid.filter(
        at == cohort + whole(cell, "period"),
        paid.currency == (UNKNOWN if told in (None, "") else str(told)),
    )
    return members.semi_join(own, "unit_id").select("unit_id")


def _paid(revenue: "ir.Table", calendar: Calendar, observed: Observation) -> "ir.Table":
    """Return the amounts that are known: (unit_id, occurred_at, amount, currency)."""
    import ibis

    known = revenue.filter(
        revenue.unit_id.notnull(),
        revenue.amount.notnull(),
        revenue.occurred_at < calendar.midnight(observed.end),
    )
    named = "currency" in revenue.columns
    currency = known.currency.fill_null(UNKNOWN) if named else ibis.literal(UNKNOWN)
    return known.select(
        "unit_id", "occurred_at", amount=known.amount.cast(_EXACT), currency=currency
    )


def _began(
    starts: "ir.Table",
    paid: bool,
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return the cohort of each unit: (unit_id, cohort)."""
    at = "occurred_at" if paid else "started_at"
    known = starts.filter(starts.unit_id.notnull(), starts[at] < calendar.midnight(observed.end))
    first = known.group_by("unit_id").agg(started_at=known[at].min())
    ever = Observation(observed.first - _EARLIER, observed.last)
    return first.select("unit_id", cohort=calendar.numbers_at(first.started_at, period, ever))


def _cells(
    members: "ir.Table",
    paid: "ir.Table",
    keys: list[str],
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """List every cell of the triangle, for every currency, with the cohort's size."""
    import ibis

    began, current = (calendar.number(day, period) for day in (observed.first, observed.last))
    sizes = members.group_by(*keys, "cohort").agg(size=members.count())
    earliest = members.cohort.min()
    span = members.agg(low=ibis.ifelse(earliest < began, began, earliest))
    spine = span.select(cohort=ibis.range(span.low, current + 1).unnest())
    spine = spine.union(members.select("cohort"), distinct=True)
    if keys:
        spine = spine.cross_join(members.select(*keys).distinct())
    every = spine.left_join(sizes, [*keys, "cohort"]).select(*keys, "cohort", "size")
    filled = every.mutate(size=every["size"].fill_null(0).cast("int64"))
    cells = filled.mutate(period=ibis.range(0, current - filled.cohort + 1).unnest())
    return cells.cross_join(paid.select("currency").distinct())


def _sums(
    paid: "ir.Table",
    members: "ir.Table",
    keys: list[str],
    period: Period,
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Add up the amounts of each cohort, currency and period since the start."""
    ever = Observation(observed.first - _EARLIER, observed.last)
    dated = paid.mutate(at=calendar.numbers_at(paid.occurred_at, period, ever))
    own = dated.group_by("unit_id", "currency", "at").agg(amount=dated.amount.sum())
    both = own.inner_join(members, "unit_id")
    since = both.mutate(period=both["at"] - both.cohort).filter(lambda row: row.period >= 0)
    return since.group_by(*keys, "currency", "cohort", "period").agg(
        payers=since.count(), revenue=since.amount.sum()
    )


def _told(
    cells: "ir.Table", keys: list[str], period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Add what is cumulative and what is per customer, and say what is not known."""
    import ibis

    at, began = cells.cohort + cells.period, calendar.number(observed.first, period)
    first_whole = calendar.number(observed.first - timedelta(days=1), period) + 1
    over = at < calendar.number(observed.end, period)
    unseen = (cells.cohort < began) & (at < first_whole)
    blind = cells.cohort < began
    running = ibis.window(
        group_by=[*keys, "currency", "cohort"], order_by="period", preceding=(None, 0)
    )
    nothing = ibis.null("float64")
    filled = cells.mutate(
        over=over,
        unseen=unseen,
        blind=blind,
        amount=cells.revenue.fill_null(ibis.literal(0).cast(_EXACT)),
    )
    summed = filled.mutate(total=filled.amount.sum().over(running))
    complete = summed.over & ~summed.unseen
    money = summed.mutate(
        payers=ibis.ifelse(complete, summed.payers.fill_null(0), ibis.null()),
        revenue=ibis.ifelse(complete, summed.amount.cast("float64"), nothing),
        cumulative=ibis.ifelse(complete & ~summed.blind, summed.total.cast("float64"), nothing),
        complete=complete,
    )
    people = money["size"].nullif(0)
    rows = money.select(
        *keys,
        "size",
        "period",
        "payers",
        "revenue",
        "cumulative",
        "complete",
        cohort=calendar.starts(money.cohort, period),
        revenue_per_customer=money.revenue / people,
        cumulative_per_customer=money.cumulative / people,
        currency=money.currency.nullif(UNKNOWN),
        reason=ibis.cases(
            (~money.over, UNFINISHED),
            (money.unseen | money.blind, UNSEEN),
            (people.isnull(), NOBODY),
            (money.currency == UNKNOWN, UNKNOWN_CURRENCY),
            else_=ibis.null("string"),
        ),
    )
    shown = rows.select(*keys, *COLUMNS)
    named = shown.currency.fill_null(UNKNOWN)
    return shown.order_by(*[shown[key] for key in keys], named, "cohort", "period")
