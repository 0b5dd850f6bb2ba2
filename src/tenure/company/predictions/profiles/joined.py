"""Writing the profiles: everything known of each unit beside what is said of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.predictions.ahead import renewals, supplies
from tenure.company.predictions.days import PROFILES, REACH, REACHED_BY, REPLENISH
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.bought import GROWTH, NEXT, VALUE
from tenure.company.predictions.profiles.contracts import currencies
from tenure.company.predictions.profiles.scored import SCORES
from tenure.company.profiles import profiles
from tenure.predict.worth.purchases import NO_PURCHASE
from tenure.predict.worth.tiers import comparable, tiered

if TYPE_CHECKING:
    import ibis.expr.types as ir

_WORTH = {"value": "value", "value_low": "value_low", "value_high": "value_high", "alive": "alive"}
_MONEY = ("value", "value_low", "value_high", "value_kept", "mrr")
_GROWTH = (
    "growth",
    "growth_now",
    "growth_peers",
    "growth_alike",
    "growth_median",
    "growth_best",
    "growth_reason",
)
_NEXT = {
    "next_purchase": "next_day",
    "next_earliest": "earliest",
    "next_latest": "latest",
    "overdue": "overdue",
    "next_reason": "reason",
}
"""Columns of a profile, and what they are called where they come from."""


def write_profiles(outlook: Outlook, folder: Path) -> None:
    """Write one row a unit, in the order of their names."""
    engine = outlook.rule.data.engine

    def scan(name: str) -> "ir.Table | None":
        if not (folder / name).is_file():
            return None
        table = engine.scan_parquet([folder / name], name=f"{name.partition('.')[0]}_of_day")
        return table.select(*[one for one in table.columns if not one.startswith("_")])

    rows = scan(SCORES)
    assert rows is not None
    rows = _with_account(_with_known(rows, outlook), outlook)
    rows = _with_worth(rows, scan(VALUE), outlook)
    rows = _beside(rows, scan(NEXT), _NEXT)
    rows = _beside(rows, scan(GROWTH), {name: name for name in _GROWTH})
    rows = _with_dates(rows, scan(REPLENISH), outlook)
    if "value" in rows.columns:
        rows = tiered(comparable(rows, [one for one in _MONEY if one in rows.columns]))
    engine.write_parquet(rows.order_by("unit_id"), folder / PROFILES, metric="profiles")
    _write_reach(rows, outlook, folder)
    for name in (SCORES, VALUE, NEXT, GROWTH):
        (folder / name).unlink(missing_ok=True)


def _write_reach(rows: "ir.Table", outlook: Outlook, folder: Path) -> None:
    """Write by what customers without a profile of their own are reached.

    Those who have left, and, where accounts are counted, the people of accounts.
    """
    data = outlook.rule.data
    if "customers" not in data.tables:
        return
    customers = data.version("customers", outlook.observed.end)
    there = rows.select(_there=rows.unit_id)
    others = customers.anti_join(there, customers.customer_id == there["_there"])
    named = [name for name in REACHED_BY if name in others.columns]
    told = others.select("customer_id", *named).order_by("customer_id")
    data.engine.write_parquet(told, folder / REACH, metric="whom to reach")


def _with_known(rows: "ir.Table", outlook: Outlook) -> "ir.Table":
    """Add what is known of each unit; whoever shows it hides what is personal."""
    known = profiles(outlook.rule, outlook.observed)
    if known is None:
        return rows
    own = [one for one in known.columns if one not in rows.columns]
    return _beside(rows, known, {one: one for one in own})


def _with_account(rows: "ir.Table", outlook: Outlook) -> "ir.Table":
    """Add what a customer's account is called, for `name` is their own."""
    data = outlook.rule.data
    named = "accounts" in data.tables and "name" in data.tables["accounts"].columns
    if not named or "account_id" not in rows.columns or outlook.rule.unit == "account":
        return rows
    accounts = data.version("accounts", outlook.observed.end)
    own = accounts.select(_account=accounts.account_id, account_name=accounts.name)
    return rows.left_join(own, rows.account_id == own["_account"]).drop("_account")


def _with_worth(rows: "ir.Table", worth: "ir.Table | None", outlook: Outlook) -> "ir.Table":
    """Add what purchases are worth, where contracts have not told it; and in which currency."""
    if "value" in rows.columns:
        return _with_currency(rows, outlook)
    named = _WORTH | {"value_reason": "reason", "value_currency": "currency"}
    if "currency" not in rows.columns:
        named["currency"] = "currency"
    told = _beside(rows, worth, named)
    return told if worth is None else _with_never_bought(told)


def _with_never_bought(rows: "ir.Table") -> "ir.Table":
    """Say of whom purchases tell nothing why that is: there are none."""
    import ibis

    never = rows["value"].isnull() & rows.value_reason.isnull()
    return rows.mutate(value_reason=ibis.ifelse(never, NO_PURCHASE, rows.value_reason))


def _with_dates(rows: "ir.Table", replenish: "ir.Table | None", outlook: Outlook) -> "ir.Table":
    """Add when a term ends next, and what was bought; of days that are not past yet."""
    import ibis

    today = ibis.literal(outlook.grid.today.as_of)
    told = {
        "renews_on": renewals(outlook),
        "supply_ends": None if replenish is None else supplies(replenish),
    }
    for name, dates in told.items():
        if dates is not None and name not in rows.columns:
            days = dates.mutate(day=dates["at"].cast("date"))
            first = days.filter(days.day >= today).group_by("unit_id").agg(day=days.day.min())
            rows = _beside(rows, first, {name: "day"})
    return rows


def _with_currency(rows: "ir.Table", outlook: Outlook) -> "ir.Table":
    """Add in which currency contracts are paid: that of those in force, or the company's."""
    import ibis

    told = currencies(outlook)
    if told is None:
        usual = outlook.rule.data.definitions.company.currency
        return rows.mutate(value_currency=ibis.literal(usual, "string"))
    return _beside(rows, told, {"value_currency": "currency"})


def _beside(rows: "ir.Table", told: "ir.Table | None", named: dict[str, str]) -> "ir.Table":
    """Add columns of another table of units, under their own names; nothing where it is not."""
    if told is None:
        return rows
    own = told.select(_whose=told.unit_id, **{to: told[name] for to, name in named.items()})
    return rows.left_join(own, rows.unit_id == own["_whose"]).drop("_whose")
