"""By how much more or fewer on the worse side would move the share that leaves."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered
from tenure.stats.estimate import Estimate

CODES = 4


@dataclass(frozen=True)
class Moved:
    """The share of customers on the high side before and now, and what the move goes with.

    change: now − before, with interval. effect: by how much attrition would move, all else
    alike, were the differences between the sides causes; p that it does not.
    """

    before: float
    now: float
    change: Estimate
    effect: Estimate


def moved(codes: Ints, now: Ints, group: Ints, risks: Floats, covariance: Floats) -> Moved | None:
    """Compare the codes (n,) of customers now (1) and before (0).

    Effect: Σ over codes of (share now − share before) × risk, risks (4,) being adjusted, with
    covariance (4, 4). Variances: of the shares, customers being independent and counted once in
    both; of the risks. None where a side has nobody, or has a code whose risk is not known.
    """
    if not now.any() or now.all():
        return None
    shares, influence = _shares(codes, now)
    change = shares[1] - shares[0]
    known = ~np.isnan(risks)
    if not known[np.abs(shares).sum(axis=0) > 0].all():
        return None
    level, spread = np.where(known, risks, 0.0), np.where(np.isnan(covariance), 0.0, covariance)
    between = clustered(influence, group)
    effect = float(change @ level)
    error = sqrt(max(float(level @ between @ level + change @ spread @ change), 0.0))
    high = sqrt(max(float(between[1, 1]), 0.0))
    return Moved(
        float(shares[0, 1]),
        float(shares[1, 1]),
        Estimate(float(change[1]), float(change[1]) - Z95 * high, float(change[1]) + Z95 * high),
        Estimate(effect, effect - Z95 * error, effect + Z95 * error),
    )


def _shares(codes: Ints, now: Ints) -> tuple[Floats, Floats]:
    """Return the shares (2, 4) before and now, and the influence (n, 4) of each row on the move."""
    unit = np.eye(CODES)[codes]
    shares = np.stack([unit[now == at].mean(axis=0) for at in (0, 1)])
    size = np.array([np.count_nonzero(now == at) for at in (0, 1)])
    sign = np.where(now == 1, 1.0, -1.0) / size[now]
    return shares, sign[:, None] * (unit - shares[now])
