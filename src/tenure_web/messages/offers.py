"""What is offered to customers: granted within bounds, once; redeemed once, on the server."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from tenure_web.messages.models import Offer
from tenure_web.messages.persons import locked

State = Offer.State
_GIVEN = (State.OPEN, State.TAKEN)
_BUDGET = "budget"
_BUDGETS = "offers of a play:"


def grant(
    *,
    unit: str,
    customer: str,
    play: str,
    version: int,
    step: str,
    occasion: str,
    kind: str,
    size: float | None,
    cost: float,
    expires: int,
    words: Mapping[str, str],
    budget: float | None = None,
    spent_since: datetime | None = None,
    cooldown: int = 0,
    now: datetime | None = None,
) -> Offer:
    """Offer something, or keep why not; the same step and occasion again gives the same offer.

    expires, cooldown: days. budget: money for the offers of the play since `spent_since`: what
    is open or taken counts. One customer has one open offer at a time.

    The reasons: erased, open_offer, cooldown, budget.
    """
    at = now or timezone.now()
    key: dict[str, Any] = {"customer": customer, "play": play, "version": version}
    key |= {"step": step, "occasion": occasion}
    with transaction.atomic():
        locked(_BUDGETS + play)  # of two grants at once, the second sees what the first one spends
        person = locked(customer)
        there = Offer.objects.filter(**key).first()
        if there is not None:
            return there
        expire(at, customer)
        reason = "erased" if person.erased_at else _bound(customer, kind, cooldown, at)
        reason = reason or _over(play, cost, budget, spent_since)
        return Offer.objects.create(
            **key,
            unit=unit,
            kind=kind,
            size=size,
            cost=cost,
            words=dict(words),
            state=State.REFUSED if reason else State.OPEN,
            reason=reason,
            granted_at=at,
            changed_at=at,
            expires_at=at + timedelta(days=expires),
        )


def redeem(code: str, reference: str, now: datetime | None = None) -> tuple[Offer | None, str]:
    """Take an offer by its code; return it and "", or why not.

    unknown, taken, expired, withdrawn, budget: it was refused because that was spent.
    reference: what it is taken for, such as an order; the same again is answered the same again.
    """
    at, told = now or timezone.now(), normal(code)
    there = Offer.objects.filter(code=told)
    fresh = there.filter(state=State.OPEN, expires_at__gt=at)
    if fresh.update(state=State.TAKEN, taken_at=at, reference=reference, changed_at=at):
        return there.get(), ""
    found = there.first()
    if found is None or (found.state == State.REFUSED and found.reason != _BUDGET):
        return None, "unknown"
    if found.state == State.REFUSED:
        return found, _BUDGET
    if found.state == State.TAKEN and reference and found.reference == reference:
        return found, ""
    return found, State.EXPIRED if found.state == State.OPEN else found.state


def expire(now: datetime, customer: str = "") -> int:
    """Close offers whose time is over; what they would have cost is free again."""
    over = Offer.objects.filter(state=State.OPEN, expires_at__lte=now)
    over = over.filter(customer=customer) if customer else over
    return over.update(state=State.EXPIRED, changed_at=now)


def withdraw(offer: Offer, now: datetime) -> bool:
    """Take an open offer back; say whether it was open."""
    rows = Offer.objects.filter(pk=offer.pk, state=State.OPEN)
    return bool(rows.update(state=State.WITHDRAWN, changed_at=now))


def forget(customer: str, now: datetime) -> int:
    """Take back what is open of somebody who is erased."""
    rows = Offer.objects.filter(customer=customer, state=State.OPEN)
    return rows.update(state=State.WITHDRAWN, changed_at=now)


def spent(play: str, since: datetime | None = None) -> float:
    """Return what the offers of a play cost that are open or taken."""
    rows: QuerySet[Offer] = Offer.objects.filter(play=play, state__in=_GIVEN)
    rows = rows.filter(granted_at__gte=since) if since else rows
    return float(rows.aggregate(all=Sum("cost"))["all"] or 0.0)


def normal(code: str) -> str:
    """Return a code as it is kept: without blanks and dashes, in capitals."""
    return "".join(one for one in code.upper() if one.isalnum())[:20]


def _bound(customer: str, kind: str, cooldown: int, now: datetime) -> str:
    own = Offer.objects.filter(customer=customer)
    if own.filter(state=State.OPEN).exists():
        return "open_offer"
    since = now - timedelta(days=cooldown)
    recent = Q(kind=kind, granted_at__gt=since) & ~Q(state__in=(State.REFUSED, State.WITHDRAWN))
    return "cooldown" if cooldown and own.filter(recent).exists() else ""


def _over(play: str, cost: float, budget: float | None, since: datetime | None) -> str:
    if budget is None:
        return ""
    return _BUDGET if spent(play, since) + cost > budget else ""
