"""Consents from another system, as CSV: what they said there, and never a new yes over a no.

Columns: customer_id, purpose, channel, given (yes or no), at (ISO 8601); wording and source may
be left out.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from django.db import transaction

from tenure_web.messages.consents import Said, add, last_line
from tenure_web.messages.persons import locked
from tenure_web.people.models import User

_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")


def bring(lines: Iterable[str], by: User | None) -> Counter[str]:
    """Add the lines of a file to the ledger; return how many were what.

    kept; resubscribes: a yes where the ledger has a no; known: not newer than what the ledger
    has; erased; wrong: cannot be read.
    """
    return Counter(_one(row, by) for row in csv.DictReader(lines))


def _one(row: Mapping[str, str | None], by: User | None) -> str:
    try:
        said = _said(row, by)
        customer = (row.get("customer_id") or "").strip()
        return _kept(customer, said) if customer else "wrong"
    except ValueError:
        return "wrong"


def _kept(customer: str, said: Said) -> str:
    with transaction.atomic():
        person = locked(customer)
        if person.erased_at:
            return "erased"
        last = last_line(person, said.purpose, said.channel)
        if last is not None and said.given and not last.given:
            return "resubscribes"
        if last is not None and said.at <= last.at:
            return "known"
        add(person, said)
    return "kept"


def _said(row: Mapping[str, str | None], by: User | None) -> Said:
    told = {name: (row.get(name) or "").strip() for name in _NAMES}
    given = told["given"].lower()
    if given not in (*_YES, *_NO):
        raise ValueError("given is neither yes nor no")
    at = datetime.fromisoformat(told["at"])
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    source = (told["source"] or "import")[:80]
    wording = told["wording"][:2000]
    return Said(told["purpose"], told["channel"], given in _YES, source, at, wording, by)


_NAMES = ("purpose", "channel", "given", "at", "source", "wording")
