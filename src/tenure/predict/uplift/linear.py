"""Estimates that are weighted means, with what each row adds to their error."""

from dataclasses import dataclass

import numpy as np

from tenure.predict.evaluate.rows import Floats, Integers
from tenure.stats import Z95, Estimate


@dataclass(frozen=True)
class Mean:
    """A weighted mean, and the influence of each row on it (n,); both add up and subtract."""

    value: float
    influence: Floats

    def __sub__(self, other: "Mean") -> "Mean":
        return Mean(self.value - other.value, self.influence - other.influence)

    def estimate(self, cluster: Integers, z: float = Z95) -> Estimate | None:
        """Return the value with its normal interval, errors summed by customer.

        None when the value is undefined or fewer than two customers speak.
        """
        sums = np.bincount(cluster, self.influence)
        number = int((np.bincount(cluster, self.influence != 0) > 0).sum())
        if not np.isfinite(self.value) or number < 2:
            return None
        error = float(np.sqrt(sums @ sums * number / (number - 1)))
        return Estimate(self.value, self.value - z * error, self.value + z * error)


def mean(values: Floats, weight: Floats) -> Mean:
    """Return the mean of values (n,) under weights; its value is NaN without any weight."""
    total = weight.sum()
    if not total:
        return Mean(float("nan"), np.zeros_like(values))
    value = float(values @ weight / total)
    return Mean(value, weight * (values - value) / total)
