"""Retention of all cohorts together: sums of customers, never averages of rates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tenure.charts.result import RetentionRow
from tenure.stats import wilson


@dataclass(frozen=True)
class Pooled:
    """One period after the start, over every cohort in which it is complete."""

    period: int
    eligible: int
    returned: int
    cohorts: int
    rate: float | None
    low: float | None
    high: float | None


def pool(rows: Iterable[RetentionRow]) -> list[Pooled]:
    """Add up the complete cells of each period.

    Grain in: a cohort times a period. Grain out: a period. retention = Σ returned /
    Σ eligible over complete cells, with its 95 % Wilson interval; None when nobody is
    eligible. Source: definitions, "Retention by cohort".
    """
    cells: dict[int, list[RetentionRow]] = defaultdict(list)
    for row in rows:
        if row.complete and row.eligible is not None and row.returned is not None:
            cells[row.period].append(row)
    return [_sum(period, cells[period]) for period in sorted(cells)]


def _sum(period: int, cells: list[RetentionRow]) -> Pooled:
    eligible = sum(cell.eligible or 0 for cell in cells)
    returned = sum(cell.returned or 0 for cell in cells)
    bounds = wilson(returned, eligible)
    return Pooled(
        period=period,
        eligible=eligible,
        returned=returned,
        cohorts=len(cells),
        rate=returned / eligible if eligible else None,
        low=bounds[0] if bounds else None,
        high=bounds[1] if bounds else None,
    )
