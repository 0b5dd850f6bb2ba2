"""Times until something happens, some of which are not over: Kaplan–Meier and log-rank."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.stats.estimate import Test
from tenure.stats.intervals import Z95
from tenure.stats.risk_sets import RiskSets, risk_sets

if TYPE_CHECKING:
    from scipy.stats import CensoredData

    from tenure.stats.risk_sets import Floats, Numbers


@dataclass(frozen=True)
class Step:
    """The share still there after a time, with its interval; who was at risk then and who left."""

    time: float
    at_risk: int
    ended: int
    share: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Surviving:
    """The Kaplan–Meier curve as arrays (m,), a value for each time at which someone's ended.

    `share` is still there after it; spread and bounds are computed when they are asked for.
    """

    sets: RiskSets
    share: "Floats"
    z: float = Z95

    @cached_property
    def spread(self) -> "Floats":
        """Greenwood's sum Σ d / (n (n − d)), without those after whom nobody is left."""
        import numpy as np

        left = self.sets.at_risk - self.sets.gone
        found = self.sets.at_risk * left
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(self.sets.gone, found, out=found)
        found[left <= 0] = 0.0
        np.cumsum(found, out=found)
        return found

    @property
    def low(self) -> "Floats":
        """The lower bound of the share; NaN where the share is 0."""
        return self._bounds[0]

    @property
    def high(self) -> "Floats":
        """The upper bound of the share; NaN where the share is 0."""
        return self._bounds[1]

    @cached_property
    def _bounds(self) -> "tuple[Floats, Floats]":
        import numpy as np

        with np.errstate(divide="ignore", invalid="ignore"):
            low, factor = np.log(self.share), np.sqrt(self.spread)
            factor *= -self.z
            factor /= low
            np.exp(factor, out=factor)
            high = low / factor
            np.exp(high, out=high)
            low *= factor
            np.exp(low, out=low)
        for bound in (low, high):
            bound[np.searchsorted(-self.share, 0.0) :] = np.nan  # from where nobody is left
        return low, high

    def at(self, times: "Numbers") -> "Floats":
        """Return the share still there after each of some times; the last one stays beyond."""
        import numpy as np

        place = np.searchsorted(self.sets.times, np.asarray(times, np.float64), side="right")
        found: Floats = np.concatenate([[1.0], self.share])[place]
        return found

    def before(self, times: "Numbers") -> "Floats":
        """Return the share still there just before each of some times."""
        import numpy as np

        place = np.searchsorted(self.sets.times, np.asarray(times, np.float64), side="left")
        found: Floats = np.concatenate([[1.0], self.share])[place]
        return found

    def quantile(self, share: float) -> "tuple[float | None, float | None, float | None]":
        """Return when a share has ended, with its interval; None where fewer have.

        The interval holds every time at which the curve's own interval holds 1 − share.
        Source: R. Brookmeyer and J. Crowley, A confidence interval for the median survival
        time, Biometrics 38 (1982), with log-log intervals.
        """
        return tuple(self._first(one, 1 - share) for one in (self.share, self.low, self.high))  # type: ignore[return-value]

    def _first(self, curve: "Floats", share: float) -> float | None:
        import numpy as np

        reached = np.flatnonzero(np.nan_to_num(curve) <= share + 1e-12)
        return float(self.sets.times[reached[0]]) if reached.size else None


def survival_of(sets: RiskSets, z: float = Z95) -> Surviving:
    """Return the Kaplan–Meier curve of risk sets; all causes count alike.

    S(t) = Π (1 − d / n) over the times up to t. The interval is log-log (exp of the
    exponential Greenwood formula).

    Source: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete
    observations, JASA 53 (1958).
    """
    import numpy as np

    share = (sets.at_risk - sets.gone) / sets.at_risk
    np.cumprod(share, out=share)
    return Surviving(sets, share, z)


def kaplan_meier(times: "Numbers", ended: "Numbers", z: float = Z95) -> list[Step]:
    """Estimate the share still there after each time at which someone's ended.

    `ended` is false where the time was not over when the observation was; such
    a one is at risk up to and including that time. `survival_of` says the same
    in arrays. The interval is null where the share is 0.
    """
    sets = risk_sets(times, ended)
    curve = survival_of(sets, z)
    columns = (sets.times, sets.at_risk, sets.gone, curve.share, curve.low, curve.high)
    return [
        Step(
            time,
            int(risk),
            int(gone),
            share,
            low if share > 0 else None,
            high if share > 0 else None,
        )
        for time, risk, gone, share, low, high in zip(*(c.tolist() for c in columns), strict=True)
    ]


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
