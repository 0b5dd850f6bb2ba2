"""What is done by itself, looked at each minute by the worker."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.management import call_command
from django.utils import timezone

from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.work import hooks
from tenure_web.work.asking import BusyError, ask, tell_killed
from tenure_web.work.models import Schedule

_log = logging.getLogger("tenure_web.work")
_MINUTE = timedelta(seconds=50)
"""Workers look each minute; what one has just begun another one leaves."""
_FIRST_HOURS = {
    Schedule.What.RUN: 5,
    Schedule.What.COUNTS: 6,
    Schedule.What.MAILS: 0,
    Schedule.What.TIDY: 3,
}
_ON = (Schedule.What.MAILS, Schedule.What.TIDY)
_KEPT = 14
"""Days that finished tasks and tries to sign in are kept."""


def everything() -> list[Schedule]:
    """Return a schedule for each thing; at first those are on that nobody has to decide about."""
    return [
        Schedule.objects.get_or_create(
            what=what, defaults={"hour": hour, "on": what in _ON, "last": timezone.now()}
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
        return now - one.last >= _MINUTE
    local = now.astimezone(zone())
    hour = datetime.combine(local.date(), time(one.hour), local.tzinfo)
    return one.last < hour <= now


def _claimed(one: Schedule, now: datetime) -> bool:
    return bool(Schedule.objects.filter(pk=one.pk, last=one.last).update(last=now))


def _begin(one: Schedule) -> None:
    match one.what:
        case Schedule.What.RUN:
            _run()
        case Schedule.What.TIDY:
            _tidy()
        case what:
            hooks.call(hooks.MAILS if what == Schedule.What.MAILS else hooks.COUNTS)


def _run() -> None:
    try:
        ask(None)
    except BusyError:
        _log.warning("the scheduled run is left out: another one is going on")


def _tidy() -> None:
    """Remove sessions that are over, and tasks and tries to sign in of days ago."""
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", queue_name="*", min_age_days=_KEPT, verbosity=0)
    call_command("axes_reset_logs", age=_KEPT, verbosity=0)


def zone() -> ZoneInfo:
    """Return the company's time zone; UTC where its definitions cannot be read."""
    try:
        return ZoneInfo(company.definitions().company.time_zone)
    except TenureError:
        return ZoneInfo("UTC")
