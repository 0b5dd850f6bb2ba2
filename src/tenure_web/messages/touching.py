"""What was sent and offered, as rows of touches and exposures."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tenure_web.messages.models import Delivery, Offer

_MADE = (Delivery.State.SENT, Delivery.State.UNKNOWN)
"""What may have been delivered counts as a contact: more are not made for want of an answer."""
_OFFERED = (Offer.State.OPEN, Offer.State.TAKEN, Offer.State.EXPIRED)
Row = dict[str, Any]


def rows(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield a touch for each message sent and each offer made on a local day.

    An offer costs what it costs once it is taken, and nothing before.
    """
    begin, end = bounds(day, zone)
    for one in _sent(begin, end).order_by("ended_at", "pk").iterator():
        yield _touch(f"message-{one.uid}", one, one.ended_at, one.channel, one.cost)
    for offer in _made(begin, end).iterator():
        cost = offer.cost if offer.state == Offer.State.TAKEN else 0.0
        touch = _touch(f"offer-{offer.pk}", offer, offer.granted_at, "offer", cost)
        yield touch | {"clicked_at": offer.taken_at}


def exposures(day: date, zone: ZoneInfo) -> Iterator[Row]:
    """Yield an exposure for each message sent and each offer made on a local day."""
    begin, end = bounds(day, zone)
    for one in _sent(begin, end).order_by("ended_at", "pk").iterator():
        yield _exposure(one, one.occurrence, one.ended_at)
    for offer in _made(begin, end).iterator():
        yield _exposure(offer, offer.occasion, offer.granted_at)


def changed_days(zone: ZoneInfo) -> list[date]:
    """Return the local days of which rows have changed since they were last written."""
    from django.db.models import F, Q

    stale = Q(told_at=None) | Q(told_at__lt=F("changed_at"))
    sent = Delivery.objects.filter(stale, state__in=_MADE).exclude(ended_at=None)
    offered = Offer.objects.filter(stale, state__in=_OFFERED)
    instants: list[datetime] = [at for at in sent.values_list("ended_at", flat=True) if at]
    instants += offered.values_list("granted_at", flat=True)
    return sorted({at.astimezone(zone).date() for at in instants})


def told(day: date, zone: ZoneInfo, now: datetime) -> None:
    """Keep that a day was written as it stood at `now`."""
    begin, end = bounds(day, zone)
    _sent(begin, end).filter(changed_at__lte=now).update(told_at=now)
    Offer.objects.filter(
        granted_at__gte=begin, granted_at__lt=end, state__in=_OFFERED, changed_at__lte=now
    ).update(told_at=now)


def bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return a local day's first instant and the next one's."""
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(days=1), time(), zone),
    )


def _sent(begin: datetime, end: datetime) -> Any:
    return Delivery.objects.filter(state__in=_MADE, ended_at__gte=begin, ended_at__lt=end)


def _made(begin: datetime, end: datetime) -> "QuerySet[Offer]":
    made = Offer.objects.filter(granted_at__gte=begin, granted_at__lt=end, state__in=_OFFERED)
    return made.order_by("granted_at", "pk")


def _exposure(one: Any, occasion: str, at: datetime | None) -> Row:
    return {
        "unit_id": one.unit,
        "play": one.play,
        "version": one.version,
        "occasion": occasion,
        "arm": "treatment",
        "at": at,
        "what": "contacted",
    }


def _touch(name: str, one: Any, at: datetime | None, channel: str, cost: float) -> Row:
    return {
        "touch_id": name,
        "customer_id": one.customer,
        "sent_at": at,
        "channel": channel,
        "play": one.play,
        "opened_at": getattr(one, "opened_at", None),
        "clicked_at": getattr(one, "clicked_at", None),
        "unsubscribed_at": getattr(one, "unsubscribed_at", None),
        "complained_at": getattr(one, "complained_at", None),
        "cost": cost,
    }
