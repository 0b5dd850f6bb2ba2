"""How well times are foretold: concordance, and the Brier score over the horizon."""

from dataclasses import dataclass

import numpy as np

from tenure.errors import MetricError
from tenure.predict.survival.censoring import Censoring, known_until
from tenure.predict.survival.followup import Flags, Floats, Integers
from tenure.stats import Z95, Estimate, risk_sets, survival_of


@dataclass(frozen=True)
class Brier:
    """The Brier score at each day (t,), that of the curve of all, and both over the days.

    `gain` is 1 − integrated / integrated_of_all: 0 is as good as telling everyone the same.
    """

    days: Floats
    score: Floats
    of_all: Floats
    integrated: float
    integrated_of_all: float

    @property
    def gain(self) -> float:
        """The share by which the forecasts are closer than the curve of all; NaN if it is right."""
        worst = self.integrated_of_all
        return 1 - self.integrated / worst if worst else float("nan")


def concordance(
    days: Floats,
    gone: Flags,
    risk: Floats,
    weight: Floats | None = None,
    *,
    groups: Integers | None = None,
    censoring: Censoring | None = None,
    until: float | None = None,
) -> Estimate | None:
    """Return how often, of two customers, the one who leaves first had the higher risk.

    Pairs count in which one leaves and the other is there longer, or is watched through that
    day; equal risks count half; who leave on one day are no pair. That is Harrell's C. With
    `censoring`, a pair counts by 1 / (share watched until then)², before the day `until`:
    Uno's C, which does not depend on how long customers were watched. None without a pair.

    Exact in O(n log² n). Interval: ± 1.96 errors by the infinitesimal jackknife over `groups`
    (customers; without, each row is one), taking the shares watched as known.

    Source: F. E. Harrell et al., Evaluating the yield of medical tests, JAMA 247 (1982);
    H. Uno et al., On the C-statistics for evaluating overall adequacy of risk prediction
    procedures with censored survival data, Statistics in Medicine 30 (2011); T. Therneau and
    E. Atkinson, Concordance, vignette of the R package survival (2024).
    """
    mass = np.ones(len(days)) if weight is None else np.asarray(weight, np.float64)
    if not len(days) == len(gone) == len(risk) == len(mass) or not np.isfinite(risk).all():
        raise MetricError("every row needs days, whether it left, a finite risk and a weight")
    first = mass * gone if until is None else mass * (gone & (days < until))
    if censoring is not None:
        share = censoring.before(days) ** 2
        first = np.divide(first, share, out=np.zeros(len(days)), where=first > 0)
    _, place = np.unique(days, return_inverse=True)
    rank = 2 * place + ~gone
    later = mass.sum() - np.cumsum(np.bincount(rank, mass))[rank]
    pairs = float(first @ later)
    if pairs <= 0:
        return None
    earlier = np.cumsum(np.bincount(rank, first))[rank] - np.bincount(rank, first)[rank]
    lower, higher = _lower(rank, risk, mass), _lower(-rank, -risk, first)
    value = float(first @ lower / pairs)
    own = first * (lower - value * later) + mass * (higher - value * earlier)
    unit = np.arange(len(own)) if groups is None else groups
    error = float(np.sqrt((np.bincount(unit, own) ** 2).sum()) / pairs)
    return Estimate(value, max(value - Z95 * error, 0.0), min(value + Z95 * error, 1.0))


def _lower(rank: Integers, risk: Floats, mass: Floats) -> Floats:
    """Return the mass (n,) of those with a higher rank and a lower risk; of equal risk, half.

    Two ranks first differ in one bit: for each bit, those with 0 look at those with 1 among
    those whose higher bits are the same, in the order of risk.
    """
    order = np.argsort(risk, kind="stable")
    rank, risk, mass = rank[order] - rank.min(initial=0), risk[order], mass[order]
    found = np.zeros(len(rank))
    for bit in range(int(rank.max(initial=0)).bit_length()):
        group, after = rank >> (bit + 1), (rank >> bit) & 1
        place = np.argsort(group, kind="stable")
        group, score, second = group[place], risk[place], after[place]
        sums = np.concatenate([[0.0], np.cumsum(mass[place] * second)])
        new_group = np.diff(group, prepend=-1) > 0
        new_score = new_group | (np.diff(score, prepend=-np.inf) > 0)
        run, runs = np.cumsum(new_score) - 1, sums[:-1][new_score]
        below = runs[run] - sums[:-1][new_group][np.cumsum(new_group) - 1]
        equal = np.diff(runs, append=sums[-1])[run]
        found[place] += np.where(second == 0, below + equal / 2, 0.0)
    back = np.empty(len(found))
    back[order] = found
    return back


def brier(
    days: Floats,
    gone: Flags,
    staying: Floats,
    at: Floats,
    weight: Floats | None = None,
    *,
    censoring: Censoring | None = None,
) -> Brier:
    """Return the mean squared distance of forecasts and what happened, day by day and over all.

    `staying` (n, t) is the chance of still being there at each day `at` (t,). BS(t) = Σ w
    (1(there) − staying)² / Σ w with w = 1 / the share watched (see `Censoring.weights`); the
    integral is that of straight lines between the days, divided by their length. `of_all`
    is the score of the Kaplan–Meier curve of these rows. Beyond the longest watch, when only
    those who left are known, scores are NaN, and no part of the integral.

    Source: E. Graf et al., Statistics in Medicine 18 (1999).
    """
    mass = np.ones(len(days)) if weight is None else np.asarray(weight, np.float64)
    watched = censoring or Censoring.of(days, gone, mass)
    everyone = survival_of(risk_sets(days, gone, 1, mass)).at(at)
    score, of_all = np.full(len(at), np.nan), np.full(len(at), np.nan)
    told = at <= known_until(days, gone)
    for place, day in enumerate(at[told]):  # `at` ascends
        there = np.where(gone & (days <= day), 0.0, 1.0)
        w = mass * watched.weights(days, gone, float(day))
        score[place] = w @ (there - staying[:, place]) ** 2 / mass.sum()
        of_all[place] = w @ (there - everyone[place]) ** 2 / mass.sum()
    return Brier(at, score, of_all, _mean(score[told], at[told]), _mean(of_all[told], at[told]))


def _mean(values: Floats, at: Floats) -> float:
    if len(at) < 2:
        return float(values.mean()) if len(at) else float("nan")
    return float(np.trapezoid(values, at) / (at[-1] - at[0]))
