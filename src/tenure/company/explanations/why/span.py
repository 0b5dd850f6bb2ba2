"""Which period is explained, and against which other."""

import re
from dataclasses import dataclass
from datetime import date

from tenure.errors import MetricError
from tenure.periods import Calendar, Observation, Period

_FORMS: tuple[tuple[str, Period], ...] = (
    (r"(?P<year>\d{4})", "year"),
    (r"(?P<year>\d{4})-[Qq](?P<quarter>[1-4])", "quarter"),
    (r"(?P<year>\d{4})-(?P<month>\d{2})", "month"),
    (r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})", "week"),
)


@dataclass(frozen=True)
class Span:
    """Two periods of one kind: the one that is explained, and the one it is held against."""

    kind: Period
    before: date
    before_end: date
    after: date
    after_end: date
    """First days, and the days after the last ones."""


def span_of(
    asked: str | None, against: str | None, *, calendar: Calendar, observed: Observation
) -> Span:
    """Return the periods that two texts name: 2026, 2026-Q2, 2026-06, or a day in a week.

    The last complete month, and the period before, unless they are said. Raises MetricError
    for what names no period, and for one that is not over or not in the data.
    """
    kind: Period = "month"
    day: date | None = None
    if asked:
        kind, day = _read(asked)
    over = calendar.number(observed.end, kind)
    after = over - 1 if day is None else calendar.number(day, kind)
    before = after - 1
    if against:
        other, day = _read(against)
        if other != kind:
            raise MetricError(
                f"{against!r} is a {other} and the period explained a {kind}",
                hint=f"name another {kind}",
            )
        before = calendar.number(day, kind)
    first = calendar.number(observed.first, kind)
    first += calendar.start(first, kind) < observed.first
    told = ((after, asked or f"the last {kind}"), (before, against or f"the {kind} before it"))
    for number, name in told:
        if not first <= number < over:
            raise MetricError(
                f"{name}: this {kind} is not over, or not in the data: "
                f"{observed.first} to {observed.last}",
                hint="name a complete period: 2026, 2026-Q2, 2026-06, or a day in a week",
            )
    if before == after:
        raise MetricError("a period is not compared with itself")
    ends = (calendar.start(number + 1, kind) for number in (before, after))
    return Span(
        kind, calendar.start(before, kind), next(ends), calendar.start(after, kind), next(ends)
    )


def _read(text: str) -> tuple[Period, date]:
    """Return the kind of period that a text names, and a day in it."""
    for form, kind in _FORMS:
        found = re.fullmatch(form, text.strip())
        if found:
            parts = {name: int(number) for name, number in found.groupdict().items()}
            month = parts.get("month", 3 * parts.get("quarter", 1) - 2)
            try:
                return kind, date(parts["year"], month, parts.get("day", 1))
            except ValueError:
                break
    raise MetricError(
        f"{text!r} names no period", hint="write 2026, 2026-Q2, 2026-06, or a day in a week"
    )
