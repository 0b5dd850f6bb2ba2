"""Sums over customers and the numbers every method of drivers needs."""

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.integer[Any]]

Z95 = 1.959963984540054
_CHUNK = 16_384
"""Rows of a matrix that are weighted at once."""


def expit(margin: Floats) -> Floats:
    """Return the probability of log odds, without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * margin)))


def sums(values: Floats, group: Ints, number: int) -> Floats:
    """Add up rows (n, k) by group, 0 to number − 1: (number, k)."""
    columns = np.asarray(values, np.float64).reshape(len(values), -1)
    found = np.empty((number, columns.shape[1]))
    for at in range(columns.shape[1]):
        found[:, at] = np.bincount(group, columns[:, at], minlength=number)
    return found


def clustered(scores: Floats, group: Ints) -> Floats:
    """Return the covariance (k, k) of the sum of scores (n, k), customers being independent.

    Scores of one customer are added up first; times G / (G − 1). Source: K.-Y. Liang and
    S. L. Zeger, Longitudinal data analysis using generalized linear models, Biometrika 73 (1986).
    """
    number = int(group.max()) + 1 if len(group) else 0
    each = sums(scores, group, number)
    there = int(np.count_nonzero(np.bincount(group, minlength=number)))
    return np.asarray(each.T @ each * (there / max(there - 1, 1)))


def gram(matrix: Floats, weight: Floats) -> Floats:
    """Return X' diag(w) X (p, p), w ≥ 0: some rows at a time, their products in single precision.

    Seven digits are enough for the direction of a step and for columns to be made orthogonal.
    """
    found = np.zeros((matrix.shape[1], matrix.shape[1]))
    root = np.sqrt(weight)
    for first in range(0, len(matrix), _CHUNK):
        part = matrix[first : first + _CHUNK] * root[first : first + _CHUNK, None]
        part = np.asarray(part, np.float32)
        found += part.T @ part
    return found


def two_sided(z: float) -> float:
    """Return the p-value of a standard normal statistic; 1 where it is not defined."""
    from math import erfc, isfinite, sqrt

    return erfc(abs(z) / sqrt(2)) if isfinite(z) else 1.0
