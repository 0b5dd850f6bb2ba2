"""Logistic recalibration: how the log odds that happened follow those that were predicted."""

from dataclasses import dataclass

import numpy as np

from tenure.predict.evaluate.resampled import FEWEST_CLUSTERS
from tenure.predict.evaluate.rows import Booleans, Floats, Integers, Rows
from tenure.stats import Z95, Estimate

FURTHEST = 1e-6
"""Predictions nearer to 0 or 1 count as so far from it: log odds must be finite."""


@dataclass(frozen=True)
class Recalibration:
    """What would have to be done to the predictions to make them right, on the scale of log odds.

    `slope` 1 and `intercept` 0 are right. A slope below 1: predictions too extreme (overfitted).
    `in_the_large`: the intercept at slope 1; above 0, more events happened than predicted.
    """

    slope: Estimate
    intercept: Estimate
    in_the_large: Estimate


def recalibrate(rows: Rows, cluster: Integers) -> Recalibration | None:
    """Fit logit P(event) = intercept + slope · logit(p), and the same with the slope held at 1.

    Maximum likelihood under the weights; standard errors by the sandwich over customers
    (`cluster`). None when it has no solution: one outcome, one prediction, outcomes that the
    predictions part without error, or fewer than 10 customers.

    Source: D. R. Cox, Two further applications of a model for binary regression, Biometrika
    45 (1958); B. Van Calster et al., Calibration: the Achilles heel of predictive analytics,
    BMC Medicine 17 (2019).
    """
    x = log_odds(rows.p)
    seen = rows.weight > 0
    if not seen.any() or np.ptp(rows.y[seen]) == 0 or np.ptp(x[seen]) == 0 or _parted(rows, seen):
        return None
    if len(np.unique(cluster[seen])) < FEWEST_CLUSTERS:
        return None
    both = _fit(np.column_stack([np.ones_like(x), x]), np.zeros_like(x), rows, cluster)
    level = _fit(np.ones((len(x), 1)), x, rows, cluster)
    if both is None or level is None:
        return None
    return Recalibration(slope=both[1], intercept=both[0], in_the_large=level[0])


def log_odds(p: Floats) -> Floats:
    """Return log(p / (1 − p)), of predictions kept `FURTHEST` from 0 and 1."""
    inside = np.clip(p, FURTHEST, 1 - FURTHEST)
    found: Floats = np.log(inside) - np.log1p(-inside)
    return found


def probability(margin: Floats) -> Floats:
    """Return 1 / (1 + exp(−margin)) without overflow."""
    from scipy.special import expit

    found: Floats = expit(margin)
    return found


def _parted(rows: Rows, seen: Booleans) -> bool:
    with_event, without = rows.p[seen & (rows.y > 0)], rows.p[seen & (rows.y == 0)]
    return bool(with_event.min() >= without.max() or with_event.max() <= without.min())


def _fit(x: Floats, offset: Floats, rows: Rows, cluster: Integers) -> list[Estimate] | None:
    """Return the coefficients, each with its sandwich interval."""
    found = logistic_fit(x, offset, rows)
    if found is None:
        return None
    beta, information = found
    residual = rows.weight * (rows.y - probability(offset + x @ beta))
    sums = np.column_stack([np.bincount(cluster, each) for each in (x * residual[:, None]).T])
    bread = np.linalg.inv(information)
    number = len(sums)
    errors = np.sqrt(np.diag(bread @ (sums.T @ sums) @ bread) * number / (number - 1))
    return [
        Estimate(float(b), float(b - Z95 * e), float(b + Z95 * e))
        for b, e in zip(beta, errors, strict=True)
    ]


def logistic_fit(x: Floats, offset: Floats, rows: Rows) -> tuple[Floats, Floats] | None:
    """Return the coefficients of logit P = offset + x β and their information, by Newton's method.

    x: (n, k). None when there is no single finite solution.
    """
    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = probability(offset + x @ beta)
        information = x.T @ (x * (rows.weight * p * (1 - p))[:, None])
        if not np.isfinite(information).all() or np.linalg.cond(information) > 1e14:
            return None
        step = np.linalg.solve(information, x.T @ (rows.weight * (rows.y - p)))
        if np.abs(step).max() < 1e-10:
            return beta, information
        beta = beta + step * min(1.0, 5 / np.abs(step).max())
    return None
