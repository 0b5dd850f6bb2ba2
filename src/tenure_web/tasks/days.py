"""Working days of the company, by its opening hours and holidays."""

from datetime import date, timedelta

from django.utils import timezone

from tenure.definitions.service import USUAL_HOURS, public_holidays, week_of
from tenure.errors import TenureError
from tenure.periods import WEEKDAYS
from tenure_web.customers.views.shared import calendar
from tenure_web.lib import company

_MOST = 60
"""Days that are looked through for one that is worked on."""


def today() -> date:
    """Return the company's own day."""
    return calendar().day(timezone.now().replace(tzinfo=None))


def works_on(day: date) -> bool:
    """Say whether the company works on a day; on weekdays where it does not say."""
    hours, land = _service()
    if WEEKDAYS[day.weekday()] not in week_of(hours):
        return False
    return land is None or day not in public_holidays(land, [day.year])


def working_day(day: date) -> date:
    """Return a day, or the next one that is worked on."""
    days = (day + timedelta(days=ahead) for ahead in range(_MOST))
    return next((one for one in days if works_on(one)), day)


def _service() -> tuple[str, str | None]:
    try:
        told = company.definitions().service
    except TenureError:
        return USUAL_HOURS, None
    return told.hours or USUAL_HOURS, told.holidays
