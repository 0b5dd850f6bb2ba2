"""The effect of a change: what was seen after it against what the time before leads to expect."""

from dataclasses import dataclass
from math import exp, log

import numpy as np
import numpy.typing as npt

from tenure.explain.changes.design import Phases, later_column, own, window_of
from tenure.explain.changes.regression import Fit, fit
from tenure.explain.changes.series import Series

Floats = npt.NDArray[np.float64]
LEVEL = 0.95


@dataclass(frozen=True)
class Ratio:
    """A ratio of attrition to what it would have been, with its interval and p-value."""

    value: float
    low: float
    high: float
    statistic: float
    p: float


@dataclass(frozen=True)
class Effect:
    """What a change did within its window; `observed` of `exposed` customer-days left.

    `expected` is the counterfactual number of leavers by bin of the whole series, with its
    interval by bin. `later` is what stayed after the window.
    """

    ratio: Ratio
    observed: float
    exposed: float
    bins: int
    slope: Ratio | None
    later: Ratio | None
    dispersion: float
    expected: Floats
    expected_low: Floats
    expected_high: Floats


def effect(series: Series, base: Floats, phases: Phases, *, slope: bool = True) -> Effect | None:
    """Return the effect of the change at the origin of a series; None where it has no estimate.

    log ratio = log Σ nₜ pₜ − log Σ nₜ p⁰ₜ over the window, pₜ fitted and p⁰ₜ with the change's
    own columns left out; of two groups the mean of the log ratio of odds, weighted by leavers.
    With `slope` the effect may change over the window. Its variance is by the delta method from
    the covariance of `regression.fit`.
    """
    fitted = _fitted(series, base, phases, slope)
    if fitted is None:
        return None
    found, design, without, inside = fitted
    value, gradient = _log_ratio(found, series, design, without, inside)
    middle, low, high = _expected(found, series, without)
    first, last = base.shape[1], later_column(series, series.origin, phases)
    return Effect(
        ratio=_ratio(found, value, gradient),
        observed=float(series.lost[inside].sum()),
        exposed=float(series.exposed[inside].sum()),
        bins=int(inside.sum()),
        slope=_one(found, first + 1) if slope and int(inside.sum()) >= 4 else None,
        later=None if last is None else _one(found, design.shape[1] - 1),
        dispersion=found.dispersion,
        expected=middle,
        expected_low=low,
        expected_high=high,
    )


def statistic(series: Series, base: Floats, phases: Phases, *, slope: bool) -> float | None:
    """Return the t statistic of `effect` alone, which costs less."""
    fitted = _fitted(series, base, phases, slope)
    if fitted is None:
        return None
    found, design, without, inside = fitted
    return _ratio(found, *_log_ratio(found, series, design, without, inside)).statistic


def _fitted(
    series: Series, base: Floats, phases: Phases, slope: bool
) -> tuple[Fit, Floats, Floats, npt.NDArray[np.bool_]] | None:
    """Return the fit, its design, the same without the change, and which bins are its window."""
    columns = own(series, series.origin, phases, slope=slope)
    design = np.column_stack([base, columns])
    inside = window_of(series, series.origin, phases)
    if not inside.any():
        return None
    lost, lags = _not_empty(series, design), lags_of(series.bins)
    found = fit(lost, series.trials, design, series.offset, lags)
    if found is None:
        return None
    return found, design, np.column_stack([base, np.zeros_like(columns)]), inside


def lags_of(bins: int) -> int:
    """Return how many lags the covariance looks back: 4 (n / 100)^(2/9), Newey and West's rule."""
    return max(1, int(4 * (bins / 100) ** (2 / 9) + 0.5))


def _log_ratio(
    found: Fit, series: Series, design: Floats, without: Floats, inside: npt.NDArray[np.bool_]
) -> tuple[float, Floats]:
    """Return the log ratio over some bins and its gradient by the coefficients."""
    seen, counter = design[inside], without[inside]
    if series.paired:
        weight = series.trials[inside] + 1e-9
        gradient = ((seen - counter) * weight[:, None]).sum(axis=0) / weight.sum()
        return float(gradient @ found.beta), gradient
    trials = series.trials[inside]
    top, up = _total(trials, seen, found.beta)
    bottom, down = _total(trials, counter, found.beta)
    return log(top / bottom), up / top - down / bottom


def _total(trials: Floats, rows: Floats, beta: Floats) -> tuple[float, Floats]:
    chance = 1 / (1 + np.exp(-(rows @ beta)))
    slope = trials * chance * (1 - chance)
    return float(trials @ chance), (slope[:, None] * rows).sum(axis=0)


def _ratio(found: Fit, value: float, gradient: Floats) -> Ratio:
    error = found.error(gradient)
    reach = found.quantile(LEVEL) * error
    statistic = value / error if error > 0 else 0.0
    return Ratio(
        exp(value), exp(value - reach), exp(value + reach), statistic, found.two_sided(statistic)
    )


def _one(found: Fit, position: int) -> Ratio:
    gradient = np.zeros(len(found.beta))
    gradient[position] = 1.0
    return _ratio(found, float(found.beta[position]), gradient)


def _expected(found: Fit, series: Series, without: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the leavers by bin that were to be expected without the change, with an interval.

    The interval is that of the mean; of two groups the comparison group's leavers are as seen.
    """
    eta = without @ found.beta
    error = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", without, found.cov, without), 0))
    reach = found.quantile(LEVEL) * error
    if series.offset is not None:
        rest = series.trials - series.lost
        odds = np.exp(series.offset)
        return tuple(rest * odds * np.exp(one) for one in (eta, eta - reach, eta + reach))  # type: ignore[return-value]
    shares = (1 / (1 + np.exp(-one)) for one in (eta, eta - reach, eta + reach))
    middle, low, high = (series.trials * share for share in shares)
    return middle, low, high


def _not_empty(series: Series, design: Floats) -> Floats:
    """Add half a leaver to the bins of a column in which nobody left, whose log is undefined.

    As Haldane and Anscombe do for a table with an empty cell.
    """
    lost = series.lost.astype(np.float64)
    for column in design.T:
        inside = column == 1.0
        if inside.any() and not inside.all() and lost[inside].sum() == 0:
            trials = series.trials[inside]
            if trials.sum() > 0:
                lost[inside] += 0.5 * trials / trials.sum()
    return lost
