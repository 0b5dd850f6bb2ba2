"""Whose facts they are: those of customers count for their account where accounts are counted."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.asked import Asked


def of_units(asked: "Asked", rows: "ir.Table") -> "ir.Table":
    """Return facts about customers with the unit that is counted in their customer_id.

    Where accounts are counted, that is the customer's account; a customer_id that no
    customer has is kept, for it may name the account itself.
    """
    import ibis

    customers = asked.rule.data.tables.get("customers")
    if asked.rule.unit == "customer" or customers is None or "account_id" not in customers.columns:
        return rows
    holders = customers.select(_customer=customers.customer_id, _account=customers.account_id)
    joined = rows.left_join(holders, rows.customer_id == holders._customer)
    whose = ibis.coalesce(joined._account, joined.customer_id)
    return joined.mutate(customer_id=whose).drop("_customer", "_account")


def recorded(asked: "Asked") -> "ir.Table | None":
    """Return when units started, where that is recorded (unit_id, started_at)."""
    rule = asked.rule
    table = rule.data.tables.get(f"{rule.unit}s")
    if table is None or "started_at" not in table.columns:
        return None
    told = asked.table(f"{rule.unit}s")
    return told.select(unit_id=told[f"{rule.unit}_id"], started_at=told.started_at)
