"""Logistic regression with an L2 penalty, by Newton's method, for hazards in discrete time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints, expit, gram

PENALTIES = (1.0, 10.0, 100.0)
FREE = 1e-3
"""Penalty of what is not shrunk: the base and the dates. Above 0, so that a date without leavers
has a finite coefficient."""
_TUNING_ROWS, _FOLDS = 8_000, 3
_STEPS, _ENOUGH, _ROUGH = 25, 1e-7, 1e-4


@dataclass(frozen=True)
class Ridge:
    """Coefficients (p,), log odds (n,) and the inverse (p, p) of the penalised information."""

    beta: Floats = field(repr=False)
    margin: Floats = field(repr=False)
    inverse: Floats = field(repr=False)
    penalty: Floats = field(repr=False)


def ridge(
    matrix: Floats,
    y: Floats,
    weight: Floats,
    penalty: Floats,
    start: Floats | None = None,
    enough: float = _ENOUGH,
) -> Ridge:
    """Minimise Σ w · log loss + Σ penalty / 2 · β² (matrix (n, p), its base a column of ones).

    Until a step gains less than the share `enough` of the loss; the inverse is that of the
    last step.
    """
    beta: Floats = np.zeros(matrix.shape[1]) if start is None else start.copy()
    margin: Floats = np.asarray(matrix @ beta, np.float64)
    loss = _loss(margin, y, weight, beta, penalty)
    for _ in range(_STEPS):
        inverse = np.linalg.inv(_information(matrix, margin, weight, penalty))
        slope = matrix.T @ (weight * (y - expit(margin))) - penalty * beta
        step = inverse @ slope
        beta, margin, now = _shortened(matrix, y, weight, penalty, beta, margin, step, loss)
        done = loss - now < enough * (1 + abs(loss))
        loss = now
        if done:
            break
    return Ridge(beta, margin, inverse, penalty)


def without(fit: Ridge, out: Ints) -> tuple[Floats, Floats]:
    """Return the inverse information and the coefficients of the model without some columns.

    To second order around the fitted coefficients: b = β − H⁻¹[:, out] (H⁻¹[out, out])⁻¹ β[out].
    """
    across = fit.inverse[:, out] @ np.linalg.inv(fit.inverse[np.ix_(out, out)])
    rest = fit.inverse - across @ fit.inverse[out]
    base = fit.beta - across @ fit.beta[out]
    rest[out], rest[:, out], base[out] = 0.0, 0.0, 0.0
    return rest, base


def penalties(width: int, free: Sequence[int], penalty: float) -> Floats:
    """Return the penalty (p,) of each column; those that are free are hardly shrunk."""
    found = np.full(width, penalty)
    found[list(free)] = FREE
    return found


def folds_of(group: Ints, number: int, seed: int) -> Ints:
    """Return the fold (n,) of each row, 0 to number − 1, customers being whole."""
    names, code = np.unique(group, return_inverse=True)
    order = np.random.default_rng(seed).permutation(len(names))
    return np.asarray(order[code] % number)


def best_penalty(
    matrix: Floats, y: Floats, weight: Floats, group: Ints, free: Sequence[int], seed: int
) -> float:
    """Return the penalty with the least log loss over three folds of whole customers.

    On about 8,000 rows: as the variance of a prior it does not depend on how many there are.
    """
    parts = -(-len(y) // _TUNING_ROWS)
    keep = folds_of(group, parts, seed + 1) == 0
    some, y, weight = matrix[keep], y[keep], weight[keep]
    fold = folds_of(group[keep], _FOLDS, seed)
    losses = dict.fromkeys(PENALTIES, 0.0)
    for number in range(_FOLDS):
        out, start = fold == number, None
        if not out.any() or y[~out].min() == y[~out].max():
            return PENALTIES[-1]
        for one in reversed(PENALTIES):
            given = penalties(matrix.shape[1], free, one)
            start = ridge(some[~out], y[~out], weight[~out], given, start, _ROUGH).beta
            losses[one] += log_loss(some[out] @ start, y[out], weight[out])
    return min(losses, key=lambda one: losses[one])


def log_loss(margin: Floats, y: Floats, weight: Floats) -> float:
    """Return Σ w · log loss of log odds (n,)."""
    return float((weight * (np.logaddexp(0.0, margin) - y * margin)).sum())


def _information(matrix: Floats, margin: Floats, weight: Floats, penalty: Floats) -> Floats:
    share = expit(margin)
    return np.asarray(gram(matrix, weight * share * (1 - share)) + np.diag(penalty))


def _loss(margin: Floats, y: Floats, weight: Floats, beta: Floats, penalty: Floats) -> float:
    return log_loss(margin, y, weight) + 0.5 * float((penalty * beta**2).sum())


def _shortened(
    matrix: Floats, y: Floats, weight: Floats, penalty: Floats,
    beta: Floats, margin: Floats, step: Floats, loss: float,
) -> tuple[Floats, Floats, float]:  # fmt: skip
    """Take a step, half of it, a quarter …, until the loss is no more than before."""
    along = np.asarray(matrix @ step, np.float64)
    for halved in range(12):
        size = 0.5**halved
        there = beta + size * step
        now = _loss(margin + size * along, y, weight, there, penalty)
        if now <= loss:
            return there, margin + size * along, now
    return beta, margin, loss
