"""One arbiter decides every contact, in one order, at the moment of sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from tenure.act.quiet import quiet_until
from tenure.definitions.contact import EVERY_CHANNEL, Cap, Contact

Consent = Literal["given", "withdrawn", "unknown"]
Ruled = Literal["send", "skip", "defer"]
Refusal = Literal[
    "erased",
    "suppressed",
    "no_consent",
    "paused",
    "held_out",
    "held_out_of_all",
    "frequency",
    "quiet",
]
EXEMPT = "notice"
"""The purpose of what customers must be told: only erasure and suppression stop it."""


@dataclass(frozen=True)
class Wanted:
    """A contact that somebody or something wants to make: by which channel, for what purpose."""

    purpose: str
    channel: str


@dataclass(frozen=True)
class Sent:
    """A contact that was made, or may have been made."""

    at: datetime
    channel: str


@dataclass(frozen=True)
class Facts:
    """What is known of whom a contact concerns, at the moment of sending (`now`, aware).

    `sent` holds every contact that any cap may look at, notices left out; one that another
    worker books a moment after `now` counts, too. `paused_until`: they asked for a pause.
    `held_out`: of the play, or of all. `zone`: the customer's own, None where it is not known.
    """

    now: datetime
    erased: bool = False
    suppressed: bool = False
    consent: Consent = "unknown"
    paused_until: datetime | None = None
    held_out: Literal["held_out", "held_out_of_all"] | None = None
    sent: Sequence[Sent] = ()
    zone: ZoneInfo | None = None


@dataclass(frozen=True)
class Policy:
    """A company's bounds; its zone and first weekday (0: Monday) cut calendar windows."""

    contact: Contact
    zone: ZoneInfo
    week_starts: int = 0

    @property
    def fallback(self) -> ZoneInfo:
        """The zone of customers whose own is not known."""
        return ZoneInfo(self.contact.time_zone) if self.contact.time_zone else self.zone


@dataclass(frozen=True)
class Ruling:
    """Send it, skip it for a reason, or ask again at `until` (UTC)."""

    ruled: Ruled
    reason: Refusal | None = None
    until: datetime | None = None
    numbers: Mapping[str, object] = field(default_factory=dict)


def judge(wanted: Wanted, facts: Facts, policy: Policy) -> Ruling:
    """Rule on one contact: erased, suppressed, consent, holdout, caps, quiet hours, else send.

    The first refusal counts. A pause that somebody asked for is consent withheld for a while.
    All skip but quiet hours, which defer: what was deferred is ruled on anew. A notice passes
    all but erasure and suppression.

    Source: engagement, "One arbiter decides every contact".
    """
    if facts.erased:
        return Ruling("skip", "erased")
    if facts.suppressed:
        return Ruling("skip", "suppressed")
    if wanted.purpose == EXEMPT:
        return Ruling("send")
    if not _may(wanted.purpose, facts.consent, policy):
        return Ruling("skip", "no_consent", numbers={"consent": facts.consent})
    if facts.paused_until and facts.now < facts.paused_until:
        return Ruling("skip", "paused", facts.paused_until)
    if facts.held_out:
        return Ruling("skip", facts.held_out)
    reached = full(wanted.channel, facts, policy)
    if reached is not None:
        return Ruling("skip", "frequency", numbers=reached)
    quiet = policy.contact.quiet
    until = quiet and quiet_until(facts.now, facts.zone or policy.fallback, quiet)
    return Ruling("defer", "quiet", until) if until else Ruling("send")


def full(channel: str, facts: Facts, policy: Policy) -> dict[str, object] | None:
    """Return the first cap that one more contact by a channel would exceed; None where none.

    With its window, the channel that it is of, and how many contacts there were.
    """
    for name in (channel, EVERY_CHANNEL):
        own = [one.at for one in facts.sent if name in (EVERY_CHANNEL, one.channel)]
        for cap in policy.contact.caps.get(name, ()):
            since = window_start(cap, facts.now, policy)
            there = sum(at >= since for at in own)
            if there >= cap.most:
                return {**cap.model_dump(exclude_none=True), "channel": name, "contacts": there}
    return None


def looked_back(channel: str, now: datetime, policy: Policy) -> datetime:
    """Return since when contacts must be known to rule on one by a channel (UTC)."""
    caps = [cap for one in (channel, EVERY_CHANNEL) for cap in policy.contact.caps.get(one, ())]
    return min((window_start(cap, now, policy) for cap in caps), default=now)


def window_start(cap: Cap, now: datetime, policy: Policy) -> datetime:
    """Return since when contacts count (UTC): 24 hours a day ago, or a calendar's midnight."""
    if cap.within is not None:
        return now.astimezone(UTC) - timedelta(days=cap.within) + timedelta(microseconds=1)
    midnight = now.astimezone(policy.zone).replace(
        hour=0, minute=0, second=0, microsecond=0, fold=0
    )
    if cap.per == "week":
        midnight -= timedelta(days=(midnight.weekday() - policy.week_starts) % 7)
    elif cap.per == "month":
        midnight = midnight.replace(day=1)
    return midnight.astimezone(UTC)


def _may(purpose: str, consent: Consent, policy: Policy) -> bool:
    if purpose in policy.contact.opt_in:
        return consent == "given"
    return consent != "withdrawn"
