"""The ledger of consents: who said yes or no to what, by which channel, when and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from tenure.act.arbiter import Consent as Stands
from tenure.definitions import contact
from tenure.definitions.contact import PURPOSES
from tenure_web.messages.models import Consent, Person
from tenure_web.messages.persons import locked
from tenure_web.people.models import User

EVERY = "all"
"""Of purposes and of channels: every one, also those that there will be."""
CHANNELS = tuple(one for one in contact.CHANNELS if one != "webhook")
"""By which people are reached; a webhook reaches another system."""
TRACKING = "tracking"
"""That opens and clicks are seen: no purpose of a contact, and never without a yes."""
CHOICES = (*PURPOSES, TRACKING)
"""What somebody may say yes or no to."""


@dataclass(frozen=True)
class Said:
    """What somebody said: yes or no to a purpose and a channel, on what wording, where and when."""

    purpose: str
    channel: str
    given: bool
    source: str
    at: datetime
    wording: str = ""
    by: User | None = None


def stands(person: Person, purpose: str, channel: str) -> Stands:
    """Return how consent stands: by the last line that fits."""
    last = _fitting(person, purpose, channel).first()
    if last is None:
        return "unknown"
    return "given" if last.given else "withdrawn"


def last_line(person: Person, purpose: str, channel: str) -> Consent | None:
    """Return the line by which it stands so; None where nobody said anything."""
    return _fitting(person, purpose, channel).first()


def _fitting(person: Person, purpose: str, channel: str) -> "QuerySet[Consent]":
    purposes, channels = {purpose, EVERY}, {channel, EVERY}
    return person.consents.filter(purpose__in=purposes, channel__in=channels).order_by("-pk")


def every(person: Person) -> Mapping[tuple[str, str], Stands]:
    """Return how consent stands for each purpose and channel."""
    found: dict[tuple[str, str], Stands] = {
        (purpose, channel): "unknown" for purpose in CHOICES for channel in CHANNELS
    }
    for line in person.consents.order_by("pk").values_list("purpose", "channel", "given"):
        for purpose, channel in found:
            if line[0] in (purpose, EVERY) and line[1] in (channel, EVERY):
                found[purpose, channel] = "given" if line[2] else "withdrawn"
    return found


def write(customer: str, said: Said) -> Consent:
    """Add a line to the ledger."""
    with transaction.atomic():
        return add(locked(customer), said)


def add(person: Person, said: Said) -> Consent:
    """Add a line of somebody whose row is locked.

    Raises ValueError for a purpose or channel that there is not, and for consent to everything:
    one consents to something.
    """
    purposes = CHOICES if said.given else (*CHOICES, EVERY)
    if said.purpose not in purposes or said.channel not in (*CHANNELS, EVERY):
        raise ValueError(f"nobody consents to {said.purpose!r} by {said.channel!r}")
    told: dict[str, Any] = {name: getattr(said, name) for name in _NAMES}
    return Consent.objects.create(person=person, **told)


_NAMES = ("purpose", "channel", "given", "wording", "source", "at", "by")


def last_lines() -> "QuerySet[Consent]":
    """Return, of each person, purpose and channel, the last line."""
    newest = Consent.objects.order_by().values("person", "purpose", "channel")
    return Consent.objects.filter(pk__in=newest.annotate(last=Max("pk")).values("last"))
