"""The activity index: for every day, the set of customers who were active on it.

One pass over the events packs each customer's active days; turned round, that is one
bitmap a day, a week and a month, from which metrics follow by `and`, `or` and counting.

Being active at an instant t by the rule `inactive` means an event in (t − N days, t]. At
a midnight m that is every event of the days m−N+1 … m−1, those of day m−N but for the
ones exactly at its midnight, and those exactly at m. Days alone cannot tell them apart,
so for a day that somebody began with an event at its very midnight two sparse bitmaps
are kept beside it: who did (`midnight`), and who did nothing else on it (`only_midnight`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tenure.measure.index_bits import Kept, blank, words_for
from tenure.measure.presence import WORD
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.measure.index_bits import Bitmap

LEVELS: tuple[Period, ...] = ("day", "week", "month")
MIDNIGHT, ONLY_MIDNIGHT = "midnight", "only_midnight"
Key = tuple[str, int]
"""Which bitmap: a level, or one of the two about midnights, and the number of its period."""

_DAY_SECONDS = 86400

TIMES = "events are counted, and the index knows only on which days there were any"
TWICE = "the observation ends at a midnight that the clock shows twice"
TOGETHER = "activities are needed together, and the index knows only those of any of them"


def days_of(
    activity: "ir.Table", calendar: Calendar, observed: Observation, *, origin: int = 0
) -> "ir.Table":
    """Pack the local days on which each unit did something, `WORD` of them to a row.

    Grain in: a qualifying event (unit_id, occurred_at), by whose clock `observed` says.
    Grain out: (unit_id, block), bit b standing for the day origin + 62 · block + b. It is
    set in `days` when the unit did something on that day but at its very midnight, and in
    `midnights` when it did something exactly then.
    """
    import ibis

    at = activity.occurred_at
    seconds = calendar.seconds_at(at, observed, since=origin * _DAY_SECONDS)
    days = seconds / _DAY_SECONDS
    whole = days.floor()
    midnight = ibis.cases((days == whole, at == at.truncate("s")), else_=False)
    known = activity.filter(at.notnull())
    seen = known.select("unit_id", since=whole.cast("int64"), midnight=midnight)
    seen = seen.mutate(block=(seen.since // WORD).cast("int64"))
    bit = ibis.literal(1, "int64") << (seen.since - seen.block * WORD)
    packed = seen.group_by("unit_id", "block").agg(
        days=bit.bit_or(where=~seen.midnight), midnights=bit.bit_or(where=seen.midnight)
    )
    named = packed.filter(packed.unit_id.notnull())
    return named.mutate(days=named.days.fill_null(0), midnights=named.midnights.fill_null(0))


@dataclass(frozen=True)
class ActivityIndex:
    """The bitmaps of one activity; `customers` is how many positions there are.

    A position without any bit belongs to nobody who was ever active.
    """

    calendar: Calendar
    customers: int = 0
    rows: Mapping[Key, Kept] = field(default_factory=dict)

    @property
    def words(self) -> int:
        """How many words a bitmap of everyone has."""
        return words_for(self.customers)

    @cached_property
    def days(self) -> tuple[int, int] | None:
        """The numbers of the first and the last day with activity; None without any."""
        known = [number for level, number in self.rows if level == "day"]
        return (min(known), max(known)) if known else None

    def refuses(
        self, observed: Observation, *, at_least: int = 1, together: bool = False
    ) -> str | None:
        """Say why this cannot be answered from the index; None when it can."""
        if at_least > 1:
            return TIMES
        if together:
            return TOGETHER
        return TWICE if _shown_twice(self.calendar, observed) else None

    def bitmap(self, level: str, number: int) -> "Bitmap":
        """Return one bitmap, of everyone's length; empty when it is not there."""
        found = blank(self.words)
        self.into(level, number, found)
        return found

    def into(self, level: str, number: int, bitmap: "Bitmap") -> None:
        """Add one bitmap to another."""
        kept = self.rows.get((level, number))
        if kept is not None:
            kept.into(bitmap)

    def span(self, start: int, end: int, bitmap: "Bitmap") -> "Bitmap":
        """Add everyone active on a day from `start` up to, not including, `end`; return it."""
        known = self.days
        if known is not None:
            for level, number in self._cover(max(start, known[0]), min(end, known[1] + 1)):
                self.into(level, number, bitmap)
        return bitmap

    def active_in(self, number: int, period: Period, end: int) -> "Bitmap":
        """Return everyone active in a period, on a day before `end`."""
        start, after = (self.first_day(number + step, period) for step in (0, 1))
        return self.span(start, min(after, end), blank(self.words))

    def active_at(self, day: int, window: int, end: int) -> "Bitmap":
        """Return everyone active at the midnight that begins a day, by the rule `inactive`.

        `window` is its days; what happened from the midnight of `end` on is not known.
        """
        oldest = day - window
        found = self.bitmap("day", oldest)
        if (ONLY_MIDNIGHT, oldest) in self.rows:
            found &= ~self.bitmap(ONLY_MIDNIGHT, oldest)
        self.span(oldest + 1, day, found)
        if day < end:
            self.into(MIDNIGHT, day, found)
        return found

    def first_day(self, number: int, period: Period) -> int:
        """Return the number of the first day of a period."""
        return self.calendar.number(self.calendar.start(number, period), "day")

    def _cover(self, start: int, end: int) -> Iterator[Key]:
        """Name months, weeks and days that together are the days from start up to end."""
        day = start
        while day < end:
            level, number, day = self._longest(day, end)
            yield level, number

    def _longest(self, day: int, end: int) -> tuple[Period, int, int]:
        """Return the longest period kept that begins on a day and is over by `end`."""
        date = self.calendar.start(day, "day")
        for level in ("month", "week"):
            number = self.calendar.number(date, level)
            after = self.first_day(number + 1, level)
            if after <= end and self.first_day(number, level) == day:
                return level, number, after
        return "day", day, day + 1


def _shown_twice(calendar: Calendar, observed: Observation) -> bool:
    """Tell whether events after the end carry, by the clock, the last day once more."""
    zone, end = ZoneInfo(calendar.time_zone), observed.end
    shown = datetime(end.year, end.month, end.day, tzinfo=zone)
    again = shown.replace(fold=1)
    later = shown.utcoffset(), again.utcoffset()
    return None not in later and (later[0] or timedelta()) > (later[1] or timedelta())
