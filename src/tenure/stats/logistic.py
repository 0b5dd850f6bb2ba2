"""Logistic regression with a ridge, by Newton's method: small, and nothing to load for it."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_MOST_STEPS = 100
_TOLERANCE = 1e-10


def ridge_logistic(x: "Floats", y: "Floats", ridge: float) -> "tuple[float, Floats]":
    """Return intercept and slopes (p,) that minimise −Σ log-likelihood + ridge/2 · Σ slope².

    `x` (n, p), `y` (n,) of 0 and 1; the intercept is not drawn to 0. Newton's method; a step that
    does not lower the loss is halved. ridge above 0, so that the minimum is one, whatever x.
    Source: Hastie, Tibshirani, Friedman, The Elements of Statistical Learning, 4.4.
    """
    rows = np.column_stack([np.ones(len(y)), x])
    penalty = np.full(rows.shape[1], ridge)
    penalty[0] = 1e-9  # one outcome alone has no finite intercept
    beta = np.zeros(rows.shape[1])
    loss = _loss(beta, rows, y, penalty)
    for _ in range(_MOST_STEPS):
        chance = chances(beta[0], beta[1:], x)
        slope = rows.T @ (chance - y) + penalty * beta
        curve = (rows.T * (chance * (1 - chance))) @ rows + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        while (new := _loss(beta - step, rows, y, penalty)) > loss and np.abs(step).max() > 1e-12:
            step = step / 2
        beta, fallen, loss = beta - step, loss - new, new
        if fallen <= _TOLERANCE * (1 + abs(loss)):
            break
    return float(beta[0]), beta[1:]


def chances(intercept: float, slopes: "Floats", x: "Floats") -> "Floats":
    """Return the chance of 1 of each row (n,): 1 / (1 + exp(−intercept − x · slopes))."""
    told: Floats = 0.5 * (1 + np.tanh(0.5 * (intercept + x @ slopes)))
    return told


def _loss(beta: "Floats", rows: "Floats", y: "Floats", penalty: "Floats") -> float:
    score = rows @ beta
    return float((np.logaddexp(0, score) - y * score).sum() + 0.5 * (penalty * beta**2).sum())
