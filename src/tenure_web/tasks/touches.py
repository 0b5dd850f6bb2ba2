"""Finished calls as rows of the canonical table touches."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tenure_web.tasks.models import Task

_REACHED = (Task.Outcome.REACHED, Task.Outcome.PROMISED, Task.Outcome.NOT_INTERESTED)
"""Outcomes of a contact that took place."""


def rows(day: date, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield a touch for each task of a play that reached somebody on a local day."""
    begin = datetime.combine(day, time(), zone)
    done = Task.objects.filter(
        state=Task.State.DONE,
        outcome__in=_REACHED,
        closed_at__gte=begin,
        closed_at__lt=begin + timedelta(days=1),
    ).exclude(play="")
    for one in done.order_by("closed_at", "pk").iterator():
        assert one.closed_at is not None
        yield {
            "touch_id": f"task-{one.pk}",
            "customer_id": one.customer or one.unit,
            "sent_at": one.closed_at,
            "channel": "call",
            "play": one.play,
            "opened_at": None,
            "clicked_at": None,
            "cost": None,
        }
