"""Stretches of days without a row, where data may be missing at the source."""

from datetime import date, timedelta
from statistics import median

from tenure.periods import Calendar, Observation
from tenure.tables.findings import Finding, TableSummary
from tenure.tables.mapping import Mapped
from tenure.tables.source import Reader

_FACTS = ("events", "orders", "payments", "tickets", "feedback", "touches")
_SHORTEST = 3
_UNUSUAL = 4


def gaps(
    mapped: Mapped, summary: TableSummary, reader: Reader, calendar: Calendar
) -> list[Finding]:
    """Find stretches of at least three days without a row that are unusual for the table.

    Unusual: at least four times the table's median distance between two days
    that have rows, so that a shop closed on Sundays is not reported every week.
    """
    instant = mapped.schema.instant
    if mapped.schema.name not in _FACTS or not instant or not summary.first or not summary.last:
        return []
    kept = mapped.kept
    covered = Observation(date.fromisoformat(summary.first), date.fromisoformat(summary.last))
    local = calendar.local(kept[instant], covered)
    days = kept.select(day=local.cast("date")).distinct().order_by("day")
    present = reader.execute(days, metric=f"check {mapped.schema.name}")["day"].to_pylist()
    stretches = _stretches(present)
    if not stretches:
        return []
    longest = max(stretches, key=lambda stretch: stretch[1])
    return [
        Finding(
            mapped.schema.name,
            "gap",
            "warning",
            sum(length for _, length in stretches),
            detail={"longest": str(longest[1]), "since": longest[0].isoformat()},
            samples=tuple(
                {"since": since.isoformat(), "days": str(length)}
                for since, length in sorted(stretches, key=lambda s: -s[1])[:3]
            ),
        )
    ]


def _stretches(present: list[date]) -> list[tuple[date, int]]:
    """List (first missing day, number of missing days) of every unusual stretch."""
    steps = [(later - earlier).days for earlier, later in zip(present, present[1:], strict=False)]
    if not steps:
        return []
    limit = max(_SHORTEST, _UNUSUAL * median(steps))
    return [
        (day + timedelta(days=1), step - 1)
        for day, step in zip(present, steps, strict=False)
        if step - 1 >= limit
    ]
