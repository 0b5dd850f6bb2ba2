"""How unsure an expectation is because its parameters are: the delta method on logarithms."""

from collections.abc import Callable

import numpy as np

from tenure.predict.worth.fit import Fit
from tenure.predict.worth.types import Floats

_STEP = 1e-4


def log_variance(expectation: Callable[[Floats], Floats], fit: Fit) -> Floats:
    """Return the variance of the logarithm of an expectation, (n,), that a fit leaves.

    `expectation` takes parameters to numbers above 0, (n,). gᵀ Σ g with g the derivatives of its
    logarithm by the log parameters, by central differences, and Σ their covariance. NaN without
    a covariance; 0 of what is too small to be a number above 0.
    """
    if fit.covariance is None:
        return np.full_like(expectation(np.array(fit.values)), np.nan)
    at, slopes = np.array(fit.values), []
    for step in np.eye(len(at)) * _STEP:
        up, down = (
            np.maximum(expectation(at * np.exp(one)), np.finfo(float).tiny) for one in (step, -step)
        )
        slopes.append((np.log(up) - np.log(down)) / (2 * _STEP))
    g = np.array(slopes)
    variance: Floats = np.einsum("in,ij,jn->n", g, np.array(fit.covariance), g)
    return variance
