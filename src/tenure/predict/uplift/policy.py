"""What a rule of whom to treat is worth, from a randomised trial."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Booleans, Floats, vector
from tenure.predict.uplift.linear import Mean, mean
from tenure.predict.uplift.trial import Trial
from tenure.stats import Z95, Estimate


@dataclass(frozen=True)
class Outcomes:
    """The chance of the wanted outcome if treated and if not (n,), predicted on other rows."""

    treated: Floats
    control: Floats


@dataclass(frozen=True)
class Value:
    """What a policy is worth a customer, or how much more than another, estimated twice.

    `ipw`: inverse propensity weighted. `doubly_robust`: corrected by predicted outcomes, and
    as right with wrong ones; None without them. Either is None where it is undefined.
    """

    ipw: Estimate | None
    doubly_robust: Estimate | None

    @property
    def best(self) -> Estimate | None:
        """Return the doubly robust estimate where there is one: its interval is narrower."""
        return self.doubly_robust or self.ipw


@dataclass(frozen=True)
class Money:
    """What the wanted outcome is worth and what treating costs, one number or one a row."""

    worth: ArrayLike = 1.0
    cost: ArrayLike = 0.0


SHARES = Money()
"""The value is the share with the wanted outcome."""


def policy_value(
    tried: Trial, chosen: ArrayLike, *, outcomes: Outcomes | None = None, money: Money = SHARES
) -> Value:
    """Return the mean value of treating those `chosen` (n,; 0 … 1: the chance to be treated).

    Grain in: the rows of a trial, on which the rule was not learned. IPW: the weighted mean of
    worth · outcome over the rows whose arm the policy would have given them, weights 1 / the
    chance of that arm, made to add up to 1 (Hájek). Doubly robust: the mean of the predicted
    outcome under the policy plus the weighted residual. Cost is off for those treated.
    Intervals: normal, errors summed by customer. Sources: D. G. Horvitz and D. J. Thompson,
    JASA 47 (1952); J. Robins and A. Rotnitzky, JASA 90 (1995); M. Dudík, J. Langford and
    L. Li, Doubly robust policy evaluation and learning, ICML (2011).
    """
    return _value(tried, [_pair(tried, chosen, outcomes, money)])


def policy_gain(
    tried: Trial,
    chosen: ArrayLike,
    other: ArrayLike,
    *,
    outcomes: Outcomes | None = None,
    money: Money = SHARES,
) -> Value:
    """Return how much more treating those `chosen` is worth than treating the `other`, paired."""
    pairs = [_pair(tried, each, outcomes, money) for each in (chosen, other)]
    return _value(tried, pairs)


def effect(
    tried: Trial,
    within: Booleans | None = None,
    *,
    outcomes: Outcomes | None = None,
    z: float = Z95,
) -> Value:
    """Return how much more often treatment brings the wanted outcome, among those `within`."""
    if within is not None:
        tried = tried.rows(within)
        if outcomes is not None:
            outcomes = Outcomes(outcomes.treated[within], outcomes.control[within])
    everyone = np.ones(len(tried))
    return _value(
        tried, [_pair(tried, each, outcomes, SHARES) for each in (everyone, 0 * everyone)], z
    )


def first_share(score: ArrayLike, share: float, weight: ArrayLike | None = None) -> Floats:
    """Return who is among the `share` of rows with the highest score (n,).

    1 inside, 0 outside; rows with equal scores that the share parts are inside in part.
    """
    ranked = vector("score", score)
    mass = np.ones_like(ranked) if weight is None else vector("weight", weight, like=ranked)
    _, code = np.unique(-ranked, return_inverse=True)
    sizes = np.bincount(code, mass)
    before = np.cumsum(sizes) - sizes
    room = share * mass.sum() - before
    found: Floats = np.clip(room / np.where(sizes > 0, sizes, 1), 0, 1)[code]
    return found


def _value(tried: Trial, pairs: Sequence[tuple[Mean, Mean | None]], z: float = Z95) -> Value:
    (ipw, robust), *rest = pairs
    for other, other_robust in rest:
        ipw = ipw - other
        robust = None if robust is None or other_robust is None else robust - other_robust
    return Value(
        ipw.estimate(tried.cluster, z),
        None if robust is None else robust.estimate(tried.cluster, z),
    )


def _pair(
    tried: Trial, chosen: ArrayLike, outcomes: Outcomes | None, money: Money
) -> tuple[Mean, Mean | None]:
    chance = vector("chosen", np.asarray(chosen, dtype=np.float64), like=tried.wanted)
    if len(chance) and not 0 <= chance.min() <= chance.max() <= 1:
        raise MetricError("who is chosen must be given by 0 … 1", where="chosen")
    worth, cost = (
        np.broadcast_to(np.asarray(each, float), chance.shape) for each in (money.worth, money.cost)
    )
    own = np.where(tried.treated > 0, chance, 1 - chance)
    ipw = mean(worth * tried.wanted - cost * tried.treated, tried.balance * own)
    if outcomes is None:
        return ipw, None
    predicted = np.where(tried.treated > 0, outcomes.treated, outcomes.control)
    residual = (
        own
        * tried.balance
        / np.where(tried.weight > 0, tried.weight, 1)
        * (tried.wanted - predicted)
    )
    expected = chance * outcomes.treated + (1 - chance) * outcomes.control
    return ipw, mean(worth * (expected + residual) - cost * chance, tried.weight)
