"""Days and instants as people write them in a condition, in UTC as tables hold them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE
)


def day_of(text: str) -> date | None:
    """Read '2026-03-01'; None when the text has another form or there is no such day."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def instant_of(text: str, zone: ZoneInfo) -> datetime | None:
    """Read '2026-03-01 09:00', with seconds and offset if given, as naive UTC; None if it is not.

    Without an offset it is a local time of the zone; the earlier one when clocks go back.
    """
    try:
        instant = datetime.fromisoformat(text.upper()) if _INSTANT.fullmatch(text) else None
    except ValueError:
        return None
    if instant is None:
        return None
    return _utc(instant if instant.tzinfo else instant.replace(tzinfo=zone))


def bounds_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the first instant of a local day and the first after it, in naive UTC."""
    start = _utc(datetime.combine(day, time(), zone))
    if day == date.max:
        return start, datetime.max
    return start, _utc(datetime.combine(day + timedelta(days=1), time(), zone))


def _utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # the first and last day there are, which people write for never
        return datetime.min if instant.year == 1 else datetime.max
