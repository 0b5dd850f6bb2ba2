"""Logos: accounts that hold contracts themselves or through their people."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

WEEKLY = "logos are signed and lost by the month: a week of them is mostly chance; ask monthly"


def logo_contracts(subscriptions: "ir.Table", customers: "ir.Table | None" = None) -> "ir.Table":
    """Give every contract the account that holds it, itself or through one of its people.

    Grain in: a contract, and a customer (customer_id, account_id). Grain out: a contract
    of some account, with account_id; `contract_spells(…, unit="account_id")` of it says
    when a logo was active: while any of its contracts is in force and paid for.
    """
    import ibis

    own = subscriptions
    if "account_id" not in own.columns:
        own = own.mutate(account_id=ibis.null("string"))
    through = customers is not None and "account_id" in customers.columns
    if customers is not None and through and "customer_id" in own.columns:
        members = customers.filter(customers.account_id.notnull())
        seats = members.group_by(_member="customer_id").agg(_logo=members.account_id.min())
        seated = own.left_join(seats, own.customer_id == seats._member)
        own = seated.mutate(account_id=ibis.coalesce(seated.account_id, seated._logo)).select(
            *own.columns
        )
    return own.filter(own.account_id.notnull())


def warned(rows: "ir.Table") -> "ir.Table":
    """Let every row say that a week is too short for logos, beside what it said before."""
    import ibis

    both = rows.reason + "; " + ibis.literal(WEEKLY)
    return rows.mutate(reason=ibis.ifelse(rows.reason.isnull(), WEEKLY, both))
