"""Whether a segment's rate moved otherwise than that of everyone else."""

from math import sqrt

from tenure.stats import Z95, Estimate
from tenure.stats.estimate import two_sided

Counts = tuple[int, int]
"""Those lost, of those there at the start."""


def moved_apart(
    before: Counts, after: Counts, others_before: Counts, others_after: Counts
) -> tuple[Estimate, float] | None:
    """Return by how much more a segment's rate rose than that of the others, and the p-value.

    (r1 − r0) − (q1 − q0), r the segment's rates, q those of the others; four independent
    proportions, each with Agresti and Caffo's added success and failure in its variance, so that
    a rate of 0 is not taken as certain. None where any of the four has nobody. Units: shares of 1.
    """
    four = (after, before, others_after, others_before)
    if not all(there for _, there in four):
        return None
    rates = [lost / there for lost, there in four]
    value = (rates[0] - rates[1]) - (rates[2] - rates[3])
    error = sqrt(sum(_variance(lost, there) for lost, there in four))
    return Estimate(value, value - Z95 * error, value + Z95 * error), two_sided(value / error).p


def _variance(lost: int, there: int) -> float:
    share = (lost + 1) / (there + 2)
    return share * (1 - share) / (there + 2)
