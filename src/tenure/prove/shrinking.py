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
    likely, means, variances = _given(values, covariance, spreads)
    heavy = likely - np.log1p((spreads / typical) ** 2)
    weight = np.exp(heavy - heavy.max()) * step
    weight /= weight.sum()
    centre = weight @ means
    error = np.sqrt(weight @ (variances + (means - centre) ** 2))
    middle = float(spreads[np.searchsorted(np.cumsum(weight), 0.5)])
    z = critical(level)
    found = [
        Estimate(float(c), float(c - z * e), float(c + z * e))
        for c, e in zip(centre, error, strict=True)
    ]
    return found, middle


def _given(
    values: "Floats", covariance: "Floats", spreads: "Floats"
) -> "tuple[Floats, Floats, Floats]":
    """Return the log likelihood of each spread (t,), and effects and variances given it (t, s)."""
    import numpy as np

    unit, square = np.eye(len(values)), (spreads**2)[:, None, None]
    whole = np.linalg.inv(covariance + square * unit)
    across = whole.sum(axis=2)
    certain = across.sum(axis=1)
    mean = across @ values / certain
    apart = values - mean[:, None]
    pulled = np.einsum("tij,tj->ti", whole, apart)
    logarithm = np.linalg.slogdet(whole)[1]
    likely = 0.5 * (logarithm - np.log(certain) - (apart * pulled).sum(axis=1))
    keep = square * whole  # how much of its own distance from the mean a segment keeps
    own = np.einsum("tii->ti", square * (unit - keep))
    pull = 1 - keep.sum(axis=2)
    means = mean[:, None] + square[:, :, 0] * pulled
    return likely, means, own + pull**2 / certain[:, None]
