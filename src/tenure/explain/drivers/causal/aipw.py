"""The doubly robust estimate: right when either the exposure or the leaving is told rightly."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered
from tenure.explain.drivers.causal.nuisance import BOTH, Confounders, Learner, told
from tenure.explain.drivers.causal.overlap import Overlap, alike, overlap
from tenure.stats.estimate import Estimate


@dataclass(frozen=True)
class Effect:
    """The share that would leave were all exposed, and were nobody; difference and ratio.

    Of the rows kept for overlap. ratio None where a share is not above 0.
    """

    exposed: float
    others: float
    difference: Estimate
    ratio: Estimate | None
    error: float


@dataclass(frozen=True)
class Weighed:
    """An effect with what it rests on: propensities (n,), which rows were kept, the overlap."""

    effect: Effect
    propensity: Floats = field(repr=False)
    kept: Ints = field(repr=False)
    overlap: Overlap


def aipw(
    about: Confounders,
    exposed: Floats,
    y: Floats,
    *,
    seed: int = 0,
    learners: Sequence[Learner] = BOTH,
) -> Weighed:
    """Estimate the effect of an exposure (n,) of 0 and 1 on leaving (n,), cross-fitted.

    With e the propensity and m1, m0 the chance of leaving if exposed or not, each told by rows of
    other customers: mean of m1 + D (y − m1) / e less that of m0 + (1 − D) (y − m0) / (1 − e).
    Intervals by its influence function, customers being independent. Source: J. M. Robins,
    A. Rotnitzky and L. P. Zhao, JASA 89 (1994); V. Chernozhukov and others, Double/debiased
    machine learning for treatment and structural parameters, Econometrics Journal 21 (2018).
    """
    everyone = np.ones(len(y), bool)
    propensity = told(about, exposed, everyone, seed, learners)
    if_exposed = told(about, y, exposed == 1, seed, learners)
    if_not = told(about, y, exposed == 0, seed, learners)
    kept = alike(propensity, about.weight)
    first = if_exposed + exposed * (y - if_exposed) / propensity
    second = if_not + (1 - exposed) * (y - if_not) / (1 - propensity)
    parts = np.column_stack([first, second])[kept]
    effect = _effect(parts, about.weight[kept], about.group[kept])
    found = overlap(propensity, np.asarray(exposed, np.int64), about.weight, kept)
    return Weighed(effect, propensity, kept, found)


def naive(exposed: Floats, y: Floats, weight: Floats, group: Ints) -> Effect:
    """Return the difference as it is, nothing adjusted, with an interval over customers."""
    sides = np.column_stack([exposed, 1 - exposed])
    share = (weight * y) @ sides / (weight @ sides)
    influence = weight[:, None] * sides * (y[:, None] - share) / (weight @ sides)
    return _with_ends(share, clustered(influence, group))


def _effect(parts: Floats, weight: Floats, group: Ints) -> Effect:
    share = weight @ parts / weight.sum()
    influence = weight[:, None] * (parts - share) / weight.sum()
    return _with_ends(share, clustered(influence, group))


def _with_ends(share: Floats, spread: Floats) -> Effect:
    slope = np.array([1.0, -1.0])
    error = sqrt(max(float(slope @ spread @ slope), 0.0))
    gap = float(share[0] - share[1])
    ends = Estimate(gap, gap - Z95 * error, gap + Z95 * error)
    return Effect(float(share[0]), float(share[1]), ends, _ratio(share, spread), error)


def _ratio(share: Floats, spread: Floats) -> Estimate | None:
    if min(share) <= 0:
        return None
    slope = np.array([1 / share[0], -1 / share[1]])
    error = sqrt(max(float(slope @ spread @ slope), 0.0))
    value = float(share[0] / share[1])
    return Estimate(value, value * exp(-Z95 * error), value * exp(Z95 * error))
