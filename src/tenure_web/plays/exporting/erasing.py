"""Erasing a customer from audiences and journeys: the rows stay, and name nobody."""

from datetime import datetime

from django.db.models import Q

from tenure_web.plays.models import Exported, Journey


def forget(customer: str, stand_in: str, now: datetime) -> None:
    """Forget who left; what still waits to leave goes without them; journeys end."""
    Exported.objects.filter(unit=customer).update(unit=stand_in)
    Exported.objects.filter(customer=customer).update(customer=stand_in)
    own = Journey.objects.filter(Q(unit=customer) | Q(customer=customer))
    ended = {"state": Journey.State.ENDED, "ended": "stopped", "ended_at": now}
    own.filter(state=Journey.State.GOING).update(**ended)
    Journey.objects.filter(customer=customer).update(customer=stand_in)
    Journey.objects.filter(unit=customer).update(unit=stand_in)
