"""Windows since a start: time cut by each customer's own clock, and what is observed of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from tenure.measure.brackets import Bracket, bracket_count, bracket_of
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

Clock = Literal["rolling", "calendar"]

_DAY = 86_400_000_000
"""Microseconds of 24 hours."""

_TICK = timedelta(microseconds=1)
_EARLIER = timedelta(days=20 * 365)
"""How long before the data a start may lie and still be dated by the clock of its season."""


@dataclass(frozen=True)
class Ruler:
    """How time since a start is cut into steps and windows.

    `rolling`: steps of `days` × 24 hours of elapsed time from the very instant of
    the start; `calendar`: the calendar periods `step`. A window is a step, or a
    bracket of steps. `period` cuts the cohorts.
    """

    period: Period
    clock: Clock
    step: Period
    days: int
    brackets: tuple[Bracket, ...] | None
    calendar: Calendar
    observed: Observation

    @property
    def end(self) -> datetime:
        """The first instant that is no longer observed, naive UTC."""
        return self.calendar.midnight(self.observed.end)

    @property
    def ever(self) -> Observation:
        """The days observed, and the years before them in which starts may lie."""
        return Observation(self.observed.first - _EARLIER, self.observed.last)

    def number(self, instant: "ir.TimestampValue", period: Period) -> "ir.IntegerValue":
        """Return the number of the calendar period of naive UTC instants."""
        return self.calendar.numbers_at(instant, period, self.ever)

    def placed(self, entries: "ir.Table") -> "ir.Table":
        """Add which windows of each entry are observed: from number `opens` to below `over`.

        Grain in and out: an entry with started_at. A window that began before the
        data did is not observed, for one who started before they did.
        """
        import ibis

        if self.clock == "rolling":
            begin = self.calendar.midnight(self.observed.first)
            over = self._spans(self.end, entries.started_at)
            unseen = self._spans(begin - _TICK, entries.started_at) + 1
            early = entries.started_at < begin
        else:
            at = self.number(entries.started_at, self.step)
            day_before = self.observed.first - timedelta(days=1)
            over = self.calendar.number(self.observed.end, self.step) - at
            unseen = self.calendar.number(day_before, self.step) + 1 - at
            early = at < self.calendar.number(self.observed.first, self.step)
        none = ibis.literal(0, "int64")
        return entries.mutate(
            opens=ibis.ifelse(early, bracket_count(unseen, self.brackets, edge="low"), none),
            over=bracket_count(over, self.brackets, edge="high"),
        )

    def window_at(self, events: "ir.Table") -> "ir.IntegerValue":
        """Return the window, counted from started_at, that holds occurred_at; null in none."""
        if self.clock == "rolling":
            steps = self._spans(events.occurred_at, events.started_at)
        else:
            at = self.number(events.started_at, self.step)
            steps = self.number(events.occurred_at, self.step) - at
        return bracket_of(steps, self.brackets)

    def begun(self, cohort: "ir.IntegerValue") -> "ir.IntegerValue":
        """Count the windows that have begun for one who started as a cohort's period did."""
        opening = self.calendar.starts(cohort, self.period).cast("timestamp")
        if self.clock == "rolling":
            instant = self.calendar.instant(opening, self.ever)
            steps = self._spans(self.end - _TICK, instant) + 1
        else:
            now = self.calendar.number(self.observed.last, self.step)
            steps = now - self.calendar.numbers(opening, self.step) + 1
        return bracket_count(steps, self.brackets, edge="low")

    def finished(self, cohort: "ir.IntegerValue") -> "ir.IntegerValue":
        """Count the windows that are over even for one who started as a cohort's period ended."""
        closing = self.calendar.starts(cohort + 1, self.period).cast("timestamp")
        if self.clock == "rolling":
            instant = self.calendar.instant(closing, self.ever)
            steps = self._spans(self.end + _TICK, instant)
        else:
            import ibis

            day_before = closing - ibis.interval(days=1)
            end = self.calendar.number(self.observed.end, self.step)
            steps = end - self.calendar.numbers(day_before, self.step)
        return bracket_count(steps, self.brackets, edge="high")

    def _spans(
        self, later: "datetime | ir.TimestampValue", start: "ir.TimestampValue"
    ) -> "ir.IntegerValue":
        """Count the whole spans from one instant to another; below zero before it."""
        import ibis

        instant = ibis.literal(later, "timestamp") if isinstance(later, datetime) else later
        elapsed = instant.delta(start, unit="microsecond")
        return (elapsed // (self.days * _DAY)).cast("int64")
