"""Finished contacts as rows of the canonical tables touches and feedback, a day at a time."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from tenure_web.messages.touching import bounds
from tenure_web.tasks.kinds import CHANNELS, CONTACTED, INTERVIEW
from tenure_web.tasks.models import Task

_TOOK_PLACE = Q(state=Task.State.DONE, outcome__in=CONTACTED, what__in=CHANNELS)
_ANSWERED = Q(what=INTERVIEW, outcome=Task.Outcome.ANSWERED) & ~Q(said="")


def rows(day: date, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield a touch for each contact by a task that took place on a local day."""
    for one in _of(day, zone):
        yield {
            "touch_id": f"task-{one.pk}",
            "customer_id": one.customer or one.unit,
            "sent_at": one.closed_at,
            "channel": CHANNELS[one.what],
            "play": one.play or None,
            "opened_at": None,
            "clicked_at": None,
            "cost": None,
        }


def exposures(day: date, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield an exposure for each contact of a local day that a play had asked for.

    Only what took place: nobody is reached by a call that was not answered, or was taken back.
    """
    for one in _of(day, zone).exclude(play=""):
        yield {
            "unit_id": one.unit,
            "play": one.play,
            "version": one.version,
            "occasion": one.occasion,
            "arm": "treatment",
            "at": one.closed_at,
            "what": "contacted",
        }


def answers(day: date, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    """Yield what was said in each interview of a local day, as feedback without a score."""
    for one in _of(day, zone).filter(_ANSWERED):
        yield {
            "feedback_id": f"interview-{one.pk}",
            "customer_id": one.customer or one.unit,
            "given_at": one.closed_at,
            "source": INTERVIEW,
            "text": one.said,
        }


def changed_days(zone: ZoneInfo) -> list[date]:
    """Return the local days of which rows have changed since they were last written.

    The day of a contact that is new, and the day that still has one that was taken back.
    """
    fresh = Q(told_at=None) | ~Q(told_at=F("closed_at"))
    found = Task.objects.filter((_TOOK_PLACE & fresh) | (~_TOOK_PLACE & Q(told_at__isnull=False)))
    days: set[date] = set()
    for task in found:
        new = task.closed_at if _took_place(task) else None
        days |= {at.astimezone(zone).date() for at in (new, task.told_at) if at}
    return sorted(days)


def told(day: date, zone: ZoneInfo, now: datetime) -> None:
    """Keep that a day was written as it stood at `now`."""
    begin, end = bounds(day, zone)
    stale = Task.objects.filter(told_at__gte=begin, told_at__lt=end)
    stale.exclude(_TOOK_PLACE, told_at=F("closed_at")).update(told_at=None)
    _of(day, zone).filter(closed_at__lte=now).update(told_at=F("closed_at"))


def _of(day: date, zone: ZoneInfo) -> "QuerySet[Task]":
    begin, end = bounds(day, zone)
    done = Task.objects.filter(_TOOK_PLACE, closed_at__gte=begin, closed_at__lt=end)
    return done.order_by("closed_at", "pk")


def _took_place(task: Task) -> bool:
    return task.state == Task.State.DONE and task.outcome in CONTACTED
