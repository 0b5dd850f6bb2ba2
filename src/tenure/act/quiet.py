"""Quiet hours by the clock of whom a contact concerns, across midnight and daylight saving."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Quiet = tuple[time, time]


def is_quiet(now: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Say whether an instant lies in quiet hours [begin, end) of a zone's wall clock."""
    begin, end = quiet
    clock = now.astimezone(zone).time()
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def quiet_until(now: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime | None:
    """Return the first instant (UTC) from `now` on that is not quiet; None where `now` is not.

    The end by the wall clock of today or tomorrow. Where the clock shows it twice, the later
    showing; where it is skipped, as long after the skip as it would have been.
    """
    if not is_quiet(now, zone, quiet):
        return None
    today = now.astimezone(zone).date()
    ends = [
        _instant(datetime.combine(today + timedelta(days=ahead), quiet[1]), zone)
        for ahead in (0, 1, 2)
    ]
    return min(one for one in ends if one > now and not is_quiet(one, zone, quiet))


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when a zone's clock shows a time last; a skipped one, as long after the skip."""
    shown = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if shown.astimezone(zone).replace(tzinfo=None) == wall:
        return shown
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
