"""How strong something unobserved would have to be to explain an estimate away."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered
from tenure.stats.estimate import Estimate


@dataclass(frozen=True)
class Sensitivity:
    """What it would take.

    e_value, e_value_limit: how many times as likely something unobserved must make both the
    exposure and leaving to explain the ratio, and its interval, away; None without a ratio.
    robustness, robustness_limit: the share of what is left of the variance of both that it must
    explain. strongest: the confounder column that, hidden, would have moved the estimate most;
    its partial R² with exposure and with leaving; `as_strong`: the difference left if something
    just as strong were hidden, with its interval.
    """

    e_value: float | None
    e_value_limit: float | None
    robustness: float
    robustness_limit: float
    strongest: int
    with_exposure: float
    with_leaving: float
    as_strong: Estimate


def e_value(ratio: float) -> float:
    """Return RR + √(RR (RR − 1)), of 1 / RR below 1.

    Source: T. J. VanderWeele and P. Ding, Sensitivity analysis in observational research:
    introducing the E-value, Annals of Internal Medicine 167 (2017).
    """
    above = ratio if ratio >= 1 else 1 / ratio
    return above + sqrt(above * (above - 1))


def e_values(ratio: Estimate | None) -> tuple[float | None, float | None]:
    """Return the E-value of a ratio and that of the end of its interval that is nearer to 1."""
    if ratio is None:
        return None, None
    if ratio.low <= 1 <= ratio.high:
        return e_value(ratio.value), 1.0
    return e_value(ratio.value), e_value(ratio.low if ratio.value > 1 else ratio.high)


def robustness(t: float, free: int, less: float = 0.0) -> float:
    """Return the robustness value of a t statistic, or that of what is beyond `less` of it.

    f = (|t| − less) / √df: ½ (√(f⁴ + 4 f²) − f²). Source: C. Cinelli and C. Hazlett, Making sense
    of sensitivity: extending omitted variable bias, JRSS B 82 (2020).
    """
    f = max(abs(t) - less, 0.0) / sqrt(free)
    return 0.5 * (sqrt(f**4 + 4 * f**2) - f**2)


def sensitivity(
    matrix: Floats,
    candidates: Ints,
    exposed: Floats,
    y: Floats,
    weight: Floats,
    group: Ints,
    ratio: Estimate | None,
) -> Sensitivity:
    """Benchmark what is unobserved by the strongest of the observed `candidates` (columns).

    By the linear regression of leaving on exposure and confounders, whose errors count
    customers. Formulas of the bound: Cinelli and Hazlett (2020), section 4.4, k = 1.
    """
    root = np.sqrt(weight)
    rest = np.asarray(matrix, np.float64) * root[:, None]
    inverse = _inverted(rest)
    size = len(y) - matrix.shape[1] - 1
    residual = _left(rest, inverse, exposed * root)
    outcome = _left(rest, inverse, y * root)
    effect = float(residual @ outcome / (residual @ residual))
    score = (residual * (outcome - effect * residual))[:, None]
    error = sqrt(float(clustered(score, group)[0, 0])) / float(residual @ residual)
    usual = sqrt(
        float(((outcome - effect * residual) ** 2).sum()) / size / float(residual @ residual)
    )
    own = _partial(rest, inverse, exposed * root, size)
    full = np.column_stack([rest, exposed * root])
    leaving = _partial(full, _inverted(full), y * root, size - 1)[:-1]
    bounds = [_hidden(own[at], leaving[at]) for at in candidates]
    best = int(np.argmax([x * y / (1 - x) for x, y in bounds]))
    as_strong = _after(effect, usual, error, *bounds[best], size)
    at = int(candidates[best])
    e, limit = e_values(ratio)
    t = effect / usual if usual else 0.0
    return Sensitivity(
        e, limit, robustness(t, size), robustness(t, size, Z95), at,
        float(own[at]), float(leaving[at]), as_strong,
    )  # fmt: skip


def _inverted(columns: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(columns.T @ columns, rcond=1e-10, hermitian=True))


def _left(columns: Floats, inverse: Floats, target: Floats) -> Floats:
    return np.asarray(target - columns @ (inverse @ (columns.T @ target)))


def _partial(columns: Floats, inverse: Floats, target: Floats, free: int) -> Floats:
    """Return the partial R² (p,) of each column with a target: t² / (t² + df)."""
    beta = inverse @ (columns.T @ target)
    left = target - columns @ beta
    variance = np.maximum(np.diag(inverse), 1e-300) * float(left @ left) / free
    square = beta**2 / variance
    return np.asarray(square / (square + free))


def _hidden(exposure: float, leaving: float) -> tuple[float, float]:
    """Return the partial R² with exposure and leaving of something hidden that is as strong."""
    x = min(exposure / (1 - exposure), 0.99)
    along = min(exposure**2 / max((1 - exposure) * (1 - exposure), 1e-12), 0.99)
    y = ((1 + sqrt(along)) / sqrt(1 - along)) ** 2 * leaving / (1 - leaving)
    return x, min(y, 0.99)


def _after(
    effect: float, usual: float, error: float, exposure: float, leaving: float, free: int
) -> Estimate:
    """Return the effect less the bias, its error as if the hidden one had been there.

    The bias goes by the `usual` standard error, the interval by that over customers.
    """
    bias = usual * sqrt(leaving * exposure / (1 - exposure) * free)
    value = effect - np.sign(effect) * bias
    told = error * sqrt((1 - leaving) / (1 - exposure) * free / (free - 1))
    return Estimate(float(value), float(value - Z95 * told), float(value + Z95 * told))
