"""What is known of whom a contact concerns: address, language and zone, of the last profiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from tenure.act.words import Language
from tenure_web.customers.reading import Row
from tenure_web.messages.known import rows_of

_COLUMNS = {
    "email": ("email",),
    "phone": ("phone", "mobile"),
    "language": ("language",),
    "zone": ("time_zone", "timezone"),
    "account": ("account_id",),
}
_KOREAN = ("ko", "한국")
"""How codes and names of the Korean language begin."""


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
    """Return what is known of those customers of whom anything is."""
    columns = [name for several in _COLUMNS.values() for name in several]
    return {name: told_of(row) for name, row in rows_of(customers, columns).items()}


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
        language=language_told(told.get("language", "")),
        zone=_zone(told.get("zone", "")),
        account=told.get("account"),
    )


def language_told(told: str) -> Language | None:
    """Return the language to write in to somebody of a language; English where it is no other.

    None where nothing is told.
    """
    begins = told.strip().lower()[:2]
    if not begins:
        return None
    return "ko" if begins in _KOREAN else "en"


def _zone(told: str) -> ZoneInfo | None:
    """Return a zone by its name; a text that names none is as if it was not known."""
    try:
        return ZoneInfo(told) if told else None
    except (OSError, ValueError, KeyError):
        return None
