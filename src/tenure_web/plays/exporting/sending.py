"""Pages of audiences on their way to the webhook: signed, tried again, and dead in the end."""

import json
import logging
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from tenure_web.messages import ruling
from tenure_web.messages.channels import Channels, Outcome
from tenure_web.messages.channels.webhook import Webhook
from tenure_web.messages.outbox import BACKOFF
from tenure_web.messages.whom import About, about_many
from tenure_web.plays import shelf
from tenure_web.plays.exporting import whom
from tenure_web.plays.models import Page

_log = logging.getLogger("tenure_web.plays")
LEASE = timedelta(minutes=5)
DEAD = (Page.State.DEAD, Page.State.UNKNOWN)
_GONE = Q(unit__startswith="erased:") | Q(customer__startswith="erased:")
"""Who was erased since, as `messages.erasing` calls them."""


def due(now: datetime) -> "QuerySet[Page]":
    """Return the pages that may be tried now."""
    return Page.objects.filter(state=Page.State.WAITING, due_at__lte=now)


def send(now: datetime | None = None) -> int:
    """Send what is due, the oldest first, until the webhook is down; returns how many arrived."""
    at = now or timezone.now()
    mark_lost(at)
    sent = 0
    with Channels() as channels:
        hook = channels.of("webhook")
        for one in due(at):
            if not _claimed(one, at):
                continue
            outcome = _tried(one, hook if isinstance(hook, Webhook) else None, at)
            _ended(one, outcome, now or timezone.now())
            sent += outcome.came == "sent"
            if outcome.down:
                break
    return sent


def mark_lost(now: datetime) -> None:
    """Mark what was being sent by a worker that ended: it may have arrived."""
    lost = Page.objects.filter(state=Page.State.SENDING, lease_until__lt=now)
    lost.update(state=Page.State.UNKNOWN, ended_at=now)


def again(page: Page, now: datetime) -> bool:
    """Let a page be tried anew, by hand, under the same id; say whether it will be.

    As one that was tried: whoever is in it is ruled on anew.
    """
    own = Page.objects.filter(pk=page.pk, state__in=DEAD)
    return bool(own.update(state=Page.State.WAITING, tries=1, due_at=now, ended_at=None))


def body(page: Page) -> bytes:
    """Return what the webhook is told: the play, the day, and who, by their ids alone."""
    customers = page.customers.exclude(_GONE)
    told = {
        "type": "audience.page",
        "timestamp": page.put_at.isoformat(),
        "data": {
            "id": page.uid,
            "play": page.export.play,
            "decided_on": page.on.isoformat(),
            "page": page.number,
            "customers": [
                {
                    "unit_id": one.unit,
                    "customer_id": one.customer,
                    "version": one.version,
                    "occasion": one.occasion,
                }
                for one in customers
            ],
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _claimed(page: Page, now: datetime) -> bool:
    """Take a page; of two workers that want it, one has it."""
    own = due(now).filter(Q(pk=page.pk))
    return bool(own.update(state=Page.State.SENDING, lease_until=now + LEASE))


def _tried(page: Page, hook: Webhook | None, now: datetime) -> Outcome:
    if hook is None:
        return Outcome("refused", "not_set_up", down=True)
    try:
        if page.tries:
            _rule_again(page, now)
        told = body(page)
    except Exception as error:  # before it was handed over: other pages go on
        _log.exception("a page could not be made", extra={"facts": {"page": page.pk}})
        return Outcome("failed", said=type(error).__name__)
    return hook.post(page.uid, now, told)


def _rule_again(page: Page, now: datetime) -> None:
    """Ask the arbiter anew, hours later: whoever may not be contacted any more leaves the page."""
    play, rules = shelf.notice().plays.get(page.export.play), ruling.rules()
    page.customers.filter(_GONE).delete()
    counted = list(page.customers.filter(counts=True))
    whoms = about_many([one.customer for one in counted])
    for one in counted:
        row = {
            "unit_id": one.unit,
            "customer_id": one.customer,
            "play": page.export.play,
            "version": one.version,
            "occasion": one.occasion,
        }
        known = whoms.get(one.customer, About())
        if play is None or whom.may(play, row, rules, now, known, mailed=False) is None:
            ruling.undo(one.key, now)
            one.delete()


def _ended(page: Page, outcome: Outcome, now: datetime) -> None:
    """Keep what came of a try; whoever certainly was not told of is no contact any more."""
    tries = page.tries + 1
    told: dict[str, object] = {"tries": tries, "lease_until": None, "code": outcome.code[:20]}
    match outcome.came:
        case "sent":
            told |= {"state": Page.State.SENT, "ended_at": now}
        case "unknown":
            told |= {"state": Page.State.UNKNOWN, "ended_at": now}
        case "failed" if tries <= len(BACKOFF):
            told |= {"state": Page.State.WAITING, "due_at": now + BACKOFF[tries - 1]}
        case _:
            told |= {"state": Page.State.DEAD, "ended_at": now}
    Page.objects.filter(pk=page.pk).update(**told)
    if told["state"] == Page.State.SENT:
        page.customers.update(at=now, told_at=None)
    elif told["state"] == Page.State.DEAD:
        for one in page.customers.filter(counts=True):
            ruling.undo(one.key, now)
