"""What the worker does for messages: sends what is due, and writes what was sent to the store."""

from collections.abc import Iterable
from datetime import date, datetime
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_tasks import task

from tenure.company.acts import touches
from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.messages import offers, outbox, touching
from tenure_web.messages.persons import erased_among

SOURCES = (
    "tenure_web.messages.touching",
    "tenure_web.tasks.touches",
    "tenure_web.plays.exposing",
    "tenure_web.plays.exporting.touching",
)
"""Where touches come from: every part that contacts customers. Each has `rows` of a day, `answers`
where customers say something, `exposures` of whom it reached or would have, `changed_days`, and
`told`, which keeps that a day was written."""


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
    if not outbox.due(at).exists() and not _changed_days(_zone()):
        return False
    deliver.enqueue()
    return True


def write_touches(now: datetime | None = None) -> list[date]:
    """Write the days on which anything was sent, opened, followed, taken, called or said since.

    What changes while a day is read is written the next time. Returns the days.
    """
    at, zone = now or timezone.now(), _zone()
    root, sources = company.store().root, _sources()
    days = _changed_days(zone)
    for day in days:
        touches.write(root, day, [row for one in sources for row in one.rows(day, zone)])
        said = [row for one in sources for row in getattr(one, "answers", _nothing)(day, zone)]
        touches.write_answers(root, day, said)
        exposed = [row for one in sources for row in getattr(one, "exposures", _nothing)(day, zone)]
        touches.write_exposures(root, day, exposed, erased_among)
        for one in sources:
            one.told(day, zone, at)
    return days


def _changed_days(zone: ZoneInfo) -> list[date]:
    return sorted({day for one in _sources() for day in one.changed_days(zone)})


def _sources() -> list[Any]:
    return [import_module(one) for one in SOURCES]


def _nothing(day: date, zone: ZoneInfo) -> Iterable[touching.Row]:
    return ()


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(company.definitions().company.time_zone)
    except TenureError:
        return ZoneInfo("UTC")
