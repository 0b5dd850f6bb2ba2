"""Business time: how long the company was open between two instants.

A calendar of opening hours becomes one row a day with what had been worked before it, so
the time between two instants is two look-ups and a subtraction, on any engine.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from tenure.definitions.service import ALWAYS, HOURS_EXAMPLE, Week, public_holidays, week_of
from tenure.errors import MetricError
from tenure.periods import WEEKDAYS

if TYPE_CHECKING:
    import ibis.expr.types as ir

Stretch = tuple[datetime, datetime]

_EPOCH = datetime(1970, 1, 1)
_DAY = 86400


@dataclass(frozen=True)
class BusinessCalendar:
    """When a company is open: hours a weekday, holidays, and the zone of its clock.

    Hours are half-open. Those that do not end after they begin pass midnight, and belong to
    the day on which they begin: 00:00–00:00 is a whole day, 22:00–06:00 a night. A time that
    the clock shows twice is its first occurrence; one that it skips is the turn itself.
    """

    week: Week = field(default_factory=lambda: dict(ALWAYS))
    holidays: frozenset[date] = frozenset()
    time_zone: str = "UTC"

    def stretches(self, first: date, last: date) -> list[Stretch]:
        """List when it is open (naive UTC), begun on the local days from first to last.

        In order, and neither overlapping nor touching.
        """
        found: list[Stretch] = []
        for day in _days(first, last):
            if day in self.holidays:
                continue
            for opens, closes in self.week.get(WEEKDAYS[day.weekday()], ()):
                ends = day if closes > opens else day + timedelta(days=1)
                found.append((self._instant(day, opens), self._instant(ends, closes)))
        return _joined(found)

    def table(self, first: date, last: date) -> "ir.Table":
        """Return the clock of `business_seconds` for instants on the local days first to last.

        Grain out: a UTC day (day, before, from_0, to_0, from_1, …): the seconds worked before
        it, and the stretches of its seconds in which it is open.
        """
        import ibis
        import pyarrow as pa

        begin, end = first - timedelta(days=2), last + timedelta(days=2)
        pieces = _by_day(self.stretches(begin - timedelta(days=2), end))
        most = max([len(piece) for piece in pieces.values()], default=0) or 1
        rows, before = [], 0
        for day in range(_day(begin), _day(end) + 1):
            own = pieces.get(day, [])
            padded = own + [(0, 0)] * (most - len(own))
            row = {"day": day, "before": before}
            for place, (start, stop) in enumerate(padded):
                row |= {f"from_{place}": start, f"to_{place}": stop}
            rows.append(row)
            before += sum(stop - start for start, stop in own)
        schema = pa.schema([(name, pa.int64()) for name in rows[0]])
        return ibis.memtable(pa.Table.from_pylist(rows, schema=schema))

    def _instant(self, day: date, at: time) -> datetime:
        wall = datetime.combine(day, at, self._zone)
        found = wall.astimezone(UTC)
        if found.astimezone(self._zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
            return found.replace(tzinfo=None)
        return self._turn(wall.replace(fold=1).astimezone(UTC), found)

    def _turn(self, low: datetime, high: datetime) -> datetime:
        """Find the first second after `low` at which the clock has jumped."""
        before = low.astimezone(self._zone).utcoffset()
        while high - low > timedelta(seconds=1):
            middle = (low + (high - low) // 2).replace(microsecond=0)
            same = middle.astimezone(self._zone).utcoffset() == before
            low, high = (middle, high) if same else (low, middle)
        return high.replace(tzinfo=None)

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def business_seconds(rows: "ir.Table", clock: "ir.Table", **instants: str) -> "ir.Table":
    """Add, for each column of naive UTC instants, the business seconds since the clock began.

    Grain in and out: a row. `instants` names new columns by old ones: `done="resolved_at"`.
    The difference of two is the business time between them, in whole seconds, as if each
    instant were cut to its second. Null for a null instant, and for one that lies days
    before or after the days of the `clock` (`BusinessCalendar.table`).
    """
    import ibis

    for name, instant in instants.items():
        second = rows[instant].epoch_seconds() // 1
        keyed = rows.mutate(_second=second % _DAY, _day=(second // _DAY).cast("int64"))
        own = clock.rename({f"_clock_{column}": column for column in clock.columns})
        found = keyed.left_join(own, keyed._day == own._clock_day)
        worked = found._clock_before
        for place in range((len(clock.columns) - 2) // 2):
            start, stop = found[f"_clock_from_{place}"], found[f"_clock_to_{place}"]
            spent = ibis.greatest(ibis.least(found._second, stop) - start, 0)
            worked = worked + ibis.ifelse(found._clock_day.isnull(), 0, spent)
        rows = found.select(*rows.columns, **{name: worked.cast("int64")})
    return rows


def read_hours(text: str) -> Week:
    """Read opening hours: `mon-fri 09:00-12:00 13:00-18:00; sat 10:00-14:00`, or `always`.

    Raises MetricError for what cannot be read.
    """
    try:
        return week_of(text)
    except ValueError as error:
        raise MetricError(
            f"opening hours cannot be read: {str(error)!r}", hint=f"write: {HOURS_EXAMPLE}"
        ) from None


def national_holidays(country: str, years: Iterable[int]) -> frozenset[date]:
    """Return a country's public holidays (ISO 3166, or with a region: `DE-BY`).

    Raises MetricError for a country that the `holidays` package does not know.
    """
    try:
        return public_holidays(country, years)
    except ValueError:
        raise MetricError(
            f"no public holidays are known for {country!r}",
            hint="write an ISO 3166 code such as KR, US or DE-BY",
        ) from None


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Put together stretches that overlap or touch; those without length are none."""
    whole: list[Stretch] = []
    for start, stop in sorted(one for one in stretches if one[1] > one[0]):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(stop, whole[-1][1]))
        else:
            whole.append((start, stop))
    return whole


def _by_day(stretches: list[Stretch]) -> dict[int, list[tuple[int, int]]]:
    """Cut stretches at UTC midnights: the seconds of each day in which it is open."""
    pieces: dict[int, list[tuple[int, int]]] = {}
    for start, stop in stretches:
        low, high = _seconds(start), _seconds(stop)
        while low < high:
            day, second = divmod(low, _DAY)
            until = min(high, (day + 1) * _DAY)
            pieces.setdefault(day, []).append((second, until - day * _DAY))
            low = until
    return pieces


def _seconds(instant: datetime) -> int:
    return int((instant - _EPOCH).total_seconds())


def _day(day: date) -> int:
    return (day - _EPOCH.date()).days
