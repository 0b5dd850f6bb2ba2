"""The contracts in force today: what each brings a month, and in which currency."""

from typing import TYPE_CHECKING

from tenure.company.predictions.outlook import Outlook
from tenure.company.units import HOLDER
from tenure.measure.recurring import monthly, paid_for
from tenure.measure.states import effective_end
from tenure.predict.worth.purchases import one_currency

if TYPE_CHECKING:
    import ibis.expr.types as ir


def in_force(outlook: Outlook) -> "ir.Table":
    """Return the contracts in force at the midnight that ends the observation.

    Grain out: as `held_contracts`, of those with a holder, and `_amount`: what it brings a month.
    """
    observed = outlook.observed
    held = paid_for(outlook.rule.held_contracts(observed))
    end = outlook.rule.data.calendar.midnight(observed.end)
    rows = held.mutate(_until=effective_end(held), _amount=monthly(held))
    lasts = rows["_until"].isnull() | (rows["_until"] > end)
    return rows.filter(rows.started_at < end, lasts, rows[HOLDER].notnull())


def plans(outlook: Outlook) -> "ir.Table | None":
    """Return the plans in force today and what each brings a month; None where none is named.

    Grain out: a customer and plan (unit_id, product_id, amount).
    """
    rows = in_force(outlook)
    if "plan" not in rows.columns:
        return None
    named = rows.filter(rows.plan.notnull())
    each = named.group_by(unit_id=named[HOLDER], product_id=named.plan)
    return each.agg(amount=named["_amount"].sum())


def currencies(outlook: Outlook) -> "ir.Table | None":
    """Return in which currency each customer pays for the contracts in force (unit_id, currency).

    `SEVERAL` where these are several; the company's where contracts name none. None where
    nothing names one.
    """
    import ibis

    if outlook.snapshot or "subscriptions" not in outlook.rule.data.tables:
        return None
    rows = in_force(outlook)
    if "currency" not in rows.columns:
        return None
    usual = outlook.rule.data.definitions.company.currency
    told = rows.mutate(_currency=ibis.coalesce(rows.currency, ibis.literal(usual, "string")))
    each = told.group_by(unit_id=told[HOLDER]).agg(
        least=told["_currency"].min(), most=told["_currency"].max()
    )
    return each.select("unit_id", currency=one_currency(each.least, each.most))
