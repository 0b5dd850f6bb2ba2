"""Calendar periods in the company's time zone, and how far the data reach.

Instants are stored as naive UTC timestamps. A period is a half-open range of
local days [start, end); its number is an integer, so that consecutive periods
have consecutive numbers. Local time comes from the offsets that the time-zone
database holds, applied as plain arithmetic, so every engine agrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import ibis.expr.types as ir

Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_EPOCH = date(1970, 1, 1)
_DAY_SECONDS = 86400
_MONTHS: dict[Period, int] = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Observation:
    """The days that the data cover: first and last local day, both inclusive."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The first day that is no longer observed."""
        return self.last + timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Where the company's days begin and its weeks start."""

    time_zone: str = "UTC"
    week_starts: str = "monday"

    def number(self, day: date, period: Period) -> int:
        """Return the number of the period that a local day falls in."""
        if period in _MONTHS:
            return (day.year * 12 + day.month - 1) // _MONTHS[period]
        days = (day - _EPOCH).days
        return days if period == "day" else (days - self._week_origin) // 7

    def start(self, number: int, period: Period) -> date:
        """Return the first local day of a period."""
        if period in _MONTHS:
            year, month = divmod(number * _MONTHS[period], 12)
            return date(year, month + 1, 1)
        days = number if period == "day" else number * 7 + self._week_origin
        return _EPOCH + timedelta(days=days)

    def numbers(self, local: "ir.TimestampValue", period: Period) -> "ir.IntegerValue":
        """Return the number of the period of each local timestamp; as `number` does for a day."""
        day = local.cast("date")
        if period in _MONTHS:
            months = day.year().cast("int64") * 12 + day.month().cast("int64") - 1
            return months if period == "month" else (months // _MONTHS[period]).cast("int64")
        days = day.delta(_EPOCH, unit="day").cast("int64")
        return days if period == "day" else ((days - self._week_origin) // 7).cast("int64")

    def numbers_at(
        self, instant: "ir.TimestampValue", period: Period, observed: Observation
    ) -> "ir.IntegerValue":
        """Return the number of the period of naive UTC instants.

        The same as `numbers` of `local`; for days and weeks in whole seconds,
        which costs less than dates do.
        """
        if period in _MONTHS:
            return self.numbers(self.local(instant, observed), period)
        origin = 0 if period == "day" else self._week_origin
        length = _DAY_SECONDS if period == "day" else 7 * _DAY_SECONDS
        seconds = self.seconds_at(instant, observed, since=origin * _DAY_SECONDS)
        return (seconds // length).cast("int64")

    def seconds_at(
        self, instant: "ir.TimestampValue", observed: Observation, *, since: int = 0
    ) -> "ir.NumericValue":
        """Return what the company's clock shows at naive UTC instants, in seconds since 1970.

        `since` is taken away from it. Parts of a second count where the engine keeps them.
        """
        import ibis

        first, *later = [(at, int(offset.total_seconds())) for at, offset in self._turns(observed)]
        branches = [(instant >= ibis.literal(at), offset) for at, offset in reversed(later)]
        offset = ibis.cases(*branches, else_=first[1]) if branches else first[1]
        return instant.epoch_seconds() + (offset - since)

    def starts(self, number: "ir.IntegerValue", period: Period) -> "ir.DateValue":
        """Return the first local day of each period number; as `start` does for one."""
        import ibis

        epoch = ibis.literal(_EPOCH)
        if period in _MONTHS:
            months = number if period == "month" else number * _MONTHS[period]
            moved = epoch + (months - _EPOCH.year * 12).as_interval("M")
        else:
            days = number if period == "day" else number * 7 + self._week_origin
            moved = epoch + days.as_interval("D")
        return moved.cast("timestamp").cast("date")  # to SQL, a day plus an interval is an instant

    def local(self, instant: "ir.TimestampValue", observed: Observation) -> "ir.TimestampValue":
        """Return the wall-clock time of naive UTC instants.

        The offsets in force from a day before to a day after the observation
        apply; outside of it the nearest of them is used.
        """
        import ibis

        first, *later = _offsets(self.time_zone, observed.first, observed.end)
        if not later:
            return instant + ibis.interval(first[1])
        branches = [
            (instant >= ibis.literal(since), _seconds(offset)) for since, offset in reversed(later)
        ]
        return instant + ibis.cases(*branches, else_=_seconds(first[1])).as_interval("s")

    def instant(self, local: "ir.TimestampValue", observed: Observation) -> "ir.TimestampValue":
        """Return the naive UTC instant of wall-clock times.

        A time that the clock shows twice is its first occurrence; one that it
        skips counts with the offset before the jump, as Python's `fold=0`.
        """
        import ibis

        first, *later = _offsets(self.time_zone, observed.first, observed.end)
        if not later:
            return local - ibis.interval(first[1])
        before = first[1]
        branches = []
        for since, offset in later:
            turn = since + max(before, offset)
            branches.append((local >= ibis.literal(turn), _seconds(offset)))
            before = offset
        return local - ibis.cases(*reversed(branches), else_=_seconds(first[1])).as_interval("s")

    def midnight(self, day: date) -> datetime:
        """Return the naive UTC instant at which a local day begins."""
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.time_zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def day(self, instant: datetime) -> date:
        """Return the local day of a naive UTC instant."""
        return self.clock(instant).date()

    def clock(self, instant: datetime) -> datetime:
        """Return what the company's clock shows at a naive UTC instant."""
        local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.time_zone))
        return local.replace(tzinfo=None)

    def _turns(self, observed: Observation) -> tuple[tuple[datetime, timedelta], ...]:
        return _offsets(self.time_zone, observed.first, observed.end)

    @property
    def _week_origin(self) -> int:
        """The offset of a first day of the week from 1970-01-01, a Thursday."""
        return (WEEKDAYS.index(self.week_starts) - 3) % 7


def _seconds(offset: timedelta) -> int:
    return round(offset.total_seconds())


@lru_cache(maxsize=64)
def _offsets(zone: str, first: date, end: date) -> tuple[tuple[datetime, timedelta], ...]:
    """List (naive UTC instant, offset from then on) over the days from first to end."""
    start = datetime(first.year, first.month, first.day) - timedelta(days=2)
    stop = datetime(end.year, end.month, end.day) + timedelta(days=2)
    found = [(start, _offset(zone, start))]
    for low, high in _days(start, stop):
        if _offset(zone, high) != found[-1][1]:
            found.append(_turn(zone, low, high))
    return tuple(found)


def _days(start: datetime, stop: datetime) -> Iterator[tuple[datetime, datetime]]:
    low = start
    while low < stop:
        high = low + timedelta(days=1)
        yield low, high
        low = high


def _offset(zone: str, instant: datetime) -> timedelta:
    offset = ZoneInfo(zone).utcoffset(instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)))
    return offset or timedelta()


def _turn(zone: str, low: datetime, high: datetime) -> tuple[datetime, timedelta]:
    """Find the first second of (low, high] at which the offset has changed."""
    before, after = _offset(zone, low), _offset(zone, high)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high.replace(microsecond=0), after
