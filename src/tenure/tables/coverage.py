"""Stretches of days without a row, where data may be missing at the source."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from tenure.periods import Calendar, Observation
from tenure.tables.findings import Finding, TableSummary
from tenure.tables.mapping import Mapped
from tenure.tables.source import Reader

_FACTS = ("events", "orders", "payments", "tickets", "feedback", "touches")
_SHORTEST = 3
_UNUSUAL = 4
_AROUND = 28
_EXPECTED = 10


def gaps(
    mapped: Mapped, summary: TableSummary, reader: Reader, calendar: Calendar
) -> list[Finding]:
    """Find stretches of at least three days without a row that are unusual for the table.

    Unusual: at least four times the table's median distance between two days
    that have rows, so that a shop closed on Sundays is not reported every week;
    and, by the rows of the four weeks before and after, at least ten rows were
    to be expected, so that a table with few rows is not reported at all.
    """
    instant = mapped.schema.instant
    if mapped.schema.name not in _FACTS or not instant or not summary.first or not summary.last:
        return []
    kept = mapped.kept
    covered = Observation(date.fromisoformat(summary.first), date.fromisoformat(summary.last))
    local = calendar.local(kept[instant], covered)
    days = kept.select(day=local.cast("date"))
    counted = days.group_by("day").agg(rows=days.count()).order_by("day")
    present = reader.execute(counted, metric=f"check {mapped.schema.name}").to_pydict()
    stretches = _stretches(dict(zip(present["day"], present["rows"], strict=True)))
    if not stretches:
        return []
    missing = sum(length for _, length in stretches)
    longest = max(stretches, key=lambda stretch: stretch[1])
    return [
        Finding(
            mapped.schema.name,
            "gap",
            "warning",
            missing,
            share=missing / ((covered.end - covered.first).days),
            detail={"longest": str(longest[1]), "since": longest[0].isoformat()},
            samples=tuple(
                {"since": since.isoformat(), "days": str(length)}
                for since, length in sorted(stretches, key=lambda s: -s[1])[:3]
            ),
        )
    ]


def _stretches(rows: dict[date, int]) -> list[tuple[date, int]]:
    """List (first missing day, number of missing days) of every unusual stretch."""
    steps = [(day, (later - day).days) for day, later in pairwise(rows)]
    if not steps:
        return []
    limit = max(_SHORTEST, _UNUSUAL * median(step for _, step in steps))
    return [
        (day + timedelta(days=1), step - 1)
        for day, step in steps
        if step - 1 >= limit and _around(rows, day, step) * (step - 1) >= _EXPECTED
    ]


def _around(rows: dict[date, int], day: date, step: int) -> float:
    """Return the mean number of rows a day in the weeks before and after a stretch."""
    before = (day - timedelta(days=back) for back in range(_AROUND))
    after = (day + timedelta(days=step + ahead) for ahead in range(_AROUND))
    return sum(rows.get(near, 0) for near in (*before, *after)) / (2 * _AROUND)
