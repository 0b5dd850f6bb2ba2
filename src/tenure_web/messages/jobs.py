"""What the worker does for messages: sends what is due, and writes what was sent to the store."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_tasks import task

from tenure.company.acts import touches
from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.messages import offers, outbox, touching

TOUCHES = ("tenure_web.messages.touching.rows", "tenure_web.tasks.touches.rows")
"""Where touches of a day come from: every part that contacts customers."""


@task()
def deliver() -> None:
    """Send what is due, then write what was sent."""
    outbox.deliver()
    write_touches()


def deliver_when_due(now: datetime | None = None) -> bool:
    """Put the sending into the queue where anything waits; say whether it was."""
    at = now or timezone.now()
    offers.expire(at)
    outbox.mark_lost(at)
    if not outbox.due(at).exists() and not touching.changed_days(_zone()):
        return False
    deliver.enqueue()
    return True


def write_touches(now: datetime | None = None) -> list[date]:
    """Write the days on which anything was sent, opened, followed or taken since; return them.

    What changes while a day is read is written the next time.
    """
    at, zone = now or timezone.now(), _zone()
    root = company.store().root
    days = touching.changed_days(zone)
    for day in days:
        every = [row for name in TOUCHES for row in _rows(name)(day, zone)]
        touches.write(root, day, every)
        touches.write_exposures(root, day, touching.exposures(day, zone))
        touching.told(day, zone, at)
    return days


def _rows(name: str) -> Callable[[date, ZoneInfo], Iterable[touching.Row]]:
    module, _, function = name.rpartition(".")
    found: Callable[[date, ZoneInfo], Iterable[touching.Row]]
    found = getattr(import_module(module), function)
    return found


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(company.definitions().company.time_zone)
    except TenureError:
        return ZoneInfo("UTC")
