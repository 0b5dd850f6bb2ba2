"""Addresses to which nothing is sent: closed by who complained, by the law, or by bouncing."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from tenure_web.messages.known import customers_at
from tenure_web.messages.models import Delivery, Suppression
from tenure_web.messages.persons import digest_of_address
from tenure_web.people.models import User


def suppressed(address: str) -> Suppression | None:
    """Return why nothing is sent to an address; None where something may be."""
    if not address.strip():
        return None
    return Suppression.objects.filter(
        digest=digest_of_address(address), lifted_at__isnull=True
    ).first()


def suppress(address: str, reason: str, now: datetime, by: User | None = None) -> bool:
    """Close an address; say whether it was open for that reason."""
    return bool(suppress_all([address], reason, now, by))


def _suppressed(address: str, reason: str, now: datetime, by: User | None) -> bool:
    digest = digest_of_address(address)
    try:
        with transaction.atomic():
            Suppression.objects.create(digest=digest, reason=reason, at=now, by=by)
    except IntegrityError:
        return False
    return True


def suppress_all(
    addresses: Iterable[str], reason: str, now: datetime, by: User | None = None
) -> int:
    """Close many addresses; return how many were open for that reason.

    Of who complained, the last mail before that is marked: a complaint is about a contact.
    """
    told = [one for one in addresses if one.strip()]
    new = [one for one in told if _suppressed(one, reason, now, by)]
    if new and reason == Suppression.Reason.COMPLAINT:
        _blame(customers_at(new), now)
    return len(new)


def _blame(customers: Sequence[str], now: datetime) -> None:
    sent = Delivery.objects.filter(channel="email", state=Delivery.State.SENT, ended_at__lte=now)
    last = sent.filter(customer__in=customers).order_by().values("customer").annotate(m=Max("pk"))
    told = Delivery.objects.filter(pk__in=[one["m"] for one in last], complained_at=None)
    told.update(complained_at=now, changed_at=now)


def lift(row: Suppression, why: str, now: datetime, by: User) -> bool:
    """Open an address again; say whether it was closed."""
    return bool(
        Suppression.objects.filter(pk=row.pk, lifted_at=None).update(
            lifted_at=now, lifted_by=by, lifted_why=why
        )
    )
