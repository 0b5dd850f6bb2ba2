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
