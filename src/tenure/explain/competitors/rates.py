"""Two rates compared exactly."""

from tenure.stats import clopper_pearson
from tenure.stats.estimate import Estimate


def rate_ratio(after: int, exposed: float, before: int, exposed_before: float) -> Estimate | None:
    """Return (after / exposed) / (before / exposed_before) with its exact interval.

    Given how many there were in all, those after are binomial with odds r · exposed /
    exposed_before, so Clopper and Pearson's interval of their share gives that of r. None where
    there was nothing before, or nothing to happen to: the ratio is then not defined.

    Source: J. Przyborowski and H. Wilenski, Homogeneity of results in testing samples from
    Poisson series, Biometrika 31 (1940).
    """
    if not before or exposed <= 0 or exposed_before <= 0:
        return None
    interval = clopper_pearson(after, after + before)
    assert interval is not None
    scale = exposed_before / exposed

    def ratio(share: float) -> float:
        return float("inf") if share >= 1 else share / (1 - share) * scale

    low, high = interval
    return Estimate(after / before * scale, ratio(low), ratio(high))
