"""Signed addresses at which a customer says what they want: in every message, without a login.

An address holds a random reference, the purpose, the channel and the key of its message; it says
nothing of the person. Only a POST changes anything (RFC 8058): what opens links changes nothing.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from tenure_web.lib import company
from tenure_web.messages import consents
from tenure_web.messages.consents import CHOICES, EVERY, Said
from tenure_web.messages.models import Delivery, Person, Suppression
from tenure_web.messages.persons import locked, person_of
from tenure_web.messages.suppressions import suppress
from tenure_web.people import audit

_SALT = "messages.choices"
AGE = timedelta(days=400)
"""For so long an address is good; every new message brings a new one."""
PAUSES = (7, 30, 90)
ONE_CLICK = ("List-Unsubscribe", "One-Click")
Choice = tuple[str, str]


class ExpiredError(Exception):
    """The address was good once."""


class ForgedError(Exception):
    """The address was never good, or what it was about is gone."""


@dataclass(frozen=True)
class Link:
    """What an address is about: who, and the message that it came with."""

    person: Person
    purpose: str
    channel: str
    message: str = ""


def link(customer: str, purpose: str, channel: str) -> str:
    """Return where a customer says what they want; for the text of a message."""
    return link_of(person_of(customer).reference, purpose, channel)


def link_of(reference: str, purpose: str, channel: str, message: str = "") -> str:
    """Return where whoever a reference stands for says what they want of a message."""
    told = [reference, purpose, channel, *([message] if message else [])]
    token = signing.dumps(told, salt=_SALT)
    return f"{settings.ENVIRONMENT.public_url}{reverse('messages:choices', args=[token])}"


def headers(customer: str, purpose: str, channel: str) -> dict[str, str]:
    """Return the headers by which mail programs offer to unsubscribe with one click (RFC 8058)."""
    name, value = ONE_CLICK
    return {
        name: f"<{link(customer, purpose, channel)}>",
        f"{name}-Post": f"{name}={value}",
    }


def read(token: str) -> Link:
    """Return what an address is about. Raises ExpiredError, ForgedError."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=AGE)
    except signing.SignatureExpired as error:
        raise ExpiredError from error
    except signing.BadSignature as error:
        raise ForgedError from error
    reference, purpose, channel, *message = told  # those of old addresses name none
    person = Person.objects.filter(reference=reference, erased_at=None).first()
    if person is None:
        raise ForgedError
    return Link(person, purpose, channel, *message)


def stop(found: Link, source: str, wording: str, now: datetime) -> bool:
    """Withdraw consent to what a message was for, by its channel; say whether that was news.

    A message that needs no consent, such as a notice, stands for marketing.
    """
    purpose = found.purpose if found.purpose in CHOICES else "marketing"
    with transaction.atomic():
        person = locked(found.person.customer)
        if consents.stands(person, purpose, found.channel) == "withdrawn":
            return False
        consents.add(person, Said(purpose, found.channel, False, source, now, wording))
        _because_of(found, now)
    return True


def stop_all(found: Link, source: str, wording: str, now: datetime) -> bool:
    """Withdraw consent to everything that needs it, by every channel; say whether it was news."""
    with transaction.atomic():
        held = locked(found.person.customer)
        if set(consents.every(held).values()) == {"withdrawn"}:
            return False
        consents.add(held, Said(EVERY, EVERY, False, source, now, wording))
        _because_of(found, now)
    return True


def choose(
    found: Link,
    wanted: Collection[Choice],
    wording: Mapping[Choice, str],
    source: str,
    now: datetime,
) -> int:
    """Let exactly these be allowed from now on; return how many lines that took."""
    with transaction.atomic():
        held = locked(found.person.customer)
        may = allowed(held)
        changed = [one for one, there in may.items() if there != (one in wanted)]
        for one in changed:
            consents.add(held, Said(*one, one in wanted, source, now, wording[one]))
        if any(one not in wanted for one in changed):
            _because_of(found, now)
    return len(changed)


def allowed(person: Person) -> dict[Choice, bool]:
    """Return what consent allows now: where it must be given it is, elsewhere not withdrawn."""
    needed = {*company.definitions().contact.opt_in, consents.TRACKING}
    return {
        (purpose, channel): stands == "given" if purpose in needed else stands != "withdrawn"
        for (purpose, channel), stands in consents.every(person).items()
    }


def pause(person: Person, days: int, now: datetime) -> None:
    """Let nobody contact somebody for some days; 0 ends it."""
    with transaction.atomic():
        held = locked(person.customer)
        held.paused_until = now + timedelta(days=days) if days else None
        held.save(update_fields=["paused_until"])
    audit.write("contact.pause", str(held), after={"days": days})


def _because_of(found: Link, now: datetime) -> None:
    """Keep with the message by whose address somebody asked for less that they did."""
    rows = Delivery.objects.filter(uid=found.message, unsubscribed_at=None)
    rows.update(unsubscribed_at=now, changed_at=now)


def bounced(address: str, now: datetime | None = None) -> bool:
    """Close an address that does not exist; say whether it was open."""
    return suppress(address, Suppression.Reason.HARD_BOUNCE, now or timezone.now())


def complained(address: str, now: datetime | None = None) -> bool:
    """Close the address of somebody who called a message spam; say whether it was open."""
    return suppress(address, Suppression.Reason.COMPLAINT, now or timezone.now())
