"""Contracts as money in force: who pays how much a month, in which currency, and when."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from tenure.measure.churn_dates import ChurnDate, bridged, churn_ends
from tenure.measure.rates import UNKNOWN
from tenure.measure.recurring import monthly, paid_for
from tenure.measure.states import effective_end
from tenure.periods import Calendar, Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

PARTS = 10_000
"""Parts of one unit of a currency in which money is added up: whole numbers add up exactly."""

_MONTH_DAYS = 365.25 / 12


def contract_revenue(
    subscriptions: "ir.Table",
    *,
    unit: str,
    calendar: Calendar,
    observed: Observation,
    churn_date: ChurnDate = "effective",
    currency: str | None = None,
    rates: Mapping[str, float] | None = None,
) -> "ir.Table":
    """Return contracts with their money and the time for which each is in force.

    Grain in: a contract period; `unit` names the column of who holds it. Grain out: a
    contract (unit_id, currency, parts, priced, from_local, to_local, term_local,
    months): `parts` is its MRR in ten-thousandths, 0 where it is not known (`priced`
    false); `to_local` is null while it lasts; `months` is the length of its term.

    In force and paid for exactly as in `states.contract_spells`, so a customer is lost
    here when attrition counts them lost: an MRR of zero or less is not paid for; up to
    a day between two contracts of a customer is no gap. `currency` is that of contracts
    that name none. `rates` says what one unit of a currency is worth in `currency`:
    contracts of those currencies are converted, always at that rate, so that no change
    of an exchange rate looks like expansion; others stay in their own.

    Source: definitions, "The same month under four published conventions" (MRR).
    """
    import ibis

    # A contract that starts within the day after the observation still closes a gap.
    soon = calendar.midnight(observed.end + timedelta(days=1))
    known = paid_for(subscriptions)
    paid = known.mutate(_worth=monthly(known)).filter(
        known[unit].notnull(), known.started_at < soon
    )
    contracts = paid.select(
        unit_id=paid[unit],
        **_money(paid, currency, rates or {}),
        from_local=calendar.local(paid.started_at, observed),
        to_local=calendar.local(effective_end(paid), observed),
        notice_local=_local(paid, "cancelled_at", calendar, observed),
        term_local=_local(paid, "ends_at", calendar, observed),
        months=_months(paid),
    )
    dated = _lasting(churn_ends(_lasting(contracts), churn_date)).drop("notice_local")
    end = ibis.literal(observed.end).cast("timestamp")
    return bridged(dated).filter(lambda row: row.from_local < end)


def _lasting(contracts: "ir.Table") -> "ir.Table":
    return contracts.filter(
        contracts.to_local.isnull() | (contracts.to_local > contracts.from_local)
    )


def _money(
    paid: "ir.Table", currency: str | None, rates: Mapping[str, float]
) -> "dict[str, ir.Value]":
    """Return the columns currency, parts and priced."""
    import ibis

    own = ibis.literal(currency or UNKNOWN)
    if "currency" in paid.columns:
        own = paid.currency.cast("string").upper().fill_null(currency or UNKNOWN)
    worth = paid._worth
    if rates and currency:
        into = [(own == name, ibis.literal(float(rate))) for name, rate in rates.items()]
        rate = ibis.cases(*into, else_=ibis.null("float64"))
        worth = worth * rate.fill_null(1.0)
        own = ibis.ifelse(rate.notnull(), currency, own)
    return {
        "currency": own,
        "parts": (worth * PARTS).round().cast("int64").fill_null(0),
        "priced": worth.notnull(),
    }


def _local(
    paid: "ir.Table", name: str, calendar: Calendar, observed: Observation
) -> "ir.TimestampValue":
    import ibis

    if name not in paid.columns:
        return ibis.null("timestamp")
    return calendar.local(paid[name], observed)


def _months(paid: "ir.Table") -> "ir.IntegerValue":
    """Return the months of a term: as told, else those between start and end of the paid term."""
    import ibis

    told = paid.term_months.cast("int64") if "term_months" in paid.columns else ibis.null("int64")
    if "ends_at" not in paid.columns:
        return told
    seconds = paid.ends_at.epoch_seconds() - paid.started_at.epoch_seconds()
    lasted = (seconds / (86400 * _MONTH_DAYS)).round().cast("int64")
    return ibis.coalesce(told, lasted).nullif(0)


def money(parts: "ir.IntegerValue") -> "ir.FloatingValue":
    """Return whole parts as an amount of the currency."""
    return parts.cast("float64") / PARTS
