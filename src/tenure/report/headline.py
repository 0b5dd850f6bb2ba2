"""The headline: the last complete period in words, and what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tenure.charts.result import (
    SNAPSHOT,
    AttritionRow,
    Result,
    attrition_rows,
    period_kind,
    split_by,
)
from tenure.stats import newcombe_bounds

_PREFERRED = ("month", "quarter", "week", "year", "day")
_SPAN = {"day": 28, "week": 13, "month": 12, "quarter": 4, "year": 3}


@dataclass(frozen=True)
class Difference:
    """A difference of two rates with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """Say `higher` or `lower` only when the interval leaves no doubt; else `same`."""
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "same"


@dataclass(frozen=True)
class Headline:
    """The last complete period of a result, the one before it, and the one a year before.

    Periods that the data do not show in full are not compared with.
    """

    result: Result
    kind: str
    row: AttritionRow
    previous: AttritionRow | None
    year_ago: AttritionRow | None
    span: Sequence[AttritionRow]

    @property
    def change(self) -> float | None:
        """The relative change of the total within the period."""
        if not self.row.at_start or self.row.at_end is None:
            return None
        return self.row.at_end / self.row.at_start - 1


def primary(results: Sequence[Result]) -> Result | None:
    """Choose the attrition that the headline speaks of: unsplit, by month if there is one."""
    whole = [r for r in results if r.metric == "attrition" and split_by(r) is None]

    def rank(result: Result) -> tuple[bool, int]:
        kind = period_kind(result)
        known = _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)
        return not any(row.complete for row in attrition_rows(result)), known

    return min(whole, key=rank, default=None)


def headline(results: Sequence[Result]) -> Headline | None:
    """Return the last complete period, or None when no period is complete."""
    result = primary(results)
    rows = attrition_rows(result) if result else []
    complete = {row.start: row for row in rows if row.complete}
    if result is None or not complete:
        return None
    row = complete[max(complete)]
    kind = period_kind(result)
    sure = {start: one for start, one in complete.items() if one.sure or start == row.start}
    previous = next((one for one in sure.values() if one.end == row.start < row.end), None)
    year_ago = sure.get(_year_before(row.start, kind)) if kind not in ("year", SNAPSHOT) else None
    return Headline(result, kind, row, previous, year_ago, _span(list(sure.values()), kind))


def difference(now: AttritionRow, then: AttritionRow) -> Difference | None:
    """Return the rate of `now` less that of `then`, in shares of 1, with its 95 % interval.

    Newcombe's interval, from the Wilson intervals of the two.
    """
    if now.rate is None or now.low is None or now.high is None:
        return None
    if then.rate is None or then.low is None or then.high is None:
        return None
    found = newcombe_bounds(now.rate, (now.low, now.high), then.rate, (then.low, then.high))
    return Difference(value=found.value, low=found.low, high=found.high)


def _year_before(start: date, kind: str) -> date:
    if kind in ("week", "day"):
        return start - timedelta(days=364)
    return start.replace(year=start.year - 1, day=min(start.day, 28))


def _span(rows: list[AttritionRow], kind: str) -> list[AttritionRow]:
    """Return the unbroken run of complete periods that ends last, up to about a year."""
    run = rows[-1:]
    for row in reversed(rows[:-1]):
        if row.end != run[0].start or not row.at_start:
            break
        run.insert(0, row)
    return run[-_SPAN.get(kind, 12) :]
