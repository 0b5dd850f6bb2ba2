"""May they be contacted, now: what is known of them, in one transaction, put to the one arbiter.

Whoever rules holds the customer's row locked, and a contact that may be made is booked before
the lock is let go: two workers at once never exceed a cap. Every refusal is kept as a row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tenure.act.arbiter import EXEMPT, Facts, Policy, Ruling, Sent, Wanted, judge, looked_back
from tenure.periods import WEEKDAYS
from tenure_web.lib import company
from tenure_web.messages import consents, suppressions
from tenure_web.messages.holding import held_out
from tenure_web.messages.models import Person, Ruled
from tenure_web.messages.persons import known, locked
from tenure_web.messages.whom import About, about
from tenure_web.people.models import User


@dataclass(frozen=True)
class Asked:
    """A contact that somebody or something wants to make.

    key: its own name for ever, such as a delivery's. unit: who is assigned to arms; the customer
    where it is empty. address: where it would go; that of the profile where it is empty.
    whom: what the profile says, where whoever asks has read it already.
    """

    customer: str
    purpose: str
    channel: str
    key: str
    unit: str = ""
    play: str = ""
    version: int = 0
    address: str = ""
    whom: About | None = None
    by: User | None = None


def ask(asked: Asked, now: datetime | None = None) -> Ruling:
    """Rule on a contact right before it is made; where it may be, it is booked.

    Asked again under the same key, its own booking is replaced: whoever stopped between asking
    and sending asks anew, and counts once. The clock is read when the customer is locked.
    """
    asked = replace(asked, whom=asked.whom or about(asked.customer))
    with transaction.atomic():
        person = locked(asked.customer)
        at = now or timezone.now()
        ruling = _judged(asked, person, at)
        person.rulings.filter(key=asked.key, ruled="send", undone_at=None).update(undone_at=at)
        _keep(asked, person, ruling, at)
    return ruling


def plan(asked: Asked, at: datetime) -> Ruling:
    """Rule on a contact that is to be made later, at `at`; a refusal is kept, nothing is booked."""
    asked = replace(asked, whom=asked.whom or about(asked.customer))
    with transaction.atomic():
        person = locked(asked.customer)
        ruling = _judged(asked, person, at)
        if ruling.ruled == "skip":
            _keep(asked, person, ruling, timezone.now())
    return ruling


def look(asked: Asked, now: datetime) -> Ruling:
    """Say what would be ruled on a contact; nothing is kept and nothing booked."""
    return _judged(asked, known(asked.customer), now)


def tell(asked: Asked, at: datetime) -> None:
    """Keep that somebody contacted a customer already, whatever the rules: it counts."""
    with transaction.atomic():
        person = locked(asked.customer)
        if not person.rulings.filter(key=asked.key, ruled="send", undone_at=None).exists():
            _keep(asked, person, Ruling("send"), at)


def undo(key: str, now: datetime) -> None:
    """Keep that a booked contact certainly did not take place: it does not count any more."""
    Ruled.objects.filter(key=key, ruled="send", undone_at=None).update(undone_at=now)


def policy() -> Policy:
    """Return the company's bounds as its definitions have them now."""
    told = company.definitions()
    weekday = WEEKDAYS.index(told.company.week_starts)
    return Policy(told.contact, ZoneInfo(told.company.time_zone), weekday)


def _judged(asked: Asked, person: Person | None, now: datetime) -> Ruling:
    bounds, known_of = policy(), asked.whom or about(asked.customer)
    address = asked.address or known_of.address(asked.channel)
    closed = suppressions.suppressed(address)
    facts = Facts(
        now,
        erased=bool(person and person.erased_at),
        suppressed=closed is not None,
        consent=consents.stands(person, asked.purpose, asked.channel) if person else "unknown",
        paused_until=person.paused_until if person else None,
        held_out=held_out(asked.play, asked.unit or asked.customer),
        sent=_sent(asked, person, looked_back(asked.channel, now, bounds)),
        zone=known_of.zone,
    )
    ruling = judge(Wanted(asked.purpose, asked.channel), facts, bounds)
    if ruling.reason == "suppressed" and closed:
        return Ruling("skip", "suppressed", numbers={"why": closed.reason})
    return ruling


def _sent(asked: Asked, person: Person | None, since: datetime) -> Sequence[Sent]:
    """Return the contacts that count: booked, not undone, no notices, and not this one itself."""
    if person is None:
        return ()
    rows = person.rulings.filter(ruled="send", undone_at=None, at__gte=since)
    rows = rows.exclude(purpose=EXEMPT).exclude(key=asked.key)
    return [Sent(at, channel) for at, channel in rows.values_list("at", "channel")]


def _keep(asked: Asked, person: Person, ruling: Ruling, at: datetime) -> None:
    told: dict[str, Any] = {name: getattr(asked, name) for name in _KEPT}
    Ruled.objects.create(
        person=person,
        at=at,
        unit="" if person.erased_at else asked.unit,
        ruled=ruling.ruled,
        reason=ruling.reason or "",
        until=ruling.until,
        numbers=dict(ruling.numbers),
        **told,
    )


_KEPT = ("key", "play", "version", "purpose", "channel", "by")
