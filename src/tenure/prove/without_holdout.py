"""Plays that had no holdout: before and after, with the limits of that in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from tenure.errors import MetricError
from tenure.prove.quantiles import critical
from tenure.prove.telling import Note, note
from tenure.stats import Estimate, cochran_armitage, wilson_bounds

Periods = Sequence[tuple[int, int]]
"""(left, units) of each period, in their order."""

FEWEST = 3
"""Periods before, below which nobody knows how much rates vary by themselves."""
SUSPECT = 0.05
"""Below this p-value the periods before are called a trend."""


@dataclass(frozen=True)
class BeforeAfter:
    """The rate after less the rate before; `varies`: how much more than by chance periods do.

    `difference` is None where it is not known how much periods vary; `limits` say in words what
    it cannot tell. Never a proof.
    """

    before: Estimate
    after: Estimate
    difference: Estimate | None
    varies: float | None
    limits: tuple[Note, ...]


def before_after(before: Periods, after: Periods, *, level: float = 0.95) -> BeforeAfter:
    """Compare (left, units) of the periods before a play with those after it began.

    Rates of all units of a side. Variance: binomial times φ = max(1, Σ (x − n p)² / (n p (1 −
    p)) / (periods − 2)), since months differ by more than chance; t quantiles. Without three
    periods before there is no interval. Raises MetricError for a side without anybody.

    Source: P. McCullagh and J. Nelder, Generalized Linear Models (1989), 4.5.
    """
    sides = [_added("before", before), _added("after", after)]
    limits = [note("before_after"), note("regression_to_the_mean")]
    if len(before) < FEWEST:
        limits.append(note("few_periods", n=len(before), least=FEWEST))
        first, second = (_rate(left, units, critical(level)) for left, units in sides)
        return BeforeAfter(first, second, None, None, tuple(limits))
    trend = cochran_armitage(list(before))
    if trend is not None and trend.p < SUSPECT:
        limits.append(note("trend_before"))
    freedom = len(before) + len(after) - 2
    varies = max(1.0, (_apart(before) + _apart(after)) / freedom)
    z = critical(level, freedom)
    first, second = (_rate(left / varies, units / varies, z) for left, units in sides)
    return BeforeAfter(first, second, _less(second, first, sides, varies, z), varies, tuple(limits))


def _added(where: str, periods: Periods) -> tuple[int, int]:
    left, units = sum(one[0] for one in periods), sum(one[1] for one in periods)
    if units <= 0 or any(not 0 <= x <= n for x, n in periods):
        raise MetricError("periods hold units, and of them 0 or more who left", where=where)
    return left, units


def _rate(left: float, units: float, z: float) -> Estimate:
    low, high = wilson_bounds(left, units, z)
    return Estimate(left / units, max(float(low), 0.0), min(float(high), 1.0))


def _apart(periods: Periods) -> float:
    """Return Pearson's χ² of periods against the rate of all of them; 0 where nothing varies."""
    left, units = sum(one[0] for one in periods), sum(one[1] for one in periods)
    rate = left / units
    if not 0 < rate < 1:
        return 0.0
    return sum((x - n * rate) ** 2 / (n * rate * (1 - rate)) for x, n in periods if n)


def _less(
    after: Estimate, before: Estimate, sides: list[tuple[int, int]], varies: float, z: float
) -> Estimate:
    (_, units), (_, later) = sides
    p, q = before.value, after.value
    width = z * sqrt(varies * (p * (1 - p) / units + q * (1 - q) / later))
    return Estimate(q - p, q - p - width, q - p + width)
