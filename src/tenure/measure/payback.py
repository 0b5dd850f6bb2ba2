"""CAC payback: how long until what winning customers cost is repaid, and who left before."""

from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.measure.rates import rate, with_groups
from tenure.measure.revenue_contracts import PARTS
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

MONTH_SECONDS = 86400 * 365.25 / 12
"""A month of margin, whichever month it is: a twelfth of a year of 365.25 days."""

PENDING = "some are still customers and have not repaid their cost; they are in neither number"
NO_COST = "nobody who began in this period has a known acquisition cost and a contract"
NO_FATE = "nobody of them has repaid their cost or left yet"
NO_MARGIN = "their contracts have no MRR, so nothing is repaid"

COUNTS = ("acquired", "repaid", "lost_before", "pending", "without_contract", "other_currency")


def payback(
    contracts: "ir.Table",
    costs: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    margin: float = 1.0,
    currency: str | None = None,
) -> "ir.Table":
    """Return, for customers by the period in which they began, what they cost and repaid.

    Grain in: a contract of `revenue_contracts.contract_revenue`; a customer with a known
    cost (unit_id, cost, started_at), started_at being null where the first contract says
    it; `groups` (unit_id, group). Grain out: a cohort, times a group.

    cac = Σ cost / acquired. payback_months = Σ cost / (margin · Σ first MRR), in
    margin-months: how long it takes if everybody stays and pays as at first. Then what
    became of each: a customer has repaid once margin · MRR, added up over the time in
    which it was paid for, reaches their cost; is lost before, when it has not and no
    contract is in force at the end of the observation; is pending else.
    months_to_repay is the mean of those who have repaid.

    lost_before_payback = lost_before / (lost_before + repaid), with its 95 % Wilson
    interval. Who is pending is in neither number, so while there are such it is between
    at_least = lost_before / acquired and at_most = (lost_before + pending) / acquired.
    Customers who never had a contract, and those who pay in a currency that is not
    `currency`, the one of the costs, are counted apart and in nothing else.

    Source: definitions, "CAC payback".
    """
    import ibis

    keys = ["group"] if groups is not None else []
    fates = customer_payback(
        contracts, costs, calendar=calendar, observed=observed, margin=margin, currency=currency
    )
    each = with_groups(fates, groups)
    numbered = each.mutate(cohort=calendar.numbers(each.began, period))
    sums = numbered.group_by(*keys, "cohort").agg(
        **{name: (numbered.fate == name).cast("int64").sum() for name in COUNTS[1:]},
        cost=numbered.cost.sum(where=numbered.counts),
        first=numbered.first_mrr.sum(where=numbered.counts),
        months=numbered.months.mean(where=numbered.fate == "repaid"),
    )
    rows = sums.mutate(acquired=sums.repaid + sums.lost_before + sums.pending)
    fated = rows.lost_before + rows.repaid
    shares = rate("lost_before_payback", rows.lost_before, fated)
    return rows.select(
        *keys,
        period_start=calendar.starts(rows.cohort, period),
        complete=rows.pending == 0,
        **{name: rows[name] for name in COUNTS},
        cost=rows.cost,
        cac=rows.cost / rows.acquired.nullif(0),
        first_mrr=rows["first"] / rows.acquired.nullif(0),
        payback_months=rows.cost / (rows["first"] * margin).nullif(0),
        months_to_repay=rows.months,
        **shares,
        at_least=rows.lost_before / rows.acquired.nullif(0),
        at_most=(rows.lost_before + rows.pending) / rows.acquired.nullif(0),
        reason=ibis.cases(
            (rows.acquired == 0, NO_COST),
            (rows["first"] == 0, NO_MARGIN),
            (fated == 0, NO_FATE),
            (rows.pending > 0, PENDING),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start")


def customer_payback(
    contracts: "ir.Table",
    costs: "ir.Table",
    *,
    calendar: Calendar,
    observed: Observation,
    margin: float = 1.0,
    currency: str | None = None,
) -> "ir.Table":
    """Return what became of the cost of each customer.

    Grain out: a customer with a known cost (unit_id, cost, began, first_mrr, fate, counts,
    months): fate is one of repaid, lost_before, pending, without_contract,
    other_currency; counts is true for the first three; months is how many months of
    margin it took, null while not repaid.
    """
    import ibis

    ever = Observation(observed.first - timedelta(days=36525), observed.last)
    known = costs.filter(costs.cost.notnull(), costs.unit_id.notnull())
    told = known.select(
        "unit_id",
        cost=known.cost.cast("float64"),
        told=calendar.local(known.started_at, ever),
    )
    paid = _paid(contracts, told, observed, margin, currency)
    each = told.left_join(paid, "unit_id").drop("unit_id_right")
    end = ibis.literal(observed.end).cast("timestamp")
    began = ibis.coalesce(each.told, each.first_from)
    dated = each.filter(began.notnull(), began < end)
    fate = ibis.cases(
        (dated.first_from.isnull(), "without_contract"),
        (dated.foreign, "other_currency"),
        (dated.months.notnull(), "repaid"),
        (dated.lasting, "pending"),
        else_="lost_before",
    )
    return dated.select(
        "unit_id",
        "cost",
        began=ibis.coalesce(dated.told, dated.first_from),
        first_mrr=dated.first_mrr,
        fate=fate,
        counts=dated.first_from.notnull() & ~dated.foreign.fill_null(False),
        months=ibis.ifelse(fate == "repaid", dated.months, ibis.null("float64")),
    )


def _paid(
    contracts: "ir.Table",
    told: "ir.Table",
    observed: Observation,
    margin: float,
    currency: str | None,
) -> "ir.Table":
    """Return of each unit with a cost its first contract, if one lasts, when it was repaid."""
    import ibis

    end = ibis.literal(observed.end).cast("timestamp")
    mine = contracts.inner_join(told.select("unit_id", "cost"), "unit_id")
    foreign = mine.currency != currency if currency else ibis.literal(False)
    cut = mine.mutate(
        foreign=foreign,
        lasting=mine.to_local.isnull() | (mine.to_local >= end),
        until=ibis.ifelse((mine.to_local < end).fill_null(False), mine.to_local, end),
        first_from=mine.from_local.min().over(ibis.window(group_by="unit_id")),
    )
    about = cut.group_by("unit_id").agg(
        first_from=cut.first_from.min(),
        foreign=cut.foreign.any(),
        lasting=cut.lasting.any(),
        first_mrr=(cut.parts.sum(where=cut.from_local == cut.first_from) / PARTS),
    )
    repaid = _repaid(cut, margin)
    return about.left_join(repaid, "unit_id").drop("unit_id_right")


def _repaid(cut: "ir.Table", margin: float) -> "ir.Table":
    """Return the months of margin after which each unit's cost was repaid; only those it was.

    Between two instants at which a contract begins or ends, margin comes in evenly.
    """
    import ibis

    begins = cut.select(
        "unit_id", "cost", at=cut.from_local.cast("timestamp"), parts=cut.parts, held=1
    )
    stops = cut.select("unit_id", "cost", at=cut.until.cast("timestamp"), parts=-cut.parts, held=-1)
    both = begins.union(stops)
    turns = both.group_by("unit_id", "cost", "at").agg(
        parts=both.parts.sum().cast("int64"), held=both.held.sum().cast("int64")
    )
    upto = ibis.window(group_by="unit_id", order_by="at", rows=(None, 0))
    order = ibis.window(group_by="unit_id", order_by="at")
    run = turns.mutate(
        monthly=turns.parts.sum().over(upto).cast("float64") / PARTS * margin,
        paying=turns.held.sum().over(upto) > 0,
        following=turns["at"].lead().over(order),
    )
    seconds = run.following.epoch_seconds() - run["at"].epoch_seconds()
    lasted = run.mutate(months=ibis.ifelse(run.paying, seconds / MONTH_SECONDS, 0.0).fill_null(0.0))
    lasted = lasted.mutate(came=lasted.monthly * lasted.months)
    total = lasted.mutate(
        so_far=lasted.came.sum().over(upto), months_so_far=lasted.months.sum().over(upto)
    )
    sure = total.mutate(prior=total.so_far.lag().over(order).fill_null(0.0))
    free = sure.cost <= 0
    reached = sure.filter(sure.so_far >= sure.cost, (sure.prior < sure.cost) | free)
    over = (reached.so_far - reached.cost) / reached.monthly.nullif(0)
    when = ibis.ifelse(reached.cost <= 0, 0.0, reached.months_so_far - over)
    points = reached.mutate(when=when)
    return points.group_by("unit_id").agg(months=points.when.min())
