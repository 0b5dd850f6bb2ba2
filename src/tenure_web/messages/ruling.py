"""May they be contacted, now: what is known of them, in one transaction, put to the one arbiter.

Whoever rules holds the customer's row locked, and a contact that may be made is booked before
the lock is let go: two workers at once never exceed a cap. Every refusal is kept as a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from tenure.act.arbiter import EXEMPT, Facts, Policy, Ruling, Sent, Wanted, judge, looked_back
from tenure.act.play import Play
from tenure.periods import WEEKDAYS
from tenure_web.lib import company
from tenure_web.messages import facts
from tenure_web.messages.facts import Booking, Known
from tenure_web.messages.holding import held_out, plays
from tenure_web.messages.models import Person, Ruled
from tenure_web.messages.persons import Digests, locked
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


@dataclass(frozen=True)
class Rules:
    """What is the same for every contact: bounds, plays, and how ids and addresses are digested."""

    policy: Policy
    plays: Mapping[str, Play]
    digests: Digests


def rules() -> Rules:
    """Return the rules as they stand now, to rule on many contacts by."""
    return Rules(policy(), plays(), Digests())


def ask(asked: Asked, now: datetime | None = None) -> Ruling:
    """Rule on a contact right before it is made; where it may be, it is booked.

    Asked again under the same key, its own booking is replaced: whoever stopped between asking
    and sending asks anew, and counts once. The clock is read when the customer is locked.
    """
    asked, by = replace(asked, whom=asked.whom or about(asked.customer)), rules()
    with transaction.atomic():
        return ask_within(asked, by, now)


def ask_within(asked: Asked, by: Rules, now: datetime | None = None) -> Ruling:
    """Rule as `ask` does, within the transaction of whoever asks, which holds the customer."""
    person = locked(asked.customer, by.digests)
    at = now or timezone.now()
    ruling, found = _judged(asked, at, by)
    if any(one.key == asked.key for one in found.booked):
        undo(asked.key, at)
    _keep(asked, person, ruling, at)
    return ruling


def plan(asked: Asked, at: datetime) -> Ruling:
    """Rule on a contact that is to be made later, at `at`; a refusal is kept, nothing is booked."""
    asked, by = replace(asked, whom=asked.whom or about(asked.customer)), rules()
    with transaction.atomic():
        person = locked(asked.customer, by.digests)
        ruling, _ = _judged(asked, at, by)
        if ruling.ruled == "skip":
            _keep(asked, person, ruling, timezone.now())
    return ruling


def look(asked: Asked, now: datetime) -> Ruling:
    """Say what would be ruled on a contact; nothing is kept and nothing booked."""
    return _judged(asked, now, rules())[0]


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


def _judged(asked: Asked, now: datetime, by: Rules) -> tuple[Ruling, Known]:
    """Judge by what is known as of this moment; return that, too."""
    bounds, whom = by.policy, asked.whom or about(asked.customer)
    address = asked.address or whom.address(asked.channel)
    found = facts.known(
        by.digests.of("customer", asked.customer),
        by.digests.of_address(address) if address.strip() else "",
        asked.purpose,
        asked.channel,
        since=looked_back(asked.channel, now, bounds),
        key=asked.key,
    )
    play, unit = by.plays.get(asked.play), asked.unit or asked.customer
    told = Facts(
        now,
        erased=found.erased_at is not None,
        suppressed=bool(found.closed),
        consent=found.consent,
        paused_until=found.paused_until,
        held_out=held_out(play, unit, bounds.contact.holdout),
        sent=[Sent(one.at, one.channel) for one in found.booked if _counts(one, asked)],
        zone=whom.zone,
    )
    ruling = judge(Wanted(asked.purpose, asked.channel), told, bounds)
    if ruling.reason == "suppressed":
        ruling = Ruling("skip", "suppressed", numbers={"why": found.closed})
    return ruling, found


def _counts(one: Booking, asked: Asked) -> bool:
    """Say whether a booking counts: no notices, and not this contact itself."""
    return one.purpose != EXEMPT and one.key != asked.key


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
