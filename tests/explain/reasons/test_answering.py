"""Re-weighting for those who did not answer, against a truth that is known."""

import numpy as np
import pytest

from tenure.explain.reasons.answering import (
    EVERYONE,
    NOTHING_KNOWN,
    TOO_FEW,
    answer_weights,
    weighted_share,
)


def company(seed, n=2000):
    """Draw who left for the price: more of small customers, and these answer less.

    True share .5 · .6 + .5 · .2 = .4; of those who answer (.15 of small, .6 of large ones)
    it is (.5·.15·.6 + .5·.6·.2) / (.5·.15 + .5·.6) = .28.
    """
    rng = np.random.default_rng(seed)
    small = rng.random(n) < 0.5
    price = rng.random(n) < np.where(small, 0.6, 0.2)
    answered = rng.random(n) < np.where(small, 0.15, 0.6)
    noise = rng.standard_normal(n)
    return np.column_stack([small.astype(float), noise]), price, answered


def test_the_reweighted_share_is_nearer_to_the_truth_and_its_interval_covers_it():
    covered = nearer = 0
    for seed in range(40):
        known, price, answered = company(seed)
        weights = answer_weights(known, answered)
        share, low, high = weighted_share(price[answered], weights)
        plain = price[answered].mean()
        nearer += abs(share - 0.4) < abs(plain - 0.4)
        covered += low <= 0.4 <= high
    assert nearer >= 38
    assert covered >= 34  # of 40 draws a right 95 % interval misses more than 6 in 1.4 % of cases


def test_weights_are_one_on_average_and_cost_answers():
    known, _, answered = company(1)
    weights = answer_weights(known, answered)
    assert weights.weight.mean() == pytest.approx(1)
    assert weights.effective < answered.sum()
    assert weights.effective == pytest.approx(weights.weight.sum() ** 2 / (weights.weight**2).sum())
    assert weights.reason is None


def test_when_answering_depends_on_nothing_the_share_hardly_moves():
    rng = np.random.default_rng(3)
    known, price, _ = company(3)
    answered = rng.random(len(price)) < 0.4
    share, _, _ = weighted_share(price[answered], answer_weights(known, answered))
    assert share == pytest.approx(price[answered].mean(), abs=0.02)


def test_a_few_that_hardly_ever_answer_do_not_outweigh_all_others():
    rng = np.random.default_rng(5)
    rare = rng.random(4000) < 0.3
    answered = rng.random(4000) < np.where(rare, 0.004, 0.7)
    weights = answer_weights(rare.astype(float)[:, None], answered, ridge=0.01)
    assert weights.weight.max() <= 0.7 / 0.02 * 1.5


@pytest.mark.parametrize(
    ("answered", "columns", "reason"),
    [
        (np.ones(100, bool), 1, EVERYONE),
        (np.arange(100) < 29, 1, TOO_FEW),
        (np.arange(100) >= 29, 1, TOO_FEW),
        (np.arange(100) < 50, 0, NOTHING_KNOWN),
    ],
)
def test_where_nothing_can_be_learnt_everyone_weighs_the_same_and_it_is_said(
    answered, columns, reason
):
    weights = answer_weights(np.ones((100, columns)), answered)
    assert weights.reason == reason
    assert set(weights.weight) == {1.0}
    assert weights.effective == answered.sum()


def test_the_share_of_nobody_is_not_defined():
    weights = answer_weights(np.ones((5, 1)), np.zeros(5, bool))
    assert weighted_share(np.zeros(0, bool), weights) is None
