"""Lifecycle, stickiness, rolling retention and gaps a second time, in sets and loops."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import mean, stdev
from zoneinfo import ZoneInfo

from support.reference import Asked, Histories

TICK = timedelta(microseconds=1)
Spans = Sequence[tuple[int, int]] | None


def active_days(histories: Histories, asked: Asked) -> dict[str, set[date]]:
    """Return the local days on which each unit did something, up to the last observed."""
    every = {
        unit: {asked.local(at).date() for at in events if asked.local(at).date() <= asked.last}
        for unit, events in histories.items()
    }
    return {unit: days for unit, days in every.items() if days}


def lifecycle_rows(histories: Histories, asked: Asked) -> list[dict[str, object]]:
    """Say of everyone in every period who they are."""
    active = {
        unit: {asked.period_of(day) for day in days}
        for unit, days in active_days(histories, asked).items()
    }
    rows = []
    for start in asked.periods_since(asked.first):
        earlier = asked.period_of(start - timedelta(days=1))
        here = {unit for unit, seen in active.items() if start in seen}
        before = {unit for unit, seen in active.items() if earlier in seen}
        known = {unit for unit, seen in active.items() if min(seen) < start}
        complete = asked.after(start) <= asked.end
        rows.append(
            {
                "period_start": start,
                "complete": complete,
                "active_before": len(before),
                "active": len(here),
                "new": len(here - known),
                "returning": len(here & before),
                "resurrected": len((here & known) - before),
                "dormant": len(before - here) if complete else None,
                "dormant_stock": len(known - here) if complete else None,
            }
        )
    return rows


def stickiness_rows(
    histories: Histories, asked: Asked, *, month_days: int
) -> list[dict[str, object]]:
    """Average days over customers, and daily rates over days."""
    days = active_days(histories, asked)
    rows = []
    for start in asked.periods_since(asked.first):
        after = asked.after(start)
        every = [start + timedelta(days=n) for n in range((after - start).days)]
        own = [len(seen & set(every)) for seen in days.values() if seen & set(every)]
        whole = after <= asked.end and start >= asked.first
        known = whole and own
        weekly = _daily(days, every, asked, 7)
        monthly = _daily(days, every, asked, month_days)
        half = 1.959963984540054 * stdev(own) / len(own) ** 0.5 if len(own) > 1 else None
        share = mean(own) / len(every) if known else None
        sure = known and half is not None
        rows.append(
            {
                "period_start": start,
                "days": len(every),
                "active": len(own),
                "active_days": sum(own),
                "stickiness": share,
                "stickiness_low": max(share - half / len(every), 0) if sure else None,
                "stickiness_high": min(share + half / len(every), 1) if sure else None,
                "dau_wau": mean(weekly) if known and weekly else None,
                "dau_mau": mean(monthly) if known and monthly else None,
                "averaged_days": len(monthly) if whole else 0,
            }
        )
    return rows


def _daily(
    days: Mapping[str, set[date]], every: Sequence[date], asked: Asked, length: int
) -> list[float]:
    """Return, for the days whose window is seen whole and not empty, its daily rate."""
    rates = []
    for day in every:
        window = {day - timedelta(days=n) for n in range(length)}
        wide = sum(1 for seen in days.values() if seen & window)
        if min(window) >= asked.first and day <= asked.last and wide:
            rates.append(sum(1 for seen in days.values() if day in seen) / wide)
    return rates


def gap_rows(histories: Histories, asked: Asked, *, of: str) -> dict[int, tuple[int, int]]:
    """Return, for each length of gap in days, how many ended and how many are open."""
    found: dict[int, list[int]] = {}

    def add(gap: int, place: int) -> None:
        found.setdefault(gap, [0, 0])[place] += 1

    for days in active_days(histories, asked).values():
        ordered = sorted(days)
        closed = [(b - a).days for a, b in pairwise(ordered)]
        if of == "typical":
            if closed:
                add(sorted(closed)[(len(closed) - 1) // 2], 0)
            continue
        for gap in closed[: 1 if of == "first" else None]:
            add(gap, 0)
        if of == "all" or not closed:
            add((asked.last - ordered[-1]).days, 1)
    return {gap: (closed, open_) for gap, (closed, open_) in found.items()}


def rolling_rows(
    returns: Histories,
    starts: Histories,
    asked: Asked,
    *,
    clock: str,
    days: int = 1,
    brackets: Spans = None,
    start: str = "first",
    mode: str = "exact",
    at_least: int = 1,
) -> list[dict[str, object]]:
    """Count who came back in each window of their own clock."""
    ruler = _Ruler(asked, clock, days)
    cohorts: dict[date, list[tuple[str, datetime]]] = {}
    for unit, at in starts.items():
        known = sorted(one for one in at if one < ruler.end)
        entered: dict[date, datetime] = {}
        for one in known[: 1 if start == "first" else None]:
            entered.setdefault(asked.period_of(asked.local(one).date()), one)
        for cohort, one in entered.items():
            cohorts.setdefault(cohort, []).append((unit, one))
    if not cohorts:
        return []
    since = max(min(cohorts), asked.period_of(asked.first))
    rows = []
    for cohort in sorted({*cohorts, *asked.periods_since(since)}):
        spans = brackets or [(n, n) for n in range(2000)]
        opening = ruler.utc(cohort)
        closing = ruler.utc(asked.after(cohort)) - TICK
        members = cohorts.get(cohort, [])
        for number, (low, high) in enumerate(spans):
            if ruler.edge(opening, low) >= ruler.end:
                break
            eligible = {
                (unit, at)
                for unit, at in members
                if ruler.edge(at, high + 1) <= ruler.end and not ruler.unseen(at, low)
            }
            later = spans[number:] if mode == "on_or_after" else [(low, high)]
            came = {
                (unit, at)
                for unit, at in eligible
                if any(
                    ruler.within(returns.get(unit, ()), at, span) >= at_least
                    for span in later
                    if ruler.edge(at, span[0]) < ruler.end
                )
            }
            over = ruler.edge(closing, high + 1) <= ruler.end
            rows.append(
                {
                    "cohort": cohort,
                    "size": len(members),
                    "period": number,
                    "from_step": low,
                    "to_step": high,
                    "eligible": len(eligible),
                    "returned": len(came),
                    "complete": len(eligible) == len(members) if members else over,
                }
            )
    return rows


class _Ruler:
    """Where steps since a start begin and end, on the clock or on the calendar of days."""

    def __init__(self, asked: Asked, clock: str, days: int) -> None:
        self.asked, self.rolling, self.span = asked, clock == "rolling", timedelta(days=days)
        self.begin, self.end = self.utc(asked.first), self.utc(asked.end)

    def utc(self, day: date) -> datetime:
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.asked.zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def edge(self, start: datetime, steps: int) -> datetime:
        """Return the instant at which a step begins."""
        if self.rolling:
            return start + steps * self.span
        return self.utc(self.asked.local(start).date() + timedelta(days=steps))

    def unseen(self, start: datetime, low: int) -> bool:
        if self.rolling:
            return start < self.begin and self.edge(start, low) < self.begin
        day = self.asked.local(start).date()
        return day < self.asked.first and day + timedelta(days=low) < self.asked.first

    def within(self, events: Sequence[datetime], start: datetime, span: tuple[int, int]) -> int:
        """Count the events observed from the beginning of a span to its end."""
        known = [at for at in events if at < self.end]
        if self.rolling:
            low, high = self.edge(start, span[0]), self.edge(start, span[1] + 1)
            return sum(low <= at < high for at in known)
        first = self.asked.local(start).date()
        since = [(self.asked.local(at).date() - first).days for at in known]
        return sum(span[0] <= days <= span[1] for days in since)
