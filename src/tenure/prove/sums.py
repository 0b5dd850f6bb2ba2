"""An arm summed up: its mean, and how unsure that is when units were assigned together."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.prove.trial import Trial

if TYPE_CHECKING:
    from tenure.prove.trial import Booleans, Floats, Integers


@dataclass(frozen=True)
class Sums:
    """What an arm's outcomes add up to.

    `squares`: of the deviations from the mean; `between`: of what those add up to in each
    cluster, the same without clusters.
    """

    units: int
    clusters: int
    total: float
    squares: float
    between: float

    @property
    def mean(self) -> float:
        """The mean outcome of a unit; there must be one."""
        return self.total / self.units

    @property
    def variance(self) -> float:
        """The variance of the mean: C / (C − 1) · Σ_c (Σ_i e)² / n²; 0 of a single cluster.

        Source: W. G. Cochran, Sampling Techniques (1977), 6.3: the ratio estimator.
        """
        if self.clusters < 2:
            return 0.0
        return self.clusters / (self.clusters - 1) * self.between / self.units**2


def sums(tried: Trial, treated: bool) -> Sums:
    """Sum up one arm of a trial."""
    import numpy as np

    own = tried.treated == treated
    values = tried.outcome[own]
    if not len(values):
        return Sums(0, 0, 0.0, 0.0, 0.0)
    apart = values - values.mean()
    squares = float(apart @ apart)
    if tried.cluster is None:
        return Sums(len(values), len(values), float(values.sum()), squares, squares)
    number = tried.cluster[own]
    parts = np.bincount(number, apart)
    there = int(np.count_nonzero(np.bincount(number)))
    return Sums(len(values), there, float(values.sum()), squares, float(parts @ parts))


def design_effect(first: Sums, second: Sums) -> float:
    """Return by how much clusters multiply the variance of means: the design effect, at least 1.

    Of both arms pooled, for its own error is large in a small one.
    """
    apart = sum(s.squares * s.units / (s.units - 1) for s in (first, second) if s.units > 1)
    joint = sum(
        s.between * s.clusters / (s.clusters - 1) for s in (first, second) if s.clusters > 1
    )
    return max(joint / apart, 1.0) if apart > 0 else 1.0


def by_cluster(values: "Floats", cluster: "Integers | None") -> "Floats":
    """Return values added up by cluster; as they are without."""
    import numpy as np

    if cluster is None:
        return values
    found: Floats = np.bincount(cluster, values).astype(np.float64, copy=False)
    return found


def clusters_in(cluster: "Integers | None", own: "Booleans") -> int:
    """Return how many clusters have a row that a mask keeps."""
    import numpy as np

    if cluster is None:
        return int(np.count_nonzero(own))
    return int(np.count_nonzero(np.bincount(cluster[own])))
