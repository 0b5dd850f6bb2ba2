"""Logistic regression of counts over time, whose errors allow for overdispersion and memory."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tenure.stats.covariance import no_smaller

Floats = npt.NDArray[np.float64]
_ROUNDS = 50
_CLOSE = 1e-10
_SINGULAR = 1e8
"""Inflation of a coefficient's variance by the other columns from which it has no answer."""


@dataclass(frozen=True)
class Fit:
    """What was fitted: coefficients, their covariance, the dispersion and degrees of freedom.

    `expected` is the fitted number of each row.
    """

    beta: Floats
    cov: Floats
    dispersion: float
    df: int
    expected: Floats

    def error(self, gradient: Floats) -> float:
        """Return the standard error of a linear combination of the coefficients."""
        return float(np.sqrt(max(0.0, float(gradient @ self.cov @ gradient))))

    def two_sided(self, statistic: float) -> float:
        """Return the two-sided p-value of a t statistic."""
        from scipy.special import stdtr

        return float(2 * stdtr(self.df, -abs(statistic)))

    def quantile(self, level: float = 0.95) -> float:
        """Return the t quantile of a two-sided interval of that level."""
        from scipy.special import stdtrit

        return float(stdtrit(self.df, 0.5 + level / 2))


def fit(
    lost: Floats, trials: Floats, design: Floats, offset: Floats | None = None, lags: int = 0
) -> Fit | None:
    """Fit logit P(lost) = design · beta + offset by quasi-likelihood; None where it has no answer.

    Rows are bins of time in order. The dispersion φ is Pearson's χ² over the degrees of freedom,
    at least 1. The covariance is, coefficient by coefficient, the largest of three: the
    quasi-likelihood's φ(X'WX)⁻¹; Newey and West's with `lags` (Bartlett weights, times
    n / (n − k)), which alone is too small in short series; and that of residuals which
    remember the bin before as AR(1) with the correlation that they show, less its bias.

    Sources: P. McCullagh and J. Nelder, Generalized Linear Models (1989), ch. 4; W. Newey and
    K. West, A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
    covariance matrix, Econometrica 55 (1987).
    """
    rows, columns = design.shape
    if rows <= columns + 1:
        return None
    shift = np.zeros(rows) if offset is None else offset
    beta = _solved(lost, trials, design, shift)
    if beta is None:
        return None
    chance = _expit(design @ beta + shift)
    weight = trials * chance * (1 - chance)
    bread = _inverse(design.T @ (weight[:, None] * design))
    if bread is None:
        return None
    residual = lost - trials * chance
    df = rows - columns
    dispersion = max(1.0, float(np.sum(residual**2 / np.maximum(weight, 1e-12)) / df))
    meat = _long_run(design * residual[:, None], lags) * rows / df
    cov = no_smaller(dispersion * bread, bread @ meat @ bread)
    if lags:
        root = np.sqrt(weight)[:, None] * design
        remembered = _remembering(residual / np.sqrt(np.maximum(weight, 1e-12)), root, bread)
        cov = no_smaller(cov, dispersion * remembered)
    return Fit(beta, cov, dispersion, df, trials * chance)


def _solved(lost: Floats, trials: Floats, design: Floats, shift: Floats) -> Floats | None:
    """Return the coefficients by iteratively reweighted least squares."""
    share = (lost + 0.1) / (trials + 0.2)
    eta = np.log(share / (1 - share))
    before = np.inf
    beta = np.zeros(design.shape[1])
    for _ in range(_ROUNDS):
        chance = _expit(eta)
        weight = np.maximum(trials * chance * (1 - chance), 1e-12)
        target = eta - shift + (lost - trials * chance) / weight
        inverse = _inverse(design.T @ (weight[:, None] * design))
        if inverse is None:
            return None
        beta = inverse @ (design.T @ (weight * target))
        eta = np.clip(design @ beta + shift, -30, 30)
        deviance = _deviance(lost, trials, _expit(eta))
        if abs(before - deviance) < _CLOSE * (abs(deviance) + 1):
            return beta
        before = deviance
    return None


def _deviance(lost: Floats, trials: Floats, chance: Floats) -> float:
    """Return minus twice the log likelihood, without its constant."""
    return float(-2 * np.sum(lost * np.log(chance) + (trials - lost) * np.log1p(-chance)))


def _expit(eta: Floats) -> Floats:
    result: Floats = 1 / (1 + np.exp(-eta))
    return result


def _inverse(matrix: Floats) -> Floats | None:
    """Return the inverse; None where a column is made of the others."""
    try:
        inverse: Floats = np.linalg.inv(matrix).astype(np.float64)
    except np.linalg.LinAlgError:
        return None
    inflation = np.diag(inverse) * np.diag(matrix)
    return inverse if (inflation > 0).all() and (inflation < _SINGULAR).all() else None


def _long_run(scores: Floats, lags: int) -> Floats:
    """Return Σ s s' with the products of neighbours up to `lags` bins apart, Bartlett-weighted."""
    total: Floats = scores.T @ scores
    for lag in range(1, min(lags, len(scores) - 1) + 1):
        near = scores[lag:].T @ scores[:-lag]
        total = total + (1 - lag / (lags + 1)) * (near + near.T)
    return total


def _remembering(residual: Floats, root: Floats, bread: Floats) -> Floats:
    """Return the covariance of unit residuals correlated as ρ to the power of their distance.

    ρ is the residuals' lag-1 correlation less what it would be without any: tr(ML) / tr(M)
    with M what the fit leaves of noise and L the shift by one; at least 0.
    """
    rows = len(residual)
    left = np.eye(rows) - root @ bread @ root.T
    none = float(np.trace(left, offset=1)) / max(1e-9, float(np.trace(left)))
    seen = float(residual[1:] @ residual[:-1]) / max(1e-12, float(residual @ residual))
    rho = min(0.9, max(0.0, seen - none))
    place = np.arange(rows)
    memory = rho ** np.abs(place[:, None] - place[None, :])
    spread: Floats = bread @ root.T @ memory @ root @ bread
    return spread
