"""Who left with an audience, as rows of touches and exposures: each contact once, by its day."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from tenure_web.messages.touching import Row, bounds
from tenure_web.plays.models import Exported, Page

CHANNEL = "export"
_LEFT = Q(page=None) & ~Q(export__way="webhook") | Q(
    page__state__in=(Page.State.SENT, Page.State.UNKNOWN)
)
"""What may have arrived counts as a contact."""


def rows(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield a touch for each who left on a local day, by whichever way first."""
    for one in _of(day, zone).filter(counts=True).iterator():
        yield {
            "touch_id": f"export-{one.key}",
            "customer_id": one.customer,
            "sent_at": one.at,
            "channel": CHANNEL,
            "play": one.export.play,
            "opened_at": None,
            "clicked_at": None,
            "unsubscribed_at": None,
            "complained_at": None,
            "cost": one.cost,
        }


def exposures(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield an exposure for each who left on a local day."""
    for one in _of(day, zone).iterator():
        yield {
            "unit_id": one.unit,
            "play": one.export.play,
            "version": one.version,
            "occasion": one.occasion,
            "arm": "treatment",
            "at": one.at,
            "what": "contacted",
        }


def changed_days(zone: ZoneInfo) -> list[date]:
    """Return the local days with somebody who is not written yet."""
    found = Exported.objects.filter(_LEFT, told_at=None).values_list("at", flat=True)
    return sorted({at.astimezone(zone).date() for at in found.iterator()})


def told(day: date, zone: ZoneInfo, now: datetime) -> None:
    """Keep that a day was written as it stood at `now`."""
    begin, end = bounds(day, zone)
    left = Exported.objects.filter(_LEFT, at__gte=begin, at__lt=end, at__lte=now, told_at=None)
    Exported.objects.filter(pk__in=list(left.values_list("pk", flat=True))).update(told_at=now)


def _of(day: date, zone: ZoneInfo) -> "QuerySet[Exported, Any]":
    begin, end = bounds(day, zone)
    earlier = Exported.objects.filter(_LEFT, key=OuterRef("key"), pk__lt=OuterRef("pk"))
    own = Exported.objects.filter(_LEFT, ~Exists(earlier), at__gte=begin, at__lt=end)
    return own.select_related("export").order_by("at", "pk")
