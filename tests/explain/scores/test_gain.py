"""What a score adds to behaviour, where it is known whether it does."""

import numpy as np
import pytest

from tenure.explain.scores.gain import GAINS, TOO_FEW, area, gain, log_loss


def company(effect, seed=0, units=3000, dates=4):
    """Draw units at dates: use lowers the chance of leaving, the score by `effect`."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(units), dates)
    date = np.tile(np.arange(dates), units)
    use = rng.standard_normal(len(unit))
    score = rng.standard_normal(len(unit))
    chance = 1 / (1 + np.exp(1.5 + use + effect * score))
    left = (rng.random(len(unit)) < chance).astype(np.int64)
    missing = rng.random(len(unit)) < 0.3
    return use[:, None], np.where(missing, np.nan, score)[:, None], left, unit, date


def test_a_score_that_tells_more_than_behaviour_adds():
    found = gain(*company(1.2), draws=100)
    assert found.verdict == GAINS
    assert found.auc.gain > 0.03
    assert found.auc.low > 0
    assert found.alone > 0.6


def test_a_score_that_tells_nothing_does_not_add():
    verdicts = [gain(*company(0.0, seed), draws=60).verdict for seed in range(8)]
    assert verdicts.count(GAINS) <= 1


def test_a_score_that_only_repeats_behaviour_does_not_add():
    use, _, left, unit, date = company(0.0)
    found = gain(use, use.copy(), left, unit, date, draws=100)
    assert found.alone > 0.6
    assert found.verdict != GAINS


def test_it_is_judged_on_other_units_at_later_dates():
    found = gain(*company(0.5), draws=20)
    assert found.units == 1500
    assert found.rows == 3000


def test_the_same_seed_gives_the_same_interval():
    assert gain(*company(0.5), draws=20) == gain(*company(0.5), draws=20)


def test_too_few_are_not_judged():
    use, score, left, unit, date = company(0.5, units=40)
    found = gain(use, score, left, unit, date)
    assert (found.auc, found.verdict, found.reason) == (None, None, TOO_FEW)


def test_figures_by_hand():
    left, chance = np.array([1, 0, 1, 0]), np.array([0.9, 0.2, 0.5, 0.5])
    assert area(left, chance) == pytest.approx(3.5 / 4)  # of four pairs one is a tie
    assert log_loss(left, chance) == pytest.approx(-np.log([0.9, 0.8, 0.5, 0.5]).mean())
