"""Dates that lie ahead of units: the end of a term, and of what they bought."""

from typing import TYPE_CHECKING

from tenure.company.predictions.outlook import Outlook
from tenure.company.units import HOLDER
from tenure.measure.window import contracts_at, in_force
from tenure.predict.worth.next_purchase import GONE

if TYPE_CHECKING:
    import ibis.expr.types as ir


def renewals(outlook: Outlook) -> "ir.Table | None":
    """Return the ends of terms in force of which no notice was given; None where none are told.

    Grain out: a contract (unit_id, what: the contract, at: local).
    """
    if outlook.snapshot or "subscriptions" not in outlook.rule.data.tables:
        return None
    calendar, observed = outlook.rule.data.calendar, outlook.observed
    held = outlook.rule.held_contracts(observed)
    if "ends_at" not in held.columns:
        return None
    there = contracts_at(held, unit=HOLDER, calendar=calendar, observed=observed)
    going = there.filter(in_force(there, calendar, observed), ~there.noticed)
    terms = held.select(contract_="subscription_id", ends_at="ends_at")
    both = going.inner_join(terms, going.contract == terms.contract_.cast("string"))
    return both.select("unit_id", what=both.contract, at=calendar.local(both.ends_at, observed))


def supplies(rows: "ir.Table") -> "ir.Table":
    """Return when what was bought last is used up: a usual gap after it, of who still buys.

    Grain in: a unit and product of the day's replenishments; out: the same (unit_id, what: the
    product, at: local day). Unlike `next_day`, which moves on with each day of silence, it stays
    where it is until they buy again.
    """
    import ibis

    told = rows.filter(rows.usual_gap.notnull(), (rows.reason != GONE).fill_null(True))
    days = told.usual_gap.round().cast("int64")
    last = told.last_day.cast("timestamp")
    return told.select(
        "unit_id",
        what=told.product_id.cast("string"),
        at=last + days * ibis.interval(days=1),
    )
