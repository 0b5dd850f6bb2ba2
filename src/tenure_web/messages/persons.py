"""Customers as contacts know them: found by a digest of their id, also after they were erased."""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from tenure_web.messages.models import Pepper, Person


def person_of(customer: str) -> Person:
    """Return the row of a customer; made where there is none yet."""
    return Person.objects.get_or_create(
        digest=digest_of("customer", customer), defaults={"customer": customer}
    )[0]


def persons_of(customers: Sequence[str], digests: "Digests") -> dict[str, Person]:
    """Return the rows of some customers, by customer; made where there are none yet."""
    named = {digests.of("customer", one): one for one in customers}
    there = _by_digest(named)
    new = [Person(digest=one, customer=name) for one, name in named.items() if one not in there]
    if new:
        Person.objects.bulk_create(new, ignore_conflicts=True)
        there = _by_digest(named)
    return {name: there[one] for one, name in named.items()}


def known(customer: str) -> Person | None:
    """Return the row of a customer; None where nothing is kept of them."""
    return Person.objects.filter(digest=digest_of("customer", customer)).first()


def locked(customer: str, digests: "Digests | None" = None) -> Person:
    """Return the row of a customer and hold it until the transaction ends.

    On SQLite the transaction itself holds the whole database.
    """
    rows = Person.objects.select_for_update()
    digest = (digests or Digests()).of("customer", customer)
    found = next(iter(rows.filter(digest=digest)), None)
    return found or rows.get(pk=person_of(customer).pk)


def erased_among(customers: Iterable[str]) -> frozenset[str]:
    """Return which of some ids are those of customers who were erased."""
    marks = frozenset(Person.objects.exclude(erased_at=None).values_list("digest", flat=True))
    if not marks:
        return marks
    digests = Digests()
    return frozenset(one for one in set(customers) if digests.of("customer", one) in marks)


def erase(customer: str, now: datetime) -> None:
    """Forget who somebody is, and keep that they may not be contacted, also when imported again.

    Their rows stay for the statistics, with no name and no id on them.
    """
    person = locked(customer)
    person.customer, person.erased_at = "", person.erased_at or now
    person.paused_until = None
    person.save(update_fields=["customer", "erased_at", "paused_until"])
    person.rulings.update(unit="")


class Digests:
    """What is kept of ids and addresses that must be found again, but not read."""

    def __init__(self) -> None:
        self.key = bytes.fromhex(Pepper.objects.get_or_create(pk=1)[0].text)

    def of(self, kind: str, text: str) -> str:
        """Return the digest of an id of some kind."""
        return hmac.digest(self.key, f"{kind}:{text}".encode(), "sha256").hex()

    def of_address(self, address: str) -> str:
        """Return the digest of a mail address or a number, however it is written."""
        return self.of("address", normal(address))


def _by_digest(digests: Iterable[str]) -> dict[str, Person]:
    return {one.digest: one for one in Person.objects.filter(digest__in=list(digests))}


def digest_of(kind: str, text: str) -> str:
    """Return the digest of an id of some kind."""
    return Digests().of(kind, text)


def digest_of_address(address: str) -> str:
    """Return the digest of a mail address or a number, however it is written."""
    return Digests().of_address(address)


def normal(address: str) -> str:
    """Return an address as it is compared: case and form of letters aside; of a number its digits.

    Dots and what follows a plus in a mail address make other addresses: only some providers
    think otherwise.
    """
    told = unicodedata.normalize("NFKC", address).strip().casefold()
    return told if "@" in told else re.sub(r"[\s().\-/]", "", told)
