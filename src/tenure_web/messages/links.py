"""Signed addresses in messages: clicks and opens, where somebody agreed to be followed.

A link leads only where it was signed to lead: nobody can make one that leads elsewhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from tenure_web.messages import consents, unsubscribing
from tenure_web.messages.models import Consent, Delivery
from tenure_web.messages.persons import Digests, known, person_of, persons_of

TRACKING = "tracking"
"""The purpose whose consent lets opens and clicks be seen."""
_CLICK, _OPEN = "messages.click", "messages.open"
_LONGEST = 1_500
Follow = Callable[[str], str]


@dataclass(frozen=True)
class Reader:
    """Who reads a message: what stands for them in links, and whether they may be followed."""

    reference: str
    followed: bool = False


def reader(customer: str) -> Reader:
    """Return whom a message goes to, who is not followed."""
    return Reader(person_of(customer).reference)


def readers(customers: Sequence[str], digests: Digests) -> dict[str, Reader]:
    """Return whom messages go to, by customer; followed where they once agreed to be.

    Whether that still stands is asked of those alone, right before their message is made.
    """
    every = persons_of(customers, digests)
    agreed = Consent.objects.filter(purpose=TRACKING, given=True, person__in=every.values())
    may = set(agreed.values_list("person", flat=True))
    return {name: Reader(one.reference, one.pk in may) for name, one in every.items()}


def unsubscribe(delivery: Delivery, reader: Reader) -> str:
    """Return where this customer says no to what this message is for, and what they want."""
    return unsubscribing.link_of(reader.reference, delivery.purpose, delivery.channel, delivery.uid)


def may_track(customer: str, channel: str) -> bool:
    """Say whether somebody agreed that opens and clicks are seen; unknown is no."""
    person = known(customer)
    return person is not None and consents.stands(person, TRACKING, channel) == "given"


def tracked(delivery: Delivery, reader: Reader, *, own: str) -> tuple[Follow | None, str]:
    """Return how links lead by way of us and the picture's address; neither without consent.

    own: the address to unsubscribe by, which leads there itself.
    """
    if not reader.followed or not may_track(delivery.customer, delivery.channel):
        return None, ""

    def follow(url: str) -> str:
        return url if url == own or len(url) > _LONGEST else _click(delivery.uid, url)

    return follow, _absolute("messages:opened", signing.dumps(delivery.uid, salt=_OPEN))


def opened(token: str) -> str | None:
    """Return which delivery a picture belongs to; None for one that was not signed here."""
    found = _read(token, _OPEN)
    return found if isinstance(found, str) else None


def clicked(token: str) -> tuple[str, str] | None:
    """Return which delivery a link belongs to and where it leads; None where not signed here."""
    found = _read(token, _CLICK)
    if not isinstance(found, list) or len(found) != 2:
        return None
    return str(found[0]), str(found[1])


def _click(uid: str, url: str) -> str:
    return _absolute("messages:clicked", signing.dumps([uid, url], salt=_CLICK))


def _read(token: str, salt: str) -> Any:
    try:
        return signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None


def _absolute(name: str, token: str) -> str:
    return f"{settings.ENVIRONMENT.public_url}{reverse(name, args=[token])}"
