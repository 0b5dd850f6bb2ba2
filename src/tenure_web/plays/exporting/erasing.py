"""Erasing a customer from audiences: the rows stay for the statistics, and name nobody."""

from datetime import datetime

from tenure_web.plays.models import Exported


def forget(customer: str, stand_in: str, now: datetime) -> None:
    """Forget who left; what still waits to leave goes without them."""
    Exported.objects.filter(unit=customer).update(unit=stand_in)
    Exported.objects.filter(customer=customer).update(customer=stand_in)
