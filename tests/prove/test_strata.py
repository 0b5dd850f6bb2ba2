"""Shares of arms that change while it runs, and days that differ: nothing is claimed of nothing."""

import numpy as np
import pytest

from support.drawn_trials import SEEDS, held, most
from tenure.errors import MetricError
from tenure.prove import (
    Effect,
    Trial,
    check_split,
    check_splits,
    compare_arms,
    effect_of,
    look,
    seen_by_dose,
    survival_effect,
    trial,
)

SHARES, BASES = (0.1, 0.5, 0.1, 0.02), (0.35, 0.1, 0.2, 0.3)
"""The share left alone, and the share that leaves anyway, in each quarter of the assignments."""


def drawn(seed: int, *, effect: float = 0.0, units: int = 2000, told: bool = True) -> Trial:
    """Draw a trial whose share was edited three times while who leaves drifted; a row a unit."""
    dice = np.random.default_rng(seed)
    quarter = np.arange(units) * len(SHARES) // units
    share, base = np.array(SHARES)[quarter], np.array(BASES)[quarter]
    treated = dice.random(units) >= share
    left = dice.random(units) < base + effect * treated
    return trial(left, treated, strata=share if told else None)


def claimed(tried: Trial) -> bool:
    """Say whether any of ten looks leaves out 0."""
    size = len(tried)
    looks = (
        look(effect_of(tried.rows(np.arange(size) < seen)), planned=size).interval
        for seen in range(size // 10, size + 1, size // 10)
    )
    return any(one is not None and not one.low <= 0 <= one.high for one in looks)


def test_nothing_is_claimed_of_a_play_that_does_nothing() -> None:
    seeds = SEEDS // 2
    assert sum(claimed(drawn(seed)) for seed in range(seeds)) <= most(seeds)
    assert sum(claimed(drawn(seed, told=False)) for seed in range(20)) > 10


@pytest.mark.parametrize("effect", [0.0, -0.08])
def test_the_interval_holds_the_truth_as_often_as_it_says(effect: float) -> None:
    hits, least = held(lambda seed: effect_of(drawn(seed, effect=effect)).best, effect)
    assert hits >= least


def test_means_differ_by_the_difference_and_everyone_is_counted() -> None:
    found = effect_of(drawn(1))
    assert found.treatment.mean is not None
    assert found.control.mean is not None
    assert found.difference is not None
    apart = found.treatment.mean.value - found.control.mean.value
    assert found.difference.value == pytest.approx(apart)
    assert found.treatment.units + found.control.units == 2000
    assert [one.code for one in found.notes][:1] == ["shares_changed"]


def test_each_share_is_compared_with_its_own_by_hand() -> None:
    """Of 40 and 20 half left, of 10 and 40 none: pooled 40 % and 17 % would differ."""
    rows = ((0.3, 1, 40, 20), (0.3, 0, 20, 10), (0.8, 1, 10, 0), (0.8, 0, 40, 0))
    parts = [(left < gone, arm, share) for share, arm, size, gone in rows for left in range(size)]
    left, arm, share = (np.array(one) for one in zip(*parts, strict=True))
    found = effect_of(trial(left, arm, strata=share))
    assert found.difference is not None
    assert found.control.mean is not None
    assert (found.difference.value, found.control.mean.value) == (0.0, 0.4)
    pooled = effect_of(trial(left, arm)).difference
    assert pooled is not None
    assert pooled.value == pytest.approx(0.4 - 1 / 6)
    seen = seen_by_dose(trial(left, arm, strata=share), arm)
    assert [(one.units, one.high) for one in seen.groups] == [(50, pytest.approx(0.0))]


def test_a_share_by_which_nobody_can_be_compared_is_left_out_and_named() -> None:
    left, arm = np.tile([1, 0, 0], 40), np.r_[np.ones(60), np.tile([0, 1], 30)]
    share = np.r_[np.zeros(60), np.full(60, 0.5)]
    found = effect_of(trial(left, arm, strata=share))
    assert (found.treatment.units, found.control.units) == (30, 30)
    assert [one.code for one in found.notes][:1] == ["share_left_out"]
    nobody = effect_of(trial(left, arm, strata=arm))
    assert (nobody.difference, nobody.best) == (None, None)


def test_accounts_and_money_hold_the_truth_too() -> None:
    def of_accounts(seed: int) -> Effect:
        dice = np.random.default_rng(seed)
        number = np.repeat(np.arange(300), 4)
        late = np.arange(300) >= 150
        treated = dice.random(300) >= np.where(late, 0.5, 0.15)
        own = dice.normal(np.where(late, 20, 60), 15)[number] + dice.normal(0, 5, 1200)
        return effect_of(trial(own, treated[number], groups=number, strata=late[number]))

    hits, least = held(lambda seed: of_accounts(seed).best, 0.0)
    assert hits >= least


def test_curves_are_compared_within_each_share() -> None:
    def days(seed: int) -> Effect:
        dice = np.random.default_rng(seed)
        late = np.arange(600) >= 300
        treated = dice.random(600) >= np.where(late, 0.5, 0.15)
        gone = dice.exponential(np.where(late, 200, 60))
        ended = np.minimum(gone, 95)
        return survival_effect(ended, gone < 95, treated, strata=late)

    hits, least = held(lambda seed: days(seed).days, 0.0, seeds=100)
    assert hits >= least
    found = days(1)
    assert ([one.day for one in found.at], found.log_rank) == ([30, 60, 90], None)


def test_arms_are_compared_within_each_share() -> None:
    names = np.tile(["none", "mail", "call", "mail", "none", "none"], 200)
    late = np.arange(1200) % 6 >= 3
    left = np.random.default_rng(5).random(1200) < np.where(late, 0.4, 0.1)
    found = compare_arms(left, names, control="none", strata=late)
    within = effect_of(trial(left, names != "none", strata=late).rows(names != "call")).best
    assert found["mail"].effect.best == within


def test_what_is_assigned_together_is_drawn_by_one_share() -> None:
    with pytest.raises(MetricError, match="several strata"):
        trial([1, 0, 1], [1, 1, 0], groups=["a", "a", "b"], strata=[0.1, 0.2, 0.2])
    with pytest.raises(MetricError, match="strata are needed"):
        trial([1, 0], [1, 0], strata=[0.1])


def test_sizes_are_held_against_the_shares_in_force() -> None:
    early = ({"treatment": 905, "holdout": 95}, {"treatment": 0.9, "holdout": 0.1})
    late = ({"treatment": 490, "holdout": 510}, {"treatment": 0.5, "holdout": 0.5})
    found = check_splits([early, late])
    assert found.sound
    assert found.statistic == pytest.approx(5**2 / (1000 * (0.09 + 0.25)))
    assert [one.expected for one in found.arms] == [1400.0, 600.0]
    assert not check_split({"treatment": 1395, "holdout": 605}, late[1]).sound
    lost = ({"treatment": 905, "holdout": 20}, early[1])
    assert not check_splits([lost, late]).sound
    one, three = ({"a": 30, "b": 50, "c": 20}, {"a": 0.3, "b": 0.4, "c": 0.3}), check_splits
    by_hand = 100 / 40 + 100 / 30
    assert three([one]).statistic == pytest.approx(by_hand)
