"""Revenue retention: of the money that recurred, or was up for renewal, what was kept."""

from typing import TYPE_CHECKING, Literal, get_args

from tenure.measure.attrition import UNFINISHED
from tenure.measure.rates import with_groups
from tenure.measure.revenue import NO_OPENING, by_period, dated, moved
from tenure.measure.revenue_contracts import money
from tenure.measure.revenue_rates import RETENTION_RATES, loss_and_gain, with_retention_rates
from tenure.measure.revenue_renewals import NOTHING_DUE, YEAR, renewal_sums
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

Denominator = Literal["opening", "renewals_due"]
DENOMINATORS: tuple[Denominator, ...] = get_args(Denominator)

_BASE = {"opening": ("opening", "opening_customers"), "renewals_due": ("base", "customers")}
_WITHOUT = {"opening": NO_OPENING, "renewals_due": NOTHING_DUE}


def revenue_retention(
    contracts: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    denominator: Denominator = "opening",
    at_least_months: int = YEAR,
) -> "ir.Table":
    """Return gross and net MRR churn, GRR and NRR of every period, the denominator named.

    Grain in: a contract of `revenue_contracts.contract_revenue` and, to split by
    something, `groups` (unit_id, group). Grain out: a period, times a currency, times a
    group.

    With the movements of `mrr`, netted per customer, and base = opening MRR:
    lost = churn + contraction, gained = expansion, reactivated = reactivation,
    gross_churn = lost / base, net_churn = (lost − gained − reactivated) / base,
    grr = (base − lost) / base ≤ 1, nrr = (base − lost + gained) / base ≥ grr. With
    `renewals_due` the base is the MRR of contracts of terms of `at_least_months` whose
    term ended within the period, and nothing is reactivated; see `revenue_renewals`.

    Intervals: see `revenue_rates.with_retention_rates`. All rates are null, with a reason,
    where the base is 0.

    Source: definitions, "The same month under four published conventions" (GRR, NRR).
    """
    import ibis

    keys = ["group", "currency"] if groups is not None else ["currency"]
    if denominator == "opening":
        sums = _of_movements(contracts, keys, period, calendar, observed, groups)
    else:
        sums = renewal_sums(
            contracts,
            keys,
            period=period,
            calendar=calendar,
            observed=observed,
            groups=groups,
            at_least_months=at_least_months,
        )
    base, customers = _BASE[denominator]
    rated = with_retention_rates(sums, base=base, customers=customers)
    rows = dated(rated, period, calendar, observed)
    return rows.select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        denominator=ibis.literal(denominator),
        base=money(rows[base]),
        base_customers=rows[customers],
        lost=money(rows.lost),
        gained=money(rows.gained),
        reactivated=money(rows.back),
        **{name: rows[name] for name in RETENTION_RATES},
        reason=ibis.cases(
            (~rows.complete, UNFINISHED),
            (rows[base] == 0, _WITHOUT[denominator]),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start")


def _of_movements(
    contracts: "ir.Table",
    keys: list[str],
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None",
) -> "ir.Table":
    """Add up what `with_retention_rates` needs over the movements of MRR."""
    moves = with_groups(moved(contracts, period, calendar, observed), groups)
    before, after = moves.before.cast("float64"), moves.after.cast("float64")
    lost = moves.churn + moves.contraction
    extra = loss_and_gain(moves.before, lost, moves.expansion, moves.reactivation)
    extra["squares"] = after * after - before * before
    totals = by_period(moves, keys, period, calendar, observed, extra)
    return totals.mutate(
        lost=totals.churn + totals.contraction, gained=totals.expansion, back=totals.reactivation
    )
