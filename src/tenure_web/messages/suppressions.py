"""Addresses to which nothing is sent: closed by who complained, by the law, or by bouncing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction

from tenure_web.messages.models import Suppression
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
    digest = digest_of_address(address)
    try:
        with transaction.atomic():
            Suppression.objects.create(digest=digest, reason=reason, at=now, by=by)
    except IntegrityError:
        return False
    return True


def suppress_all(addresses: Iterable[str], reason: str, now: datetime, by: User) -> int:
    """Close many addresses; return how many were open for that reason."""
    return sum(suppress(one, reason, now, by) for one in addresses if one.strip())


def lift(row: Suppression, why: str, now: datetime, by: User) -> bool:
    """Open an address again; say whether it was closed."""
    return bool(
        Suppression.objects.filter(pk=row.pk, lifted_at=None).update(
            lifted_at=now, lifted_by=by, lifted_why=why
        )
    )
