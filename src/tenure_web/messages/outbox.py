"""The outbox: put once, sent at most once, and nobody forgotten.

A message is a row before anything is sent. A worker claims rows with a lease; right before it
hands one over, ruling and mark `sending` are committed together, and what came of it right
after. A row that was being sent when its worker ended may have been delivered: it is `unknown`
and never sent again by itself. Everything else is tried until it is sent, refused or dead.
"""

import logging
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenure_web.messages import ruling
from tenure_web.messages.channels import Channel, Channels, Outcome, Parcel
from tenure_web.messages.composing import Composed, compose
from tenure_web.messages.known import rows_of
from tenure_web.messages.links import Reader, readers
from tenure_web.messages.models import Attempt, Delivery, Suppression
from tenure_web.messages.suppressions import suppress
from tenure_web.messages.whom import About

State = Delivery.State
LEASE = timedelta(minutes=5)
BATCH = 100
BACKOFF = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60, 240, 720))
"""How long to wait after the first try, the second one, …; after the last there is one more."""
TO_SEND = (State.WAITING, State.DEFERRED, State.FAILED)
DEAD = (State.DEAD, State.UNKNOWN)
Clock = Callable[[], datetime]
_log = logging.getLogger("tenure_web.messages")


class _LostError(Exception):
    """Another worker has the row by now."""


def put(
    *,
    unit: str,
    customer: str,
    play: str,
    version: int,
    step: str,
    occurrence: str,
    channel: str,
    subject: str,
    body: str,
    language: str,
    purpose: str,
    cost: float = 0.0,
    now: datetime | None = None,
) -> Delivery:
    """Put a message into the outbox; the same one again gives the row that is there.

    subject and body are templates of `tenure.act.letter`, filled in when it is sent. channel:
    "best" is the one by which this customer followed most links, else e-mail.
    """
    at = now or timezone.now()
    values: dict[str, Any] = {
        "unit": unit,
        "channel": best(customer) if channel == "best" else channel,
        "subject": subject,
        "body": body,
        "language": language,
        "purpose": purpose,
        "cost": cost,
        "put_at": at,
        "due_at": at,
        "changed_at": at,
    }
    key = {"customer": customer, "play": play, "version": version, "step": step}
    return Delivery.objects.get_or_create(**key, occurrence=occurrence, defaults=values)[0]


def best(customer: str) -> str:
    """Return the channel of whose messages a customer followed most; e-mail where none."""
    rows = Delivery.objects.filter(customer=customer, state=State.SENT).exclude(clicked_at=None)
    counted = Counter(rows.values_list("channel", flat=True))
    return min(counted, key=lambda one: (-counted[one], one), default="email")


def deliver(
    now: datetime | None = None, *, channels: Channels | None = None, batch: int = BATCH
) -> Counter[str]:
    """Send what is due; return how many ended in each state.

    `now` stands for the clock in tests. Raises TenureError where the company cannot be read.
    """
    clock: Clock = timezone.now if now is None else lambda: now
    mark_lost(clock())
    worker, done = secrets.token_hex(16), Counter[str]()
    with channels or Channels() as opened:
        while claimed := claim(worker, clock(), batch):
            try:
                done.update(_sent(claimed, worker, opened, clock))
            finally:
                _release(worker)
    return done


def due(now: datetime) -> "QuerySet[Delivery]":
    """Return what may be tried now and no worker has."""
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    return Delivery.objects.filter(free, state__in=TO_SEND, due_at__lte=now)


def claim(worker: str, now: datetime, most: int) -> list[Delivery]:
    """Take rows that are due for a worker until its lease ends; two workers never take the same."""
    with transaction.atomic():
        rows = due(now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        taken = list(rows[:most])
        ids = [one.pk for one in taken]
        due(now).filter(pk__in=ids).update(lease=worker, lease_until=now + LEASE)
    return taken


def mark_lost(now: datetime) -> int:
    """Mark what was being sent by a worker that ended: it may have been sent."""
    lost = Delivery.objects.filter(state=State.SENDING, lease_until__lt=now)
    return sum(_marked_lost(one, now) for one in lost)


def again(delivery: Delivery, now: datetime) -> bool:
    """Let a dead or unknown one be tried anew, by hand; say whether it will be."""
    with transaction.atomic():
        ruling.undo(delivery.uid, now)
        return _changed(
            Delivery.objects.filter(pk=delivery.pk, state__in=DEAD),
            now,
            state=State.WAITING,
            reason="",
            tries=0,
            due_at=now,
            ended_at=None,
            lease="",
            lease_until=None,
        )


def forget(customer: str, now: datetime) -> int:
    """Remove what messages said to a customer, and what waits; the rows stay for the statistics."""
    rows = Delivery.objects.filter(customer=customer)
    rows.filter(state__in=TO_SEND).update(state=State.SKIPPED, reason="erased", ended_at=now)
    return rows.update(sent_subject="", sent_body="", changed_at=now)


@dataclass(frozen=True)
class _Round:
    """What a worker reads once for all that it has claimed: nothing that a ruling depends on.

    What forbids a contact is read under the customer's lock, right before each is sent.
    """

    worker: str
    opened: Channels
    clock: Clock
    rules: ruling.Rules
    rows: Mapping[str, Any]
    readers: Mapping[str, Reader]


def _sent(claimed: Sequence[Delivery], worker: str, opened: Channels, clock: Clock) -> Counter[str]:
    """Send what a worker has claimed; a channel that is down is left alone for the rest."""
    customers, rules = [one.customer for one in claimed], ruling.rules()
    rows, who = rows_of(customers), readers(customers, rules.digests)
    together = _Round(worker, opened, clock, rules, rows, who)
    down: set[str] = set()
    done = Counter[str]()
    for one in claimed:
        if one.channel in down:
            _wait(one, worker, clock())
            continue
        try:
            state, is_down = _one(one, together)
        except _LostError:
            continue
        except Exception as error:  # before it was handed over: whoever waits behind it goes on
            _log.exception("a message could not be made", extra={"facts": {"delivery": one.pk}})
            state, is_down = _not_begun(one, worker, error, clock()), False
        done[state] += 1
        if is_down:
            down.add(one.channel)
    return done


def _one(delivery: Delivery, among: _Round) -> tuple[str, bool]:
    row, reader = among.rows.get(delivery.customer), among.readers[delivery.customer]
    composed = compose(delivery, row, reader, among.clock())
    channel = among.opened.of(delivery.channel)
    wrong = composed.wrong or ("" if channel else "not_set_up")
    parcel = _begun(delivery, among, composed, wrong, among.clock())
    if parcel is None or channel is None:
        return delivery.state, False
    outcome = _handed_over(channel, parcel)
    return _ended(delivery, among.worker, parcel, outcome, among.clock()), outcome.down


def _handed_over(channel: Channel, parcel: Parcel) -> Outcome:
    """Hand a parcel over; of a channel that breaks nobody knows how far it came."""
    try:
        return channel.send(parcel)
    except Exception as error:
        _log.exception("a channel broke", extra={"facts": {"channel": parcel.channel}})
        return Outcome("unknown", said=type(error).__name__, down=True)


def _begun(
    delivery: Delivery, among: _Round, composed: Composed, wrong: str, now: datetime
) -> Parcel | None:
    """Ask the arbiter and mark it as being sent, in one; None where it is not to be sent."""
    asked = _asked(delivery, composed.to, composed.about)
    with transaction.atomic():
        ruled = ruling.look(asked, now) if wrong else ruling.ask_within(asked, among.rules, now)
        mine = _mine(delivery, among.worker, now)
        if ruled.ruled == "send" and not wrong:
            _own(mine, now, state=State.SENDING, reason="", lease_until=now + LEASE)
            return composed.parcel
        delivery.state, told = _unsent(delivery, ruled, wrong, composed, now)
        _own(mine, now, state=delivery.state, lease="", lease_until=None, **told)
    return None


def _unsent(
    delivery: Delivery, ruled: Any, wrong: str, composed: Composed, now: datetime
) -> tuple[State, dict[str, Any]]:
    """Say what becomes of one that is not sent, and why: the arbiter's reason comes first."""
    if ruled.ruled == "defer":
        told = {"reason": ruled.reason or "", "due_at": ruled.until, "numbers": {}}
        return State.DEFERRED, told
    state = State.DEAD if ruled.ruled == "send" and wrong == "not_set_up" else State.SKIPPED
    numbers = dict(ruled.numbers) if ruled.ruled == "skip" else {"missing": composed.missing}
    return state, {"reason": ruled.reason or wrong, "ended_at": now, "numbers": numbers}


def _ended(delivery: Delivery, worker: str, parcel: Parcel, outcome: Outcome, now: datetime) -> str:
    """Keep what came of a try; one commit a recipient."""
    tries = delivery.tries + 1
    told: dict[str, Any] = {"tries": tries, "lease_until": None}
    match outcome.came:
        case "sent":
            said = {"sent_subject": parcel.subject, "sent_body": parcel.text}
            told |= {"state": State.SENT, "reason": "", "ended_at": now, **said}
        case "unknown":
            told |= {"state": State.UNKNOWN, "reason": "no_answer", "ended_at": now}
        case "refused":
            told |= {"state": State.DEAD, "reason": "refused", "ended_at": now}
        case "failed":
            told |= _tried_in_vain(tries, now)
    with transaction.atomic():
        mine = Delivery.objects.filter(pk=delivery.pk, lease=worker)
        _own(mine.filter(state__in=(State.SENDING, State.UNKNOWN)), now, **told)
        _note(delivery, outcome.came, now, outcome.code, outcome.said)
        if outcome.came in ("failed", "refused"):
            ruling.undo(delivery.uid, now)
        if outcome.gone:
            suppress(parcel.to, Suppression.Reason.HARD_BOUNCE, now)
    delivery.state = told["state"]
    return str(told["state"])


def _not_begun(delivery: Delivery, worker: str, error: Exception, now: datetime) -> str:
    """Keep a try that ended by a fault of our own before anything was handed over."""
    tries = delivery.tries + 1
    told = _tried_in_vain(tries, now) | {"tries": tries, "lease": "", "lease_until": None}
    with transaction.atomic():
        if not _changed(_mine(delivery, worker, now), now, **told):
            return str(delivery.state)
        _note(delivery, "failed", now, said=type(error).__name__)
    return str(told["state"])


def _tried_in_vain(tries: int, now: datetime) -> dict[str, Any]:
    """Return what becomes of one that certainly was not sent at so many tries."""
    if tries > len(BACKOFF):
        return {"state": State.DEAD, "reason": "tries", "ended_at": now}
    return {"state": State.FAILED, "due_at": now + BACKOFF[tries - 1]}


def _asked(delivery: Delivery, to: str, about: About) -> ruling.Asked:
    return ruling.Asked(
        customer=delivery.customer,
        purpose=delivery.purpose,
        channel=delivery.channel,
        key=delivery.uid,
        unit=delivery.unit,
        play=delivery.play,
        version=delivery.version,
        address=to,
        whom=about,
    )


def _mine(delivery: Delivery, worker: str, now: datetime) -> "QuerySet[Delivery]":
    held = Delivery.objects.filter(pk=delivery.pk, lease=worker, state__in=TO_SEND)
    return held.filter(lease_until__gt=now)


def _own(rows: "QuerySet[Delivery]", now: datetime, **told: Any) -> None:
    if not _changed(rows, now, **told):
        raise _LostError


def _changed(rows: "QuerySet[Delivery]", now: datetime, **told: Any) -> bool:
    return bool(rows.update(changed_at=now, **told))


def _wait(delivery: Delivery, worker: str, now: datetime) -> None:
    """Let one wait whose channel is down; that is no try of its own."""
    _changed(_mine(delivery, worker, now), now, due_at=now + BACKOFF[0])


def _release(worker: str) -> None:
    """Give back what was claimed and not begun."""
    rows = Delivery.objects.filter(lease=worker, state__in=TO_SEND)
    rows.update(lease="", lease_until=None)


def _marked_lost(delivery: Delivery, now: datetime) -> bool:
    rows = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, lease_until__lt=now)
    with transaction.atomic():
        told: dict[str, Any] = {"state": State.UNKNOWN, "reason": "lost", "ended_at": now}
        if not _changed(rows, now, lease_until=None, **told):
            return False
        _note(delivery, "unknown", now)
    return True


def _note(delivery: Delivery, came: str, now: datetime, code: str = "", said: str = "") -> None:
    Attempt.objects.create(delivery=delivery, at=now, outcome=came, code=code, said=said)
