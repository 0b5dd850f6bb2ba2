"""Whom plays would have reached, had they not been held out: rows of exposures, a day at a time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tenure_web.messages.touching import Row, bounds
from tenure_web.plays.models import Exposure

_AT_ONCE = 500
_read: dict[date, list[int]] = {}
"""What was read of a day and is not yet told to be written: what comes meanwhile is not in it."""


def rows(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield no touch: nobody was contacted."""
    yield from ()


def exposures(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield whoever was held out and would have been contacted on a local day, in order of time."""
    _read[day] = []
    for one in _of(day, zone).select_related("journey").order_by("at", "pk").iterator():
        journey = one.journey
        if one.told_at is None:
            _read[day].append(one.pk)
        yield {
            "unit_id": journey.unit,
            "play": journey.play,
            "version": journey.version,
            "occasion": journey.occasion,
            "arm": journey.arm,
            "at": one.at,
            "what": one.what,
        }


def changed_days(zone: ZoneInfo) -> list[date]:
    """Return the local days with exposures that are not written yet."""
    found = Exposure.objects.filter(told_at=None).values_list("at", flat=True)
    return sorted({at.astimezone(zone).date() for at in found.iterator()})


def told(day: date, zone: ZoneInfo, now: datetime) -> None:
    """Keep that what was read of a day was written."""
    written = _read.pop(day, [])
    for at in range(0, len(written), _AT_ONCE):
        Exposure.objects.filter(pk__in=written[at : at + _AT_ONCE]).update(told_at=now)


def _of(day: date, zone: ZoneInfo) -> "QuerySet[Exposure, Any]":
    begin, end = bounds(day, zone)
    return Exposure.objects.filter(at__gte=begin, at__lt=end)
