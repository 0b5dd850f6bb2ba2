"""Erasing a customer from tasks and notes: what was written of them goes, counts stay."""

from datetime import datetime

from django.db.models import Q

from tenure_web.customers.models import Note
from tenure_web.tasks.models import Task


def forget(customer: str, stand_in: str, now: datetime) -> None:
    """Forget who tasks were about and every word of them; drop what is open, and delete notes."""
    Note.objects.filter(kind="customer", unit=customer).delete()
    own = Task.objects.filter(Q(unit=customer, kind="customer") | Q(customer=customer))
    dropped = {"state": Task.State.DROPPED, "closed_at": now}
    own.filter(state=Task.State.OPEN).update(**dropped)
    own.filter(play="").update(title={}, guide={})
    own.update(said="")
    Task.objects.filter(customer=customer).update(customer=stand_in)
    Task.objects.filter(kind="customer", unit=customer).update(unit=stand_in)
