"""Rows of attrition and retention drawn from a seed: results without any engine."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pyarrow as pa

from tenure.measure.result import Result
from tenure.stats import wilson

SQL = """SELECT
  p.period_start,
  COUNT(*) FILTER (WHERE a.unit_id IS NOT NULL) AS at_start,
  COUNT(*) FILTER (WHERE a.unit_id IS NOT NULL AND b.unit_id IS NULL) AS lost
FROM periods AS p
LEFT JOIN spells AS a
  ON a.from_local < p.period_start AND (a.to_local >= p.period_start OR a.to_local IS NULL)
LEFT JOIN spells AS b
  ON b.unit_id = a.unit_id AND b.to_local >= p.period_end
WHERE a.plan <> '<free & trial>'
GROUP BY p.period_start
ORDER BY p.period_start"""


def periods(kind: str, first: date, count: int) -> list[date]:
    """List the first days of `count` periods, and the day after the last."""
    if kind == "week":
        return [first + timedelta(days=7 * i) for i in range(count + 1)]
    step = {"month": 1, "quarter": 3, "year": 12}[kind]
    months = [first.year * 12 + first.month - 1 + step * i for i in range(count + 1)]
    return [date(m // 12, m % 12 + 1, 1) for m in months]


def draw(random: Random, trials: int, share: float) -> int:
    """Draw from a binomial, by its normal approximation when it is large."""
    if trials < 200:
        return sum(random.random() < share for _ in range(trials))
    spread = (trials * share * (1 - share)) ** 0.5
    return min(trials, max(0, round(random.gauss(trials * share, spread))))


def attrition_rows(
    *, starts: list[date], as_of: date, size: int, leaving: float, joining: float, seed: int = 1
) -> list[dict[str, object]]:
    """Walk a company through its periods; the last may be unfinished."""
    random, rows, active, gone = Random(seed), [], size, size // 10
    for number, (start, end) in enumerate(pairwise(starts)):
        complete = end <= as_of + timedelta(days=1)
        part = 1.0 if complete else max(0.0, (as_of - start).days / (end - start).days)
        season = 1 + 0.18 * ((number % 12) in (0, 1)) - 0.1 * ((number % 12) in (6, 7))
        lost = draw(random, active, leaving * season * part)
        joined = draw(random, max(1, size), joining * part * (1 + number / 90))
        back = draw(random, gone, 0.02 * part)
        bounds = wilson(lost, active)
        low, high = bounds or (None, None)
        rows.append(
            {
                "period_start": start,
                "period_end": end,
                "complete": complete,
                "at_start": active,
                "retained": active - lost,
                "lost": lost,
                "joined": joined,
                "won_back": back,
                "at_end": active - lost + joined + back,
                "joined_and_lost": draw(random, joined, 0.06),
                "attrition": lost / active if active else None,
                "attrition_low": low,
                "attrition_high": high,
                "reason": None if complete else "the period is not over",
            }
        )
        active, gone = active - lost + joined + back, gone + lost - back
    return rows


COUNTS = ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost")
ATTRITION = pa.schema(
    [
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
        ("complete", pa.bool_()),
        *((name, pa.int64()) for name in COUNTS),
        ("attrition", pa.float64()),
        ("attrition_low", pa.float64()),
        ("attrition_high", pa.float64()),
        ("reason", pa.string()),
    ]
)
RETENTION = pa.schema(
    [
        ("cohort", pa.date32()),
        ("size", pa.int64()),
        ("period", pa.int64()),
        ("eligible", pa.int64()),
        ("returned", pa.int64()),
        ("retention", pa.float64()),
        ("retention_low", pa.float64()),
        ("retention_high", pa.float64()),
        ("complete", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def attrition_result(
    rows: list[dict[str, object]],
    *,
    period: str | None,
    as_of: date,
    words: str,
    by: str | None = None,
) -> Result:
    """Wrap rows of attrition as a result."""
    schema = ATTRITION.insert(0, pa.field(by, pa.string())) if by else ATTRITION
    options: dict[str, object] = {"period": period, "convention": "cohort"} | (
        {"by": by} if by else {}
    )
    return Result("attrition", words, as_of, pa.Table.from_pylist(rows, schema), SQL, options)


def retention_rows(
    *,
    starts: list[date],
    as_of: date,
    size: int,
    curve: tuple[float, float, float] = (0.86, 0.42, 5.0),
    seed: int = 2,
) -> list[dict[str, object]]:
    """Draw a triangle: period 0 first, then `top` falling to `floor` with a half-life."""
    random, rows = Random(seed), []
    top, floor, half = curve
    for number, cohort in enumerate(starts[:-1]):
        people = max(0, round(random.gauss(size * (1 + number / 40), size * 0.08)))
        for period in range(len(starts) - 1 - number):
            share = 1.0 if period == 0 else floor + (top - floor) * 0.5 ** (period / half)
            complete = starts[number + period + 1] <= as_of + timedelta(days=1)
            returned = draw(random, people, min(1.0, share)) if complete else None
            bounds = wilson(returned, people) if returned is not None else None
            low, high = bounds or (None, None)
            rows.append(
                {
                    "cohort": cohort,
                    "size": people,
                    "period": period,
                    "eligible": people if complete else None,
                    "returned": returned,
                    "retention": returned / people if returned is not None and people else None,
                    "retention_low": low,
                    "retention_high": high,
                    "complete": complete,
                    "reason": None if complete else "not over for everyone",
                }
            )
    return rows


def retention_result(
    rows: list[dict[str, object]],
    *,
    period: str,
    as_of: date,
    words: str,
    mode: str = "exact",
    by: str | None = None,
) -> Result:
    """Wrap rows of retention as a result."""
    schema = RETENTION.insert(0, pa.field(by, pa.string())) if by else RETENTION
    options: dict[str, object] = {"period": period, "mode": mode} | ({"by": by} if by else {})
    return Result("retention", words, as_of, pa.Table.from_pylist(rows, schema), SQL, options)
