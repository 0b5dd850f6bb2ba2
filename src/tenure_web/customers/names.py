"""What customers are called on a page: by name for who may see names, else by id."""

from collections.abc import Sequence
from typing import Any

from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.lib import company
from tenure_web.people.models import User


def called(row: dict[str, Any]) -> str:
    """Return the name in a profile, its id where there is none."""
    return str(row.get("name") or row["unit_id"])


def names_seen(user: User, units: Sequence[str]) -> dict[str, str]:
    """Return what those of some customers are called whom a user may see, by their id."""
    day = company.last_day()
    if day is None or not units:
        return {}
    asked = list(dict.fromkeys(units))
    columns = [one for one in ("unit_id", "name") if one in columns_seen(day, user).names]
    holds = "unit_id IN (SELECT unnest(?::VARCHAR[]))"
    found = profiles(day, user).rows(columns, limit=len(asked), where=holds, given=[asked])
    return {row["unit_id"]: called(row) for row in found}


def accounts_seen(user: User, accounts: Sequence[str]) -> dict[str, str]:
    """Return what those of some accounts are called of which a user may see anybody, by id."""
    day = company.last_day()
    if day is None or not accounts or unit_of(day) == "account":
        return names_seen(user, accounts)
    names = columns_seen(day, user).names
    if "account_id" not in names:
        return {}
    called = "any_value(account_name)" if "account_name" in names else "NULL"
    holds = "WHERE account_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY account_id"
    select = f"account_id, {called} AS name"
    rows = profiles(day, user).asked(select, holds, given=[list(dict.fromkeys(accounts))])
    return {row["account_id"]: row["name"] or row["account_id"] for row in rows}
