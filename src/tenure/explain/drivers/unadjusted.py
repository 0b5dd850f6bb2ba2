"""The association as it is: how often the two sides of a contrast leave, and how that differs."""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered, two_sided
from tenure.explain.drivers.contrast import HIGH, LOW
from tenure.stats.estimate import Estimate
from tenure.stats.intervals import clopper_pearson


@dataclass(frozen=True)
class Side:
    """One side of a contrast: rows, distinct customers who left, and the share that left."""

    rows: int
    left: int
    rate: Estimate


@dataclass(frozen=True)
class Association:
    """What goes with leaving when nothing is adjusted; `ratio` None where a side has no leaver."""

    high: Side
    low: Side
    difference: Estimate
    ratio: Estimate | None
    p: float


def association(codes: Ints, y: Floats, weight: Floats, group: Ints) -> Association:
    """Compare the share that left of high with that of low.

    Rows (n,) are customers at dates, drawn with 1 / `weight`; intervals and the test of the
    difference count customers, not rows (`arrays.clustered`); the ratio's interval is
    log-normal. The rate's interval is that of the log odds, so that it lies between 0 and 1. A
    side of which nobody left, or everybody, is not taken as certain: see `_of_none`.
    """
    shares, influence = [], []
    for code in (HIGH, LOW):
        inside = (codes == code) * weight
        total = inside.sum()
        share = float((inside * y).sum() / total)
        shares.append(share)
        influence.append(inside * (y - share) / total)
    spread = clustered(np.column_stack(influence), group)
    for at, code in enumerate((HIGH, LOW)):
        if not spread[at, at] > 0:
            spread[at, at] = _of_none(len(np.unique(group[codes == code])))
    high, low = shares
    error = sqrt(max(spread[0, 0] + spread[1, 1] - 2 * spread[0, 1], 0.0))
    gap = high - low
    sides = [
        Side(
            int(np.count_nonzero(codes == code)),
            len(np.unique(group[(codes == code) & (y == 1)])),
            _between(share, sqrt(spread[at, at]), group[codes == code]),
        )
        for at, (code, share) in enumerate(zip((HIGH, LOW), shares, strict=True))
    ]
    difference = Estimate(gap, gap - Z95 * error, gap + Z95 * error)
    p = two_sided(gap / error) if error else 1.0
    return Association(sides[0], sides[1], difference, _ratio(high, low, spread), p)


def _of_none(customers: int) -> float:
    """Return the variance of a share of 0 or 1, which rows alone would call certain.

    p (1 − p) / (n + 2) with p = 1 / (n + 2), of n customers. Source: A. Agresti and B. Caffo,
    Simple and effective confidence intervals, The American Statistician 54 (2000).
    """
    share = 1 / (customers + 2)
    return share * (1 - share) / (customers + 2)


def _between(share: float, error: float, group: Ints) -> Estimate:
    """Return a share with the interval of its log odds; of none or all, the exact one."""
    if not 0 < share < 1:
        customers = len(np.unique(group))
        ends = clopper_pearson(round(share) * customers, customers)
        assert ends is not None
        return Estimate(share, *ends)
    at, spread = log(share / (1 - share)), error / (share * (1 - share))
    low, high = (1 / (1 + exp(-(at + sign * Z95 * spread))) for sign in (-1, 1))
    return Estimate(share, low, high)


def _ratio(high: float, low: float, spread: Floats) -> Estimate | None:
    if high <= 0 or low <= 0:
        return None
    variance = spread[0, 0] / high**2 + spread[1, 1] / low**2 - 2 * spread[0, 1] / (high * low)
    error = sqrt(max(float(variance), 0.0))
    value = high / low
    return Estimate(value, value * exp(-Z95 * error), value * exp(Z95 * error))
