"""Trials drawn by lot with effects that are known, and how often intervals hold the truth."""

from collections.abc import Callable
from math import exp

import numpy as np
from scipy.stats import binom

from tenure.prove import SurvivalEffect, Trial, brought, survival_effect, trial
from tenure.stats import Estimate

SEEDS = 200
"""As many draws as a rate is said of; `make test-long` takes ten times as many."""
RARE = 1e-4
"""So rarely would a true 95 % (or 5 %) miss the bounds of `held` and `alarms`; seeds are fixed."""


def held(
    interval: Callable[[int], Estimate | None], true: float, seeds: int = SEEDS, level: float = 0.95
) -> tuple[int, int]:
    """Return how often the interval of a seed holds the truth, and the least there may be."""
    found = [interval(seed) for seed in range(seeds)]
    hits = sum(one is not None and one.low <= true <= one.high for one in found)
    return hits, int(binom.ppf(RARE, seeds, level))


def most(seeds: int = SEEDS, chance: float = 0.05) -> int:
    """Return how many false alarms there may be at most where `chance` is the stated share."""
    return int(binom.ppf(1 - RARE, seeds, chance))


def rates(
    seed: int, *, units: int = 2000, held_out: float = 0.2, base: float = 0.2, effect: float = 0.0
) -> Trial:
    """Draw who left, a row a unit."""
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= held_out
    return trial(drawn.random(units) < base + effect * treated, treated)


def explained(
    seed: int, *, units: int = 1000, held_out: float = 0.2, effect: float = -3.0, slope: float = 1.0
) -> Trial:
    """Draw amounts that an amount before explains, if `slope` is not 0; a tenth is unknown.

    The treatment changes more for those who had more, so that slopes of the arms differ.
    """
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= held_out
    before = drawn.gamma(2, 10, units)
    own = slope * before + 0.3 * slope * treated * (before - 20) + drawn.normal(0, 10, units)
    known = np.where(drawn.random(units) < 0.1, np.nan, before)
    return trial(own + effect * treated, treated, before=known)


def likely(
    seed: int, *, units: int = 1500, held_out: float = 0.2, effect: float = 0.0, spread: float = 1.0
) -> Trial:
    """Draw who left by a risk that is known before; with `spread` 0 what is known says nothing."""
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= held_out
    known = drawn.normal(size=units)
    risk = 1 / (1 + np.exp(1.5 - spread * known))
    left = drawn.random(units) < np.clip(risk + effect * treated, 0, 1)
    return trial(left, treated, before=known)


def accounts(
    seed: int, *, number: int = 150, held_out: float = 0.3, icc: float = 0.15, effect: float = 0.0
) -> Trial:
    """Draw accounts of some ten customers that leave together, by a beta of mean 0.2."""
    drawn = np.random.default_rng(seed)
    sizes = 1 + drawn.geometric(0.1, number)
    treated = drawn.random(number) >= held_out
    like = (1 - icc) / icc
    own = drawn.beta(0.2 * like, 0.8 * like, number)
    account = np.repeat(np.arange(number), sizes)
    chance = own[account] * (1 + effect / 0.2 * treated[account])
    return trial(drawn.random(len(account)) < chance, treated[account], groups=account)


def net_each(seed: int, *, units: int = 1500, gain: float = 5.0, cost: float = 2.0) -> Estimate:
    """Draw skewed payments that treatment makes larger by `gain`; return net value of a unit."""
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= 0.4
    paid = drawn.gamma(0.8, 40, units) * (drawn.random(units) < 0.6) + gain * treated
    found = brought(
        trial(drawn.random(units) < 0.1, treated),
        cost=np.where(treated, cost, 0.0),
        revenue=paid,
    ).net_each
    assert found is not None
    return found


HAZARDS = (0.004, 0.006)
"""A day's chance to leave of the treated, and of those held out."""


def staying(seed: int, *, units: int = 800) -> SurvivalEffect:
    """Draw days until somebody leaves, watched for 40 to 180 of them."""
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= 0.3
    days = drawn.exponential(1 / np.where(treated, *HAZARDS))
    until = drawn.uniform(40, 180, units)
    return survival_effect(np.minimum(days, until), days <= until, treated)


def still_there(day: float) -> float:
    """Return the true difference of the shares still there, treated less held out."""
    return exp(-HAZARDS[0] * day) - exp(-HAZARDS[1] * day)


def mean_days(horizon: float) -> float:
    """Return the true difference of the mean days stayed up to a horizon."""
    first, second = ((1 - exp(-one * horizon)) / one for one in HAZARDS)
    return first - second
