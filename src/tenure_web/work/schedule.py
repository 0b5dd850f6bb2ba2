"""What is done by itself, looked at each minute by the worker."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.work import hooks
from tenure_web.work.asking import BusyError, ask, tell_killed
from tenure_web.work.models import Schedule

_log = logging.getLogger("tenure_web.work")
_MINUTE = timedelta(seconds=50)
"""Workers look each minute; what one has just begun another one leaves."""
_FIRST_HOURS = {Schedule.What.RUN: 5, Schedule.What.COUNTS: 6, Schedule.What.MAILS: 0}


def everything() -> list[Schedule]:
    """Return a schedule for each thing; at first only mails are on, which are asked for singly."""
    return [
        Schedule.objects.get_or_create(
            what=what, defaults={"hour": hour, "on": what == Schedule.What.MAILS}
        )[0]
        for what, hour in _FIRST_HOURS.items()
    ]


def tick(now: datetime | None = None) -> None:
    """Begin what is due; of several workers that look at once, one does it."""
    now = now or timezone.now()
    tell_killed()
    for one in everything():
        if one.on and _due(one, now) and _claimed(one, now):
            _begin(one)


def _due(one: Schedule, now: datetime) -> bool:
    """Say whether its hour of today has come since it was last begun, or turned on."""
    if one.what == Schedule.What.MAILS:
        return one.last is None or now - one.last >= _MINUTE
    local = now.astimezone(zone())
    hour = datetime.combine(local.date(), time(one.hour), local.tzinfo)
    return one.last is not None and one.last < hour <= now


def _claimed(one: Schedule, now: datetime) -> bool:
    return bool(Schedule.objects.filter(pk=one.pk, last=one.last).update(last=now))


def _begin(one: Schedule) -> None:
    if one.what != Schedule.What.RUN:
        hooks.call(hooks.MAILS if one.what == Schedule.What.MAILS else hooks.COUNTS)
        return
    try:
        ask(None)
    except BusyError:
        _log.warning("the scheduled run is left out: another one is going on")


def zone() -> ZoneInfo:
    """Return the company's time zone; UTC where its definitions cannot be read."""
    try:
        return ZoneInfo(company.definitions().company.time_zone)
    except TenureError:
        return ZoneInfo("UTC")
