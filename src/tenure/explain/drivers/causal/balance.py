"""How alike the exposed and the others are, before and after weighting."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints

FAR = 0.1
"""|standardised difference| above which two groups are said to differ."""


@dataclass(frozen=True)
class Balance:
    """The standardised difference of one column, before and after weighting."""

    column: int
    before: float
    after: float


def balance(
    matrix: Floats, exposed: Floats, propensity: Floats, weight: Floats, columns: Sequence[int]
) -> list[Balance]:
    """Return the columns, those that differ most before weighting first.

    (mean of the exposed − mean of the others) / √((s1² + s0²) / 2), after with weights 1 / e and
    1 / (1 − e), by the same spread. Source: P. C. Austin, Balance diagnostics for comparing the
    distribution of baseline covariates, Statistics in Medicine 28 (2009).
    """
    own = np.asarray(matrix[:, list(columns)], np.float64)
    sides = [
        (weight * exposed, exposed / propensity),
        (weight * (1 - exposed), (1 - exposed) / (1 - propensity)),
    ]
    means = [(side @ own) / side.sum() for side, _ in sides]
    variance = [
        (side @ (own - mean) ** 2) / side.sum()
        for (side, _), mean in zip(sides, means, strict=True)
    ]
    after = [((weight * inverse) @ own) / (weight * inverse).sum() for _, inverse in sides]
    spread = np.sqrt((variance[0] + variance[1]) / 2)
    scale = np.where(spread > 0, spread, np.inf)
    found = [
        Balance(column, float(one), float(two))
        for column, one, two in zip(
            columns, (means[0] - means[1]) / scale, (after[0] - after[1]) / scale, strict=True
        )
    ]
    return sorted(found, key=lambda one: -abs(one.before))


def unbalanced(found: Sequence[Balance]) -> int:
    """Count the columns that differ after weighting."""
    return sum(abs(one.after) > FAR for one in found)


__all__ = ["FAR", "Balance", "Ints", "balance", "unbalanced"]
