"""What is known of customers to write to them: the profile, else what reaches them."""

from collections.abc import Sequence
from pathlib import Path

from tenure.company.predictions.days import REACH, Day
from tenure_web.customers.reading import Row, run
from tenure_web.customers.scope import profiles, unit_of
from tenure_web.lib import company

MOST = 10_000
"""Customers that are looked for at once, at most."""


def rows_of(customers: Sequence[str], columns: Sequence[str] | None = None) -> dict[str, Row]:
    """Return what is known of some customers, by customer; `columns` of profiles, or all.

    Of who has left, and of the people of accounts, it is what the company's table has to reach
    them by; of these with the profile of their account, whose worth and terms it tells.
    """
    day, asked = company.last_day(), list(dict.fromkeys(one for one in customers if one))[:MOST]
    if day is None or not asked:
        return {}
    found = _profiles(day, asked, columns)
    others = [one for one in asked if one not in found]
    return found | _reached(day, others) if others else found


def customers_at(addresses: Sequence[str]) -> list[str]:
    """Return the customers whose mail goes to any of some addresses, however they are written."""
    day, wanted = company.last_day(), sorted({one.strip().casefold() for one in addresses})
    if day is None or not wanted:
        return []
    every = profiles(day, None)
    holds = f"lower(trim(email)) IN ({', '.join('?' * len(wanted))})"
    found: list[Row] = []
    if "email" in every.names:
        key = _key(every.names)
        found = every.rows([key], limit=MOST, where=holds, given=wanted)
        found = [{"customer_id": one[key]} for one in found]
    path = day.folder / REACH
    if path.is_file() and "email" in _names(path):
        sql = f"SELECT customer_id FROM read_parquet(?) WHERE {holds} LIMIT {MOST}"
        found += run(sql, (str(path), *wanted))
    return list(dict.fromkeys(str(one["customer_id"]) for one in found))


def _profiles(
    day: Day, asked: Sequence[str], columns: Sequence[str] | None = None
) -> dict[str, Row]:
    every = profiles(day, None)
    key = _key(every.names)
    wanted = every.names if columns is None else (key, *(set(columns) & set(every.names) - {key}))
    holds = f"{key} IN ({', '.join('?' * len(asked))})"
    found = every.rows(wanted, limit=len(asked), where=holds, given=asked)
    return {str(row[key]): row for row in found}


def _reached(day: Day, asked: Sequence[str]) -> dict[str, Row]:
    path = day.folder / REACH
    if not path.is_file():
        return {}
    marks = ", ".join("?" * len(asked))
    sql = f"SELECT * FROM read_parquet(?) WHERE customer_id IN ({marks})"
    people = run(sql, (str(path), *asked))
    if unit_of(day) != "account":
        return {str(one["customer_id"]): one for one in people}
    accounts = {str(one["account_id"]) for one in people if one.get("account_id")}
    about = _profiles(day, sorted(accounts)) if accounts else {}
    return {str(one["customer_id"]): _with_account(one, about) for one in people}


def _with_account(person: Row, about: dict[str, Row]) -> Row:
    """Return a person's row with their account's; what is told of both is the person's."""
    own = {name: value for name, value in person.items() if value is not None}
    return {**about.get(str(person.get("account_id")), {}), "name": None, **own}


def _key(names: Sequence[str]) -> str:
    return "customer_id" if "customer_id" in names else "unit_id"


def _names(path: Path) -> list[str]:
    sql = "SELECT name FROM parquet_schema(?)"
    return [str(one["name"]) for one in run(sql, (str(path),))]
