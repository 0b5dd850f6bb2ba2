"""Consents and closed addresses from another system, as CSV; a file never makes a yes of a no.

Consents: customer_id, purpose, channel, given (yes or no), at (ISO 8601); wording and source may
be left out. Addresses: address, reason.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.db import transaction

from tenure_web.messages.consents import CHANNELS, CHOICES, EVERY, Said, add, last_line
from tenure_web.messages.models import Suppression
from tenure_web.messages.persons import locked
from tenure_web.messages.suppressions import suppress_all
from tenure_web.people.models import User

Kind = Literal["consents", "addresses"]
KINDS: tuple[Kind, ...] = ("consents", "addresses")
NEEDED: Mapping[Kind, Sequence[str]] = {
    "consents": ("customer_id", "purpose", "channel", "given", "at"),
    "addresses": ("address", "reason"),
}
"""Columns that a file must have."""
MOST = 5_000
_YES, _NO = ("yes", "true", "1"), ("no", "false", "0")
_NAMES = ("purpose", "channel", "given", "at", "source", "wording")
Row = Mapping[str, str | None]


class RefusedError(ValueError):
    """A file that is not read at all: no_columns, too_long."""


class _WrongError(ValueError):
    """A line that cannot be read."""


@dataclass(frozen=True)
class Line:
    """What became of a line of a file, by its number as an editor shows it.

    kept; resubscribes: a yes where the ledger has a no; known: not newer than what is there;
    erased; wrong: cannot be read, and `why`.
    """

    number: int
    came: str
    why: str = ""


def bring(lines: Iterable[str], by: User | None) -> Counter[str]:
    """Add the lines of a file to the ledger; return how many were what."""
    return Counter(one.came for one in _brought(csv.DictReader(lines), _consent, by))


def brought(kind: Kind, text: str, by: User, *, keep: bool) -> list[Line]:
    """Take a file in, in one transaction, and return what became of each line.

    keep: whether it is; what would become of it is found by doing it and taking it back. Raises
    RefusedError.
    """
    rows = csv.DictReader(text.splitlines())
    if not set(NEEDED[kind]) <= set(rows.fieldnames or ()):
        raise RefusedError("no_columns")
    if text.count("\n") > MOST:
        raise RefusedError("too_long")
    with transaction.atomic():
        found = list(_brought(rows, _consent if kind == "consents" else _address, by))
        transaction.set_rollback(not keep)
    return found


def _brought(
    rows: "csv.DictReader[str]", one: Callable[[Row, User | None], str], by: User | None
) -> Iterator[Line]:
    for row in rows:
        try:
            yield Line(rows.line_num, one(row, by))
        except _WrongError as error:
            yield Line(rows.line_num, "wrong", str(error))


def _address(row: Row, by: User | None) -> str:
    address, reason = (row.get("address") or "").strip(), (row.get("reason") or "").strip()
    if not address:
        raise _WrongError("no_address")
    if reason not in Suppression.Reason.values:
        raise _WrongError("reason")
    return "kept" if suppress_all([address], reason, datetime.now(UTC), by) else "known"


def _consent(row: Row, by: User | None) -> str:
    customer, said = (row.get("customer_id") or "").strip(), _said(row, by)
    if not customer:
        raise _WrongError("no_customer")
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


def _said(row: Row, by: User | None) -> Said:
    told = {name: (row.get(name) or "").strip() for name in _NAMES}
    given = told["given"].lower()
    if given not in (*_YES, *_NO):
        raise _WrongError("given")
    if told["purpose"] not in (CHOICES if given in _YES else (*CHOICES, EVERY)):
        raise _WrongError("purpose")
    if told["channel"] not in (*CHANNELS, EVERY):
        raise _WrongError("channel")
    try:
        at = datetime.fromisoformat(told["at"])
    except ValueError as error:
        raise _WrongError("at") from error
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    source, wording = (told["source"] or "import")[:80], told["wording"][:2000]
    return Said(told["purpose"], told["channel"], given in _YES, source, at, wording, by)
