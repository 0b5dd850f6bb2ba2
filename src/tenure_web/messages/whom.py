"""What is known of whom a contact concerns: address, language and zone, of the last profiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tenure.act.words import LANGUAGES, Language
from tenure_web.customers.reading import Row
from tenure_web.customers.scope import profiles
from tenure_web.lib import company

_COLUMNS = {
    "email": ("email",),
    "phone": ("phone", "mobile"),
    "language": ("language",),
    "zone": ("time_zone", "timezone"),
    "account": ("account_id",),
}

_MOST = 10_000
"""Customers that are looked for at once, at most."""


@dataclass(frozen=True)
class About:
    """What is known of somebody; None for what is not."""

    email: str | None = None
    phone: str | None = None
    language: Language | None = None
    zone: ZoneInfo | None = None
    account: str | None = None

    def address(self, channel: str) -> str:
        """Return the address by a channel; empty where there is none to go by."""
        return {"email": self.email, "sms": self.phone, "call": self.phone}.get(channel) or ""


def about(customer: str) -> About:
    """Return what the last day's profile says of a customer."""
    return about_many([customer]).get(customer, About())


def about_many(customers: Sequence[str]) -> dict[str, About]:
    """Return what the last day's profiles say of those customers that have one."""
    day, wanted = company.last_day(), [one for one in customers if one]
    if day is None or not wanted:
        return {}
    every = profiles(day, None)
    names = {key: _first(columns, every.names) for key, columns in _COLUMNS.items()}
    key = "customer_id" if "customer_id" in every.names else "unit_id"
    asked = [key, *(one for one in names.values() if one)]
    holds = f"{key} IN ({', '.join('?' * len(wanted))})"
    found = every.rows(asked, limit=len(wanted), where=holds, given=wanted)
    return {row[key]: _told(row, names) for row in found}


def customers_at(addresses: Sequence[str]) -> list[str]:
    """Return the customers whose mail goes to any of some addresses, however they are written."""
    day, wanted = company.last_day(), {one.strip().casefold() for one in addresses}
    if day is None or not wanted:
        return []
    every = profiles(day, None)
    if "email" not in every.names:
        return []
    key = "customer_id" if "customer_id" in every.names else "unit_id"
    holds = f"lower(trim(email)) IN ({', '.join('?' * len(wanted))})"
    rows = every.rows([key], limit=_MOST, where=holds, given=sorted(wanted))
    return [str(row[key]) for row in rows]


def told_of(row: Row) -> About:
    """Return what a profile that was read whole says of a customer."""
    names = {key: _first(columns, tuple(row)) for key, columns in _COLUMNS.items()}
    return _told(row, names)


def _first(columns: tuple[str, ...], there: tuple[str, ...]) -> str | None:
    return next((one for one in columns if one in there), None)


def _told(row: Row, names: dict[str, str | None]) -> About:
    told = {key: str(row[name]) for key, name in names.items() if name and row[name] is not None}
    return About(
        email=told.get("email"),
        phone=told.get("phone"),
        language=_language(told.get("language", "")),
        zone=_zone(told.get("zone", "")),
        account=told.get("account"),
    )


def _language(told: str) -> Language | None:
    begins = told.strip().lower()[:2]
    return next((one for one in LANGUAGES if one == begins), None)


def _zone(told: str) -> ZoneInfo | None:
    """Return a zone by its name; a text that names none is as if it was not known."""
    try:
        return ZoneInfo(told) if told else None
    except (OSError, ValueError, KeyError):
        return None
