"""Effects of many segments drawn to their mean, as far as they differ by chance alone."""

from typing import TYPE_CHECKING

from tenure.prove.quantiles import critical
from tenure.stats import Estimate

if TYPE_CHECKING:
    from tenure.prove.trial import Floats

_SPREADS = 80
"""How many spreads are tried, from 0 up."""
_WIDEST = 10.0
"""The largest spread tried, in typical errors beyond the differences seen."""


def shrink(values: "Floats", covariance: "Floats", level: float) -> tuple[list[Estimate], float]:
    """Return the effects (s,) drawn to their mean, and the spread between true effects.

    True effects are taken to be normal about their mean with spread τ. τ is not chosen but
    summed over: half-Cauchy with the typical error as its scale, by the likelihood of what was
    seen, on a grid; the mean has a flat prior. So an interval knows that τ is not known, and is
    not too sure where τ looks like 0. The spread returned is the median of τ.

    Sources: B. Efron and C. Morris, Data analysis using Stein's estimator, JASA 70 (1975);
    A. Gelman, Prior distributions for variance parameters in hierarchical models, Bayesian
    Analysis 1 (2006).
    """
    import numpy as np

    typical = float(np.sqrt(np.diag(covariance).mean()))
    widest = _WIDEST * (typical + float(np.ptp(values)))
    spreads = widest * np.linspace(0, 1, _SPREADS) ** 3  # closer where most of it is
    step = np.gradient(spreads)
    told = [_given(values, covariance, float(tau)) for tau in spreads]
    heavy = np.array([one[0] for one in told]) - np.log1p((spreads / typical) ** 2)
    weight = np.exp(heavy - heavy.max()) * step
    weight /= weight.sum()
    means, variances = np.array([one[1] for one in told]), np.array([one[2] for one in told])
    centre = weight @ means
    error = np.sqrt(weight @ (variances + (means - centre) ** 2))
    middle = float(spreads[np.searchsorted(np.cumsum(weight), 0.5)])
    z = critical(level)
    found = [
        Estimate(float(c), float(c - z * e), float(c + z * e))
        for c, e in zip(centre, error, strict=True)
    ]
    return found, middle


def _given(values: "Floats", covariance: "Floats", spread: float) -> "tuple[float, Floats, Floats]":
    """Return the log likelihood of a spread, and the effects with their variances given it."""
    import numpy as np

    size = len(values)
    whole = np.linalg.inv(covariance + spread**2 * np.eye(size))
    ones = np.ones(size)
    certain = float(ones @ whole @ ones)
    mean = float(ones @ whole @ values) / certain
    apart = values - mean
    _, logarithm = np.linalg.slogdet(whole)
    likely = 0.5 * (float(logarithm) - np.log(certain) - float(apart @ whole @ apart))
    if not spread:
        return likely, np.full(size, mean), np.full(size, 1 / certain)
    keep = spread**2 * whole  # how much of its own distance from the mean a segment keeps
    pull = ones - keep @ ones
    within = spread**2 * (np.eye(size) - keep)
    return likely, mean + keep @ apart, np.diag(within) + pull**2 / certain
