"""Whether an effect is the same at every date and in every segment."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tenure.explain.drivers.adjusted import Solved
from tenure.explain.drivers.arrays import Z95, Ints, expit, sums
from tenure.explain.drivers.contrast import HIGH, LOW
from tenure.stats.estimate import Estimate

LEAST_LEAVERS = 5
"""Rows of leavers in a part, on both sides together, from which on it is told."""


@dataclass(frozen=True)
class Part:
    """The log odds of high against low in one part: a date, a segment; rows on both sides."""

    part: int
    rows: int
    log_odds: Estimate
    error: float


@dataclass(frozen=True)
class Stability:
    """An effect in each part, and whether they differ by more than chance.

    same_sign: parts whose sign is that of all together. q: Cochran's Q, p its p-value, None with
    fewer than two parts; i2: the share of their variance that chance does not tell.
    """

    parts: tuple[Part, ...]
    same_sign: int
    q: float | None
    p: float | None
    i2: float | None


def stability(one: Solved, part: Ints, number: int, group: Ints) -> Stability:
    """Tell an effect in each part (n,), 0 to number − 1, all else being the same in all of them.

    One step from the effect of all: d + Σ u / Σ u', u being the part's own scores, with the
    sandwich variance over customers, no smaller than the model's own. Source of Q and I²:
    W. G. Cochran, Biometrics 10 (1954); J. P. T. Higgins and S. G. Thompson, Statistics in
    Medicine 21 (2002).
    """
    share = expit(one.margin)
    along = one.orthogonal @ one.bread[0]
    score = along * one.weight * one.residual
    slope = along * one.weight * share * (1 - share) * one.orthogonal[:, 0]
    model = (along * one.weight) ** 2 * share * (1 - share)
    sides = (one.codes == HIGH) | (one.codes == LOW)
    left = (one.residual > 0) & sides
    customers = int(group.max()) + 1
    found = []
    for at in range(number):
        inside = part == at
        rise = float(slope[inside].sum())
        if rise <= 0 or np.count_nonzero(inside & left) < LEAST_LEAVERS:
            continue
        if not ((one.codes[inside] == HIGH).any() and (one.codes[inside] == LOW).any()):
            continue
        each = sums(score[inside], group[inside], customers)[:, 0]
        error = sqrt(max(float((each**2).sum()), float(model[inside].sum()))) / rise
        value = float(one.d[0]) + float(score[inside].sum()) / rise
        ends = Estimate(value, value - Z95 * error, value + Z95 * error)
        found.append(Part(at, int(np.count_nonzero(inside & sides)), ends, error))
    return _judged(tuple(found), float(one.d[0]))


def _judged(parts: tuple[Part, ...], whole: float) -> Stability:
    same = sum((one.log_odds.value >= 0) == (whole >= 0) for one in parts)
    told = [one for one in parts if one.error > 0]
    if len(told) < 2:
        return Stability(parts, same, None, None, None)
    from scipy.stats import chi2

    value = np.array([one.log_odds.value for one in told])
    inverse = np.array([1 / one.error**2 for one in told])
    q = float((inverse * (value - np.average(value, weights=inverse)) ** 2).sum())
    free = len(told) - 1
    return Stability(
        parts, same, q, float(chi2.sf(q, free)), max(0.0, (q - free) / q) if q else 0.0
    )
