"""Renewals: of the contracts whose term ended within a period, how many went on.

The denominator of annual contracts is what could end. Of all MRR, a twelfth is up
for renewal in a month, so a rate over opening MRR would show a twelfth of the churn.
"""

from typing import TYPE_CHECKING

from tenure.measure.attrition import UNFINISHED
from tenure.measure.churn_dates import with_next_start
from tenure.measure.rates import rate, with_groups
from tenure.measure.revenue import dated
from tenure.measure.revenue_contracts import money
from tenure.measure.revenue_rates import RETENTION_RATES, loss_and_gain, with_retention_rates
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

YEAR = 12

NOTHING_DUE = "nothing was due for renewal"

_MONTH_SECONDS = 86400 * 365.25 / 12
_COUNTS = ("due", "renewed", "ended_early")
_SUMS = ("base", "kept", "lost", "gained", "back", "early")


def renewals(
    contracts: "ir.Table",
    *,
    period: Period = "month",
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    at_least_months: int = YEAR,
) -> "ir.Table":
    """Return how many contracts, and how much MRR, were due for renewal and renewed.

    Grain in: a contract of `revenue_contracts.contract_revenue` whose `months` is known
    and at least `at_least_months`; and `groups` (unit_id, group). Grain out: a period,
    times a currency, times a group.

    A contract is due at every end of a term, its start plus whole terms, until it ends;
    it is renewed when it goes on, or when another contract of the same customer begins
    there (within a day). One that ends between ends of terms was not due: it is
    `ended_early`, unless another contract takes over. renewal_rate = renewed / due, with
    its 95 % Wilson interval. due_mrr is what was due, kept_mrr what those customers pay
    for it afterwards, netted per customer: grr = (due − lost) / due,
    nrr = kept / due; see `revenue_rates.with_retention_rates` for intervals.

    Source: definitions, "Annual contracts: a renewal-eligible denominator".
    """
    import ibis

    keys = ["group", "currency"] if groups is not None else ["currency"]
    sums = renewal_sums(
        contracts,
        keys,
        period=period,
        calendar=calendar,
        observed=observed,
        groups=groups,
        at_least_months=at_least_months,
    )
    rated = with_retention_rates(sums, base="base", customers="customers")
    shares = rate("renewal_rate", rated.renewed, rated.due)
    rows = dated(rated.mutate(**shares), period, calendar, observed)
    return rows.select(
        *keys,
        "period_start",
        "period_end",
        "complete",
        "due",
        "renewed",
        *shares,
        due_customers=rows.customers,
        due_mrr=money(rows.base),
        kept_mrr=money(rows.kept),
        **{name: rows[name] for name in RETENTION_RATES if name.startswith(("grr", "nrr"))},
        ended_early=rows.ended_early,
        ended_early_mrr=money(rows.early),
        reason=ibis.cases(
            (~rows.complete, UNFINISHED),
            (rows.due == 0, NOTHING_DUE),
            else_=ibis.null("string"),
        ),
    ).order_by(*keys, "period_start")


def renewal_sums(
    contracts: "ir.Table",
    keys: list[str],
    *,
    period: Period,
    calendar: Calendar,
    observed: Observation,
    groups: "ir.Table | None" = None,
    at_least_months: int = YEAR,
) -> "ir.Table":
    """Add up what was due, kept, lost and gained: (keys, number), every observed period."""
    import ibis

    found = outcomes(contracts, observed, at_least_months)
    tick = ibis.interval(microseconds=1)
    cut = found.mutate(number=calendar.numbers(found.at - tick, period))
    first = calendar.number(observed.first, period)
    own = (
        cut.filter(cut.number >= first)
        .group_by("unit_id", "currency", "number")
        .agg(
            **{name: cut[name].sum().cast("int64") for name in (*_COUNTS, "base", "kept", "early")}
        )
    )
    whole = own.mutate(
        kept=ibis.ifelse(own.base > 0, own.kept, 0),
        lost=ibis.greatest(own.base - own.kept, 0),
        gained=ibis.ifelse(own.base > 0, ibis.greatest(own.kept - own.base, 0), 0),
        back=ibis.literal(0, "int64"),
        customers=(own.due > 0).cast("int64"),
    )
    x = whole.base.cast("float64")
    fractions = loss_and_gain(whole.base, whole.lost, whole.gained, whole.back)
    each = with_groups(whole.mutate(squares=x * x, **fractions), groups)
    names = (*_COUNTS, *_SUMS, "customers")
    summed = each.group_by(*keys, "number").agg(
        **{name: each[name].sum() for name in (*names, "squares", *fractions)}
    )
    numbers = ibis.range(first, calendar.number(observed.last, period) + 1)
    spine = numbers.unnest().name("number").as_table()
    every = spine.cross_join(_all_keys(contracts, keys, groups))
    return every.left_join(summed, [*keys, "number"]).select(
        *keys,
        "number",
        **{name: summed[name].fill_null(0).cast("int64") for name in names},
        **{name: summed[name].fill_null(0.0) for name in ("squares", *fractions)},
    )


def _all_keys(contracts: "ir.Table", keys: list[str], groups: "ir.Table | None") -> "ir.Table":
    known = contracts.select("unit_id", "currency").distinct()
    return with_groups(known, groups).select(*keys).distinct()


def outcomes(
    contracts: "ir.Table", observed: Observation, at_least_months: int = YEAR
) -> "ir.Table":
    """Return every end of a term and what came of it.

    Grain out: (unit_id, currency, at, due, renewed, ended_early, base, kept, early); a row
    a contract and end of term, or early end, and a row a contract that took one over,
    with what it is worth as `kept`.
    """
    import ibis

    end = ibis.literal(observed.end).cast("timestamp")
    day = ibis.interval(days=1)
    termed = contracts.filter(contracts.months >= at_least_months)
    follows = with_next_start(contracts, "to_local")
    taken = (follows.next_start <= follows.to_local).fill_null(False)
    known = follows.mutate(taken=taken).filter(follows.months >= at_least_months)
    ends = known.filter(known.to_local <= end)
    terms = (ends.to_local.epoch_seconds() - ends.from_local.epoch_seconds()) / _MONTH_SECONDS
    whole = ibis.greatest((terms / ends.months).round().cast("int64"), 1)
    due = ends.from_local + (whole * ends.months).as_interval("M")
    over = ends.mutate(in_time=(ends.to_local >= due - day) & (ends.to_local <= due + day))
    going = _renewed_alone(termed, end)
    finals = over.filter(over.in_time)
    early = over.filter(~over.in_time & ~over.taken)
    successors = contracts.semi_join(
        finals, [contracts.unit_id == finals.unit_id, contracts.from_local == finals.to_local]
    )
    return (
        _facts(going, going.at, due=1, renewed=1, base=going.parts, kept=going.parts)
        .union(
            _facts(
                finals,
                finals.to_local,
                due=1,
                renewed=finals.taken.cast("int64"),
                base=finals.parts,
            )
        )
        .union(_facts(early, early.to_local, ended_early=1, early=early.parts))
        .union(_facts(successors, successors.from_local, kept=successors.parts))
    )


def _renewed_alone(termed: "ir.Table", end: "ir.TimestampScalar") -> "ir.Table":
    """Return every end of a term, until `end`, that a contract outlasted by more than a day."""
    import ibis

    until = ibis.least(termed.to_local.fill_null(end), end)
    lasted = (until.epoch_seconds() - termed.from_local.epoch_seconds()) / _MONTH_SECONDS
    most = (lasted / termed.months).floor().cast("int64") + 2
    each = termed.mutate(_until=until, _term=ibis.range(1, ibis.greatest(most, 1)).unnest())
    at = each.from_local + (each._term * each.months).as_interval("M")
    every = each.mutate(at=at)
    outlasted = every.to_local.isnull() | (every.at + ibis.interval(days=1) < every.to_local)
    return every.filter(every.at <= end, outlasted)


def _facts(
    rows: "ir.Table", at: "ir.TimestampValue", **facts: "ir.NumericValue | int"
) -> "ir.Table":
    import ibis

    names = (*_COUNTS, "base", "kept", "early")
    return rows.select(
        "unit_id",
        "currency",
        at=at.cast("timestamp"),
        **{name: ibis.literal(0, "int64") + facts.get(name, 0) for name in names},
    )
