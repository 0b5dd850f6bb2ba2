"""The definitions written a second time, in sets and loops; it shares no code with Tenure.

"With A(t) the set active at t, over a period [t0, t1): at_start = |A(t0)|, retained =
|A(t0) ∩ A(t1)|, lost = |A(t0) \\ A(t1)|, joined = in A(t1), never active before t0,
won_back = in A(t1), not in A(t0), active some time before."

Instants are put in order, and days counted, as the company's clock shows them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}

Histories = Mapping[str, Sequence[datetime]]
"""Each unit's events, as naive UTC instants."""


@dataclass(frozen=True)
class Asked:
    """How a metric is asked for: the calendar, the days observed, the cut."""

    zone: str
    week_starts: str
    first: date
    last: date
    period: str

    @property
    def end(self) -> date:
        return self.last + timedelta(days=1)

    def local(self, instant: datetime) -> datetime:
        """Return what the company's clock shows."""
        shown = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone))
        return shown.replace(tzinfo=None)

    def period_of(self, day: date) -> date:
        """Return the first day of the period that holds a day."""
        if self.period == "day":
            return day
        if self.period == "week":
            return day - timedelta(days=(day.weekday() - _DAYS.index(self.week_starts)) % 7)
        months = _MONTHS[self.period]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def after(self, start: date) -> date:
        """Return the first day of the next period."""
        longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[self.period]
        return self.period_of(start + timedelta(days=longest))

    def periods_since(self, day: date) -> list[date]:
        """List the starts of the periods from the one of `day` to the current one."""
        starts = [self.period_of(day)]
        while self.after(starts[-1]) <= self.last:
            starts.append(self.after(starts[-1]))
        return starts if starts[0] <= self.last else []


def attrition_rows(
    histories: Histories, asked: Asked, *, days: int, at_least: int = 1
) -> list[dict[str, object]]:
    """Count who stayed, left, joined and came back by the rule `inactive`."""
    end = _midnight(asked.end)
    clocks = {unit: sorted(map(asked.local, events)) for unit, events in histories.items()}
    seen = {unit: [event for event in events if event <= end] for unit, events in clocks.items()}
    since = {unit: _first_active(events, days, at_least) for unit, events in seen.items()}
    begun = {unit for unit, at in since.items() if at is not None}
    rows = []
    for start in asked.periods_since(asked.first):
        judged = min(asked.after(start), asked.end)
        t0, t1 = _midnight(start), _midnight(judged)
        before = {unit for unit, events in seen.items() if _active(events, t0, days, at_least)}
        after = {unit for unit, events in seen.items() if _active(events, t1, days, at_least)}
        old = {unit for unit in begun if since[unit] < t0}
        new = {unit for unit in begun - old if since[unit] < t1}
        rows.append(
            {
                "period_start": start,
                "period_end": asked.after(start),
                "complete": asked.after(start) <= asked.end,
                "at_start": len(before),
                "retained": len(before & after),
                "lost": len(before - after),
                "joined": len(after - before - old),
                "won_back": len((after - before) & old),
                "at_end": len(after),
                "joined_and_lost": len(new - before - after),
            }
        )
    return rows


def retention_rows(
    histories: Histories,
    asked: Asked,
    *,
    mode: str = "exact",
    at_least: int = 1,
    starts: Mapping[str, datetime | None] | None = None,
) -> list[dict[str, object]]:
    """Count, for every cohort and every period since, who came back."""
    active = {unit: _periods(events, asked, at_least) for unit, events in histories.items()}
    cohorts = _cohorts(active, asked, starts)
    if not cohorts:
        return []
    every = asked.periods_since(min(cohorts.values()))
    rows = []
    for cohort in every:
        members = {unit for unit, first in cohorts.items() if first == cohort}
        if not members and cohort < asked.period_of(asked.first):
            continue
        for number, at in enumerate(every[every.index(cohort) :]):
            came = {u for u in members if _came(active.get(u, set()), at, mode)}
            blind = cohort < asked.period_of(asked.first) and at < asked.first
            complete = asked.after(at) <= asked.end and not blind
            rows.append(
                {
                    "cohort": cohort,
                    "size": len(members),
                    "period": number,
                    "eligible": len(members) if complete else 0,
                    "returned": len(came) if complete else 0,
                    "complete": complete,
                }
            )
    return rows


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _active(events: Sequence[datetime], at: datetime, days: int, at_least: int) -> bool:
    """Tell whether a unit is active at an instant: enough events in (t − days, t]."""
    return sum(at - timedelta(days=days) < event <= at for event in events) >= at_least


def _first_active(events: Sequence[datetime], days: int, at_least: int) -> datetime | None:
    """Return the first instant at which a unit was active; one of its events made it so."""
    return next((event for event in events if _active(events, event, days, at_least)), None)


def _periods(events: Sequence[datetime], asked: Asked, at_least: int) -> set[date]:
    days = [asked.local(event).date() for event in events]
    counted = Counter(asked.period_of(day) for day in days if day <= asked.last)
    return {start for start, times in counted.items() if times >= at_least}


def _cohorts(
    active: Mapping[str, set[date]],
    asked: Asked,
    starts: Mapping[str, datetime | None] | None,
) -> dict[str, date]:
    """Put each unit into the period of its start, else into that of its first activity."""
    told = {unit: asked.local(at).date() for unit, at in (starts or {}).items() if at is not None}
    first = {unit: min(seen) for unit, seen in active.items() if seen and unit not in told}
    return first | {unit: asked.period_of(day) for unit, day in told.items() if day <= asked.last}


def _came(seen: set[date], at: date, mode: str) -> bool:
    return at in seen if mode == "exact" else any(start >= at for start in seen)
