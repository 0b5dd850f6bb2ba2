"""Why somebody was contacted and why not: every ruling of a customer, for pages and the API."""

from typing import Any

from tenure_web.messages.models import Person, Ruled
from tenure_web.messages.persons import known

MOST = 200


def rulings(customer: str, most: int = MOST) -> list[Ruled]:
    """Return what was ruled on contacts of a customer, the newest first."""
    person = known(customer)
    return list(person.rulings.select_related("by")[:most]) if person else []


def told(row: Ruled) -> dict[str, Any]:
    """Return a ruling as a row of plain values."""
    names = ("key", "play", "version", "purpose", "channel", "at", "ruled", "until", "numbers")
    return {name: getattr(row, name) for name in names} | {
        "reason": row.reason or None,
        "undone_at": row.undone_at,
    }


def state(person: Person | None) -> dict[str, Any]:
    """Return what holds for somebody now: erased, a pause."""
    return {
        "erased_at": person.erased_at if person else None,
        "paused_until": person.paused_until if person else None,
    }
