"""Times until something happens, some of which are not over: Kaplan–Meier and log-rank."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.stats.estimate import Test
from tenure.stats.intervals import Z95

if TYPE_CHECKING:
    from scipy.stats import CensoredData


@dataclass(frozen=True)
class Step:
    """The share still there after a time, with its interval; who was at risk then and who left."""

    time: float
    at_risk: int
    ended: int
    share: float
    low: float | None
    high: float | None


def kaplan_meier(times: Sequence[float], ended: Sequence[bool], z: float = Z95) -> list[Step]:
    """Estimate the share still there after each time at which someone's ended.

    `ended` is false where the time was not over when the observation was; such
    a one is at risk up to and including that time. S(t) = Π (1 − d / n) over the
    times up to t. The interval is log-log (exp of the exponential Greenwood
    formula); null where the share is 0.

    Source: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
    observations, JASA 53 (1958); computed by SciPy.
    """
    if len(times) != len(ended):
        raise ValueError(f"{len(times)} times need as many marks, not {len(ended)}")
    if not any(ended):
        return []
    from math import isfinite
    from statistics import NormalDist

    from scipy.stats import ecdf

    curve = ecdf(_censored(times, ended)).sf
    level = 2 * NormalDist().cdf(z) - 1

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the share is 0, the interval is not defined
        bounds = curve.confidence_interval(level, method="log-log")
    steps = []
    for at, time in enumerate(curve.quantiles):
        low, high = bounds.low.probabilities[at], bounds.high.probabilities[at]
        gone = sum(1 for t, over in zip(times, ended, strict=True) if over and t == time)
        if not gone:
            continue
        risk = sum(1 for t in times if t >= time)
        known = isfinite(low) and isfinite(high)
        steps.append(
            Step(
                float(time),
                risk,
                gone,
                float(curve.probabilities[at]),
                float(low) if known else None,
                float(high) if known else None,
            )
        )
    return steps


def log_rank(
    times: Sequence[float],
    ended: Sequence[bool],
    other_times: Sequence[float],
    other_ended: Sequence[bool],
) -> Test | None:
    """Test whether two groups' times until the end are alike; statistic: z.

    Above 0 when the first group's end comes sooner than expected. None when
    nobody's time ended, or a group is empty.

    Source: N. Mantel, Evaluation of survival data and two new rank order
    statistics, Cancer Chemotherapy Reports 50 (1966); computed by SciPy.
    """
    if not len(times) or not len(other_times) or not (any(ended) or any(other_ended)):
        return None
    from math import isfinite

    from scipy.stats import logrank

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without any spread, z is no number
        found = logrank(_censored(times, ended), _censored(other_times, other_ended))
    if not isfinite(found.statistic):
        return None
    return Test(float(found.statistic), float(found.pvalue))


def _censored(times: Sequence[float], ended: Sequence[bool]) -> "CensoredData":
    from scipy.stats import CensoredData

    pairs = list(zip(times, ended, strict=True))
    return CensoredData(
        uncensored=[float(time) for time, over in pairs if over],
        right=[float(time) for time, over in pairs if not over],
    )
