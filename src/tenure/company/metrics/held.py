"""What contracts a company's customers hold, and who is behind each count of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tenure.company.metrics.revenue_words import chosen_date, exchange_rates, home_currency
from tenure.company.units import HOLDER
from tenure.errors import MetricError
from tenure.measure.churn_dates import ChurnDate
from tenure.measure.members import known_count
from tenure.measure.revenue_contracts import contract_revenue

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def contracts(asked: "Asked", churn_date: ChurnDate = "effective") -> "ir.Table":
    """Return the company's contracts with their money, as known at the end of the observation."""
    found = contract_revenue(
        asked.rule.held_contracts(asked.observed),
        unit=HOLDER,
        calendar=asked.calendar,
        observed=asked.observed,
        churn_date=churn_date,
        currency=home_currency(asked),
        rates=exchange_rates(asked),
    )
    return asked.only(found)


def costs(asked: "Asked") -> "ir.Table":
    """Return what winning each unit cost; that of an account is the sum over its customers."""
    customers = asked.table("customers")
    if "acquisition_cost" not in customers.columns:
        raise MetricError(
            "customers have no acquisition_cost, so there is nothing to pay back",
            hint="map it: [tables.customers] columns = { acquisition_cost = … }",
        )
    unit = f"{asked.rule.unit}_id"
    if unit not in customers.columns:
        raise MetricError(f"customers have no {unit}, by which their cost could be added up")
    import ibis

    began = customers.started_at if "started_at" in customers.columns else ibis.null("timestamp")
    each = customers.select(
        unit_id=customers[unit], cost=customers.acquisition_cost, started_at=began
    )
    held = each.filter(each.unit_id.notnull(), each.cost.notnull())
    return held.group_by("unit_id").agg(cost=held.cost.sum(), started_at=held.started_at.min())


def mrr_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of one row."""
    from tenure.measure.revenue_members import mrr_members as behind

    return behind(
        contracts(asked, chosen_date(asked)),
        cell=cell,
        count=count,
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
    )


def retention_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers in the denominator of one row."""
    known_count(count, ("base_customers",))
    if asked.option("denominator") == "renewals_due":
        return renewal_members(asked, cell, "due_customers")
    return mrr_members(asked, cell, "opening_customers")


def renewal_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers who held what was due in one row; its other counts are of contracts."""
    from tenure.measure.revenue_members import due_members

    known_count(count, ("due_customers",))
    return due_members(
        contracts(asked),
        cell=cell,
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        groups=asked.groups,
        at_least_months=cast(int, asked.option("term")),
    )


def payback_members(asked: "Asked", cell: Mapping[str, object], count: str) -> "ir.Table":
    """Return the customers behind one count of one row."""
    from tenure.measure.payback import customer_payback
    from tenure.measure.revenue_members import payback_members as behind

    fates = customer_payback(
        contracts(asked),
        asked.only(costs(asked)),
        calendar=asked.calendar,
        observed=asked.observed,
        margin=cast(float, asked.option("margin")),
        currency=home_currency(asked),
    )
    return behind(
        fates,
        cell=cell,
        count=count,
        period=asked.period,
        calendar=asked.calendar,
        groups=asked.groups,
    )
