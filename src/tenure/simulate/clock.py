"""The calendar of a simulation: local days counted from its start, and their instants in UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from tenure.simulate.draws import Floats, Ints

LAST_DAY = date(2026, 6, 30)
_MICROSECONDS_A_DAY = 86_400_000_000
_BEYOND_DAYS = 800


def months_back(months: int, last: date = LAST_DAY) -> date:
    """Return the first day of the span of `months` calendar months that ends on `last`."""
    index = last.year * 12 + last.month - months
    return date(index // 12, index % 12 + 1, 1)


def month_after(first: date, months: int) -> date:
    """Return the first day of the month `months` after the month of `first`."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


class Clock:
    """Months and local days of a simulation; times are float days since its first midnight."""

    def __init__(self, first: date, months: int, zone: str, *, extra: int = 0) -> None:
        self.first = first
        self.months = months
        self.horizon = months + extra
        self.labels = tuple(month_after(first, m) for m in range(self.horizon + 1))
        self.starts: Floats = np.array([(d - first).days for d in self.labels], dtype=np.float64)
        self.lengths: Floats = np.diff(self.starts)
        self.end = float(self.starts[months])
        self.month_of_year: Ints = np.array([d.month - 1 for d in self.labels], dtype=np.int64)
        days = int(self.starts[-1]) + _BEYOND_DAYS
        self._midnights: Ints = np.array(
            [_utc_microseconds(first + timedelta(days=d), zone) for d in range(days + 1)],
            dtype=np.int64,
        )

    def utc(self, times: Floats) -> Ints:
        """Turn local days into UTC microseconds on whole seconds, in order within each day."""
        day = np.clip(times.astype(np.int64), 0, len(self._midnights) - 2)
        begin = self._midnights[day]
        length = self._midnights[day + 1] - begin
        whole: Ints = begin + ((times - day) * length).astype(np.int64)
        whole -= whole % 1_000_000
        return whole

    def days_of(self, microseconds: Ints) -> Floats:
        """Turn UTC microseconds into local days: the inverse of `utc`; before the start below 0."""
        day = np.searchsorted(self._midnights, microseconds, side="right") - 1
        day = np.clip(day, 0, len(self._midnights) - 2)
        begin = self._midnights[day]
        length = (self._midnights[day + 1] - begin).astype(np.float64)
        found: Floats = day.astype(np.float64) + (microseconds - begin) / length
        return found

    def month_of(self, times: Floats) -> Ints:
        """Return the index of the month that each local time falls in."""
        return np.searchsorted(self.starts, times, side="right") - 1

    def weekday(self, month: int) -> Ints:
        """Return the weekday (Monday 0) of each day of a month."""
        first = self.labels[month].weekday()
        return (first + np.arange(int(self.lengths[month]))) % 7


def _utc_microseconds(day: date, zone: str) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    days = (midnight.date() - date(1970, 1, 1)).days
    seconds = midnight.hour * 3600 + midnight.minute * 60 + midnight.second
    return days * _MICROSECONDS_A_DAY + seconds * 1_000_000
