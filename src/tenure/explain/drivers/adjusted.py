"""The association with all else alike: each contrast beside a penalised hazard model of the rest.

A discrete-time hazard model with a ridge penalty holds everything else. The contrast itself is
not penalised: its columns D are made orthogonal to all others (weighted residuals Z), and
d solves Σ Z' w (y − expit(m + Z d)) = 0, with m the log odds of the others alone. The score does
not move, to first order, with what the penalty did to the others, so the sandwich interval over
customers is honest; where the others fit those who left nearly perfectly, it is the model's own
(`_spread`). Source: A. Belloni, V. Chernozhukov and Y. Wei, Post-selection inference for
generalized linear models with many controls, JBES 34 (2016); V. Chernozhukov and others,
Double/debiased machine learning, Econometrics Journal 21 (2018). Coverage: tests/explain/drivers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered, expit, two_sided
from tenure.explain.drivers.contrast import HIGH, LOW, MIDDLE, MISSING, Contrast, dummies
from tenure.explain.drivers.panel import Panel
from tenure.explain.drivers.ridge import Ridge, without
from tenure.stats.covariance import no_smaller
from tenure.stats.estimate import Estimate

BATCH = 24
"""Contrasts whose columns are made orthogonal at once."""
_STEPS, _FAR = 12, 8.0
LEAST_ALONE = 0.05
"""Less of a contrast than this share, left beside the others, tells nothing."""


@dataclass(frozen=True)
class Adjusted:
    """What a contrast goes with beside all else.

    log_odds of high against low, `error` its standard error. risks (4,) by code of the contrast:
    the share that would leave if all were so, all else as it is, with their covariance (4, 4);
    NaN for a code that nobody has. ratio and difference of the risks of high and low. share: of
    all who leave, how many go with being on the worse side. alone: the share of the contrast's
    variance that nothing else tells.
    """

    log_odds: float
    error: float
    p: float
    ratio: Estimate
    difference: Estimate
    share: Estimate
    alone: float
    risks: Floats = field(repr=False, compare=False)
    covariance: Floats = field(repr=False, compare=False)


@dataclass(frozen=True)
class Solved:
    """The contrast as solved: its coefficients, orthogonal columns, log odds and scores."""

    codes: Ints
    d: Floats
    columns: Floats
    orthogonal: Floats
    margin: Floats
    weight: Floats
    residual: Floats
    bread: Floats
    alone: float


def solved(
    panel: Panel, fit: Ridge, asked: Sequence[Contrast], kin: Ints
) -> Iterator[Solved | None]:
    """Yield each contrast beside all features but its kin (f,), in order.

    None where nothing of it is left beside the others.
    """
    for first in range(0, len(asked), BATCH):
        yield from _batch(panel, fit, asked[first : first + BATCH], kin)


def adjusted(one: Solved, group: Ints) -> Adjusted | None:
    """Return the effect with its intervals, customers being independent; None if unbounded."""
    spread = _spread(one, group)
    error = sqrt(max(float(spread[0, 0]), 0.0))
    at = float(one.d[0])
    if not error or abs(at) >= _FAR:
        return None
    risks, slopes = _risks(one)
    covariance = slopes @ spread @ slopes.T
    return Adjusted(
        log_odds=at,
        error=error,
        p=two_sided(at / error),
        ratio=_ratio(risks, covariance),
        difference=_difference(risks, covariance),
        share=_share(one, error),
        alone=one.alone,
        risks=risks,
        covariance=covariance,
    )


def _spread(one: Solved, group: Ints) -> Floats:
    """Return the covariance of d: the sandwich over customers, no smaller than the model's own.

    Beside few who left, the others fit their leaving nearly away: residuals, and with them the
    sandwich, are then far too small, while Σ w² p (1 − p) Z Z' within the bread is not.
    """
    scores = one.orthogonal * (one.weight * one.residual)[:, None]
    share = expit(one.margin)
    own = one.weight**2 * share * (1 - share)
    told = one.orthogonal.T @ (one.orthogonal * own[:, None])
    return no_smaller(
        one.bread @ clustered(scores, group) @ one.bread, one.bread @ told @ one.bread
    )


def _batch(
    panel: Panel, fit: Ridge, asked: Sequence[Contrast], kin: Ints
) -> Iterator[Solved | None]:
    share = expit(fit.margin)
    held = panel.weight * share * (1 - share)
    columns = [dummies(one.codes) for one in asked]
    cross = panel.matrix.T @ (np.hstack(columns) * held[:, None])
    slopes, bases, first = [], [], 0
    for one, own in zip(asked, columns, strict=True):
        out = panel.beside(one.feature, kin)
        rest, base = without(fit, out)
        slopes.append(rest @ cross[:, first : first + own.shape[1]])
        bases.append(base)
        first += own.shape[1]
    told = panel.matrix @ np.hstack(slopes)
    margins, first = panel.matrix @ np.column_stack(bases), 0
    for at, (one, own) in enumerate(zip(asked, columns, strict=True)):
        last = first + own.shape[1]
        yield _solve(panel, one.codes, own, own - told[:, first:last], margins[:, at], held)
        first = last


def _solve(
    panel: Panel, codes: Ints, columns: Floats, orthogonal: Floats, margin: Floats, held: Floats
) -> Solved | None:
    centred = columns[:, 0] - np.average(columns[:, 0], weights=held)
    bread = _inverse(orthogonal.T @ (orthogonal * held[:, None]))
    whole = float((held * centred**2).sum())
    alone = 1.0 / float(bread[0, 0]) / whole if whole > 0 and bread[0, 0] > 0 else 0.0
    if alone < LEAST_ALONE:
        return None
    d = np.zeros(columns.shape[1])
    for _ in range(_STEPS):
        share = expit(margin + orthogonal @ d)
        slope = orthogonal.T @ (panel.weight * (panel.y - share))
        own = panel.weight * share * (1 - share)
        bread = _inverse(orthogonal.T @ (orthogonal * own[:, None]))
        step = np.clip(bread @ slope, -1.0, 1.0)
        d = np.clip(d + step, -_FAR, _FAR)
        if np.abs(step).max() < 1e-7:
            break
    told = margin + orthogonal @ d
    residual = panel.y - expit(told)
    return Solved(codes, d, columns, orthogonal, told, panel.weight, residual, bread, min(alone, 1))


def _inverse(matrix: Floats) -> Floats:
    """Invert, leaving out directions that nothing tells."""
    return np.asarray(np.linalg.pinv(matrix, rcond=1e-9, hermitian=True))


def _risks(one: Solved) -> tuple[Floats, Floats]:
    """Return the standardised risk (4,) of each code, and how it moves with d (4, m)."""
    width = one.columns.shape[1]
    risks, slopes = np.full(4, np.nan), np.full((4, width), np.nan)
    places = [HIGH, *(code for code in (MIDDLE, MISSING) if (one.codes == code).any())]
    own, total = one.columns @ one.d, one.weight.sum()
    for code in (LOW, *places):
        unit = np.array([1.0 if place == code else 0.0 for place in places])
        share = expit(one.margin - own + float(unit @ one.d))
        risks[code] = (one.weight * share).sum() / total
        moved = one.weight * share * (1 - share)
        slopes[code] = moved @ (one.orthogonal - one.columns) / total + moved.sum() / total * unit
    return risks, slopes


def _ratio(risks: Floats, covariance: Floats) -> Estimate:
    slope = np.array([-1 / risks[LOW], 1 / risks[HIGH]])
    error = sqrt(max(float(slope @ _two(covariance) @ slope), 0.0))
    value = float(risks[HIGH] / risks[LOW])
    return Estimate(value, exp(log(value) - Z95 * error), exp(log(value) + Z95 * error))


def _difference(risks: Floats, covariance: Floats) -> Estimate:
    slope = np.array([-1.0, 1.0])
    error = sqrt(max(float(slope @ _two(covariance) @ slope), 0.0))
    value = float(risks[HIGH] - risks[LOW])
    return Estimate(value, value - Z95 * error, value + Z95 * error)


def _two(covariance: Floats) -> Floats:
    return covariance[np.ix_((LOW, HIGH), (LOW, HIGH))]


def _share(one: Solved, error: float) -> Estimate:
    """Return of those who leave the share above what the better side's log odds would give.

    Σ over the worse side of p − p(if better), over Σ of all p; its ends are those of the log odds.
    Source: S. Greenland and K. Drescher, Maximum likelihood estimation of the attributable
    fraction from logistic models, Biometrics 49 (1993).
    """
    at = float(one.d[0])
    worse = one.codes == (HIGH if at >= 0 else LOW)
    weight, margin = one.weight[worse], one.margin[worse]
    expected = float((one.weight * expit(one.margin)).sum())

    def excess(size: float) -> float:
        return float((weight * (expit(margin) - expit(margin - size))).sum()) / expected

    ends = [excess(abs(at) + side * Z95 * error) for side in (-1, 1)]
    return Estimate(excess(abs(at)), ends[0], ends[1])
