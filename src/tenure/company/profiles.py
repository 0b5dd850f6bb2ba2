"""What is known about each unit: its own columns, its account's, its first contract's."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from tenure.company.histories import WHY_LEFT, offered
from tenure.company.units import Rule
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir


def profiles(
    rule: Rule, observed: Observation | None = None, *, only: Collection[str] | None = None
) -> "ir.Table | None":
    """Return what is known about each unit, one row a unit, or None without such a table.

    A customer's own columns, then those of their account, then those of their
    first contract; a name that came before is not taken again. With an
    observation, what began after it is not known; of rows for stretches of time,
    the one that holds at its end is taken, or the last that did, where it has ended.
    `only`: the columns that are wanted; contracts are not read for what is known without them.
    """
    tables = rule.data.tables
    if rule.unit == "account":
        there = "accounts" in tables
        known = _accounts(rule, observed) if there else _holders(rule, "account_id")
        return _first_contract(rule, known, "account_id", observed, only)
    if "customers" not in tables:
        return _first_contract(rule, _holders(rule, "customer_id"), "customer_id", observed, only)
    customers = _version(rule, "customers", observed)
    customers = customers.drop(*[name for name in WHY_LEFT if name in customers.columns])
    known = customers.mutate(unit_id=customers.customer_id)
    if "account_id" in known.columns and "accounts" in tables:
        accounts = _version(rule, "accounts", observed)
        extra = [name for name in accounts.columns if name not in known.columns]
        beside = accounts.select(*extra, _account=accounts.account_id)
        known = known.left_join(beside, known.account_id == beside._account).drop("_account")
    return _first_contract(rule, known, "customer_id", observed, only)


def _version(rule: Rule, name: str, observed: Observation | None) -> "ir.Table":
    data = rule.data
    return data.tables[name] if observed is None else data.version(name, observed.end)


def _accounts(rule: Rule, observed: Observation | None) -> "ir.Table":
    accounts = _version(rule, "accounts", observed)
    return accounts.mutate(unit_id=accounts.account_id)


def _holders(rule: Rule, holder: str) -> "ir.Table | None":
    """Return those of whom contracts alone tell, or None where they do not tell either."""
    contracts = rule.data.tables.get("subscriptions")
    if rule.name != "contract" or contracts is None or holder not in contracts.columns:
        return None
    held = contracts.filter(contracts[holder].notnull())
    return held.select(held[holder], unit_id=held[holder]).distinct()


def _first_contract(
    rule: Rule,
    known: "ir.Table | None",
    holder: str,
    observed: Observation | None,
    only: Collection[str] | None,
) -> "ir.Table | None":
    """Add the columns of each unit's first contract: fixed from the start, so no look ahead."""
    import ibis

    contracts = rule.data.tables.get("subscriptions")
    if known is None or contracts is None or holder not in contracts.columns:
        return known
    if observed is not None:
        end = rule.data.calendar.midnight(observed.end)
        contracts = contracts.filter(contracts.started_at < end)
    extra = [name for name in offered(contracts) if name not in known.columns]
    if only is not None:
        extra = [name for name in extra if name in only]
        if not extra:
            return known
    order = ibis.window(group_by=holder, order_by=["started_at", "subscription_id"])
    numbered = contracts.mutate(_place=ibis.row_number().over(order))
    first = numbered.filter(numbered._place == 0, numbered[holder].notnull())
    beside = first.select(*extra, _holder=first[holder])
    return known.left_join(beside, known.unit_id == beside._holder).drop("_holder")
