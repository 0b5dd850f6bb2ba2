"""Covariances of estimates."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]


def no_smaller(one: "Floats", other: "Floats") -> "NDArray[np.float64]":
    """Return a covariance (k, k) no smaller than either: the correlations of `one`, larger spreads.

    For an estimate of the spread that is too small where another is not: a sandwich of few
    observations, or of residuals that a model has fitted away.
    """
    import numpy as np

    spread, wider = np.sqrt(np.diag(one)), np.sqrt(np.maximum(np.diag(other), 0))
    scale = np.maximum(wider / np.maximum(spread, 1e-300), 1.0)
    return np.asarray(one * np.outer(scale, scale), np.float64)
