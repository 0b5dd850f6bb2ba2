"""MRR: what recurs every month, and what moved it from one period start to the next."""

from typing import TYPE_CHECKING

from tenure.measure.attrition import UNFINISHED
from tenure.measure.rates import with_groups
from tenure.measure.revenue_changes import changes
from tenure.measure.revenue_contracts import money
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOVEMENTS = ("new", "expansion", "contraction", "churn", "reactivation")
MONEY = ("opening", *MOVEMENTS, "closing")
CUSTOMERS = (
    "opening_customers",
    "new_customers",
    "expanded_customers",
    "contracted_customers",
    "churned_customers",
    "reactivated_customers",
    "switched_customers",
    "closing_customers",
)

NO_LOSS = "no revenue was lost, so there is nothing to divide by"
NO_OPENING = "there was no MRR at the start"
UNPRICED = "some contracts in force have no MRR; they count as customers, not as money"

_STEPS = ("net", "entered", "unpriced_change")
_FLOWS = (*MOVEMENTS, *CUSTOMERS[1:7])


def mrr(
    contracts: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
) -> "ir.Table":
    """Return MRR at both ends of every period, and the five movements between them.

    Grain in: a contract of `revenue_contracts.contract_revenue` and, to split by
    something, `groups` (unit_id, group). Grain out: a period, times a currency, times a
    group. Currencies are never added up.

    With m(t) what a customer pays a month at the instant t, over a period [t0, t1):
    opening = Σ m(t0), closing = Σ m(t1). A customer without a contract at t0 is new when
    they never had one before, else a reactivation; one without at t1 is churn; of all
    others, m(t1) − m(t0) is expansion or, turned round, contraction. Then
    closing = opening + new + reactivation + expansion − contraction − churn, exactly, and
    opening_customers + new + reactivated − churned + switched = closing_customers;
    switched: came into this currency from another, less those who went the other way.

    quick_ratio = (new + reactivation + expansion) / (contraction + churn); null, with a
    reason, when nothing was lost. Units: the currency's, a month; exact to a
    ten-thousandth. `unpriced`: contracts in force at the end whose MRR is not known.

    Source: definitions, "The same month under four published conventions".
    """
    import ibis

    keys = ["group", "currency"] if groups is not None else ["currency"]
    moves = with_groups(moved(contracts, period, calendar, observed), groups)
    totals = by_period(moves, keys, period, calendar, observed)
    lost = totals.contraction + totals.churn
    gained = totals.new + totals.reactivation + totals.expansion
    rows = dated(totals, period, calendar, observed)
    ratio = gained / lost.nullif(0)
    return rows.select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        **{name: money(rows[name]) for name in MONEY},
        **{name: rows[name] for name in CUSTOMERS},
        unpriced=rows.unpriced,
        quick_ratio=ratio,
        reason=ibis.cases(
            (~rows.complete, UNFINISHED),
            (rows.unpriced > 0, UNPRICED),
            (lost == 0, NO_LOSS),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start")


def customer_movements(
    contracts: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
) -> "ir.Table":
    """Return each customer's movement in each period in which there was one.

    Grain out: (period_start, unit_id, currency, movement, before, after), movement being
    one of new, expansion, contraction, churn, reactivation. Their sums are those of `mrr`.
    """
    import ibis

    moves = moved(contracts, period, calendar, observed)
    first = calendar.number(observed.first, period)
    later = moves.filter(moves.mark > first)
    came = ~later.there_before & later.there_after
    gone = later.there_before & ~later.there_after
    named = later.mutate(
        period_start=calendar.starts(later.mark - 1, period),
        movement=ibis.cases(
            (came & later.fresh, "new"),
            (came, "reactivation"),
            (gone, "churn"),
            (later.after > later.before, "expansion"),
            (later.after < later.before, "contraction"),
            else_=ibis.null("string"),
        ),
    )
    rows = named.filter(named.movement.notnull())
    return rows.select(
        "period_start",
        "unit_id",
        "currency",
        "movement",
        before=money(rows.before),
        after=money(rows.after),
    ).order_by("period_start", "unit_id", "currency")


def moved(
    contracts: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Return every change with the movement that it is, in parts and in customers.

    Grain out: that of `revenue_changes.changes`. Changes at the first mark are no
    movement: they are what was there when the observation began.
    """
    import ibis

    first = calendar.number(observed.first, period)
    rows = changes(contracts, period, calendar, observed)
    after_first = rows.mark > first
    came = after_first & ~rows.there_before & rows.there_after
    gone = after_first & rows.there_before & ~rows.there_after
    stayed = after_first & rows.there_before & rows.there_after
    rise = ibis.ifelse(stayed, ibis.greatest(rows.after - rows.before, 0), 0)
    fall = ibis.ifelse(stayed, ibis.greatest(rows.before - rows.after, 0), 0)

    def count(flag: "ir.BooleanValue") -> "ir.IntegerValue":
        return flag.cast("int64")

    return rows.mutate(
        net=rows.after - rows.before,
        entered=count(rows.is_) - count(rows.was),
        unpriced_change=rows.unpriced,
        new=ibis.ifelse(came & rows.fresh, rows.after, 0),
        expansion=rise,
        contraction=fall,
        churn=ibis.ifelse(gone, rows.before, 0),
        reactivation=ibis.ifelse(came & ~rows.fresh, rows.after, 0),
        new_customers=count(came & rows.fresh),
        expanded_customers=count(rise > 0),
        contracted_customers=count(fall > 0),
        churned_customers=count(gone),
        reactivated_customers=count(came & ~rows.fresh),
        switched_customers=ibis.ifelse(stayed, count(rows.is_) - count(rows.was), 0),
    )


def by_period(
    moves: "ir.Table",
    keys: list[str],
    period: Period,
    calendar: Calendar,
    observed: Observation,
    extra: "dict[str, ir.NumericValue] | None" = None,
) -> "ir.Table":
    """Add up movements between period starts, and carry the stock along.

    Grain out: (keys, number), every period of the observation: opening, closing, their
    customers, the flows, unpriced, and the sums of `extra`; `squares` among those is a
    stock, summed over every change so far, as it was at the period's start.
    """
    import ibis

    first = calendar.number(observed.first, period)
    final = calendar.number(observed.last, period) + 1
    added = moves.mutate(**(extra or {}))
    names = [*_STEPS, *_FLOWS, *(extra or {})]
    summed = added.group_by(*keys, "mark").agg(**{name: added[name].sum() for name in names})
    marks = ibis.range(first, final + 1).unnest().name("mark").as_table()
    every = marks.cross_join(added.select(*keys).distinct())
    filled = every.left_join(summed, [*keys, "mark"]).select(
        *keys,
        "mark",
        **{name: _filled(summed[name], name in (extra or {})) for name in names},
    )
    upto = ibis.window(group_by=keys, order_by="mark", rows=(None, 0))
    stock = filled.mutate(
        closing=filled.net.sum().over(upto).cast("int64"),
        closing_customers=filled.entered.sum().over(upto).cast("int64"),
        unpriced=filled.unpriced_change.sum().over(upto).cast("int64"),
        **({"stock": filled.squares.sum().over(upto)} if "squares" in names else {}),
    )
    later = stock.filter(stock.mark > first)
    return later.mutate(
        number=later.mark - 1,
        opening=later.closing - later.net,
        opening_customers=later.closing_customers - later.entered,
        **({"squares": later.stock - later.squares} if "squares" in names else {}),
    )


def _filled(value: "ir.NumericValue", fraction: bool) -> "ir.NumericValue":
    return value.fill_null(0).cast("float64" if fraction else "int64")


def dated(
    rows: "ir.Table", period: Period, calendar: Calendar, observed: Observation
) -> "ir.Table":
    """Name each period by its days and say whether it is over."""
    return rows.mutate(
        period_start=calendar.starts(rows.number, period),
        period_end=calendar.starts(rows.number + 1, period),
        complete=rows.number < calendar.number(observed.end, period),
    )
