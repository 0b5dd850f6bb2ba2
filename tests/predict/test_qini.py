"""Qini: by hand, the figures of scikit-uplift 0.5.1 (run apart), properties, intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.qini import qini, qini_curve, qini_interval, uplift_by_bin

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 5), st.integers(1, 3)),
    min_size=4,
    max_size=30,
)
"""Rows (wanted, treated, score, weight)."""

SMALL = (
    np.array([1, 0, 1, 0, 0, 1, 1, 0]),
    np.array([1, 1, 1, 0, 0, 0, 1, 0]),
    np.array([0.9, 0.8, 0.7, 0.7, 0.3, 0.2, 0.1, 0.1]),
)


def trial(number=4_000, seed=3, share=0.5, effect=0.1):
    """Give a trial whose treatment helps those with a high score and harms those with a low."""
    rng = np.random.default_rng(seed)
    score = rng.normal(size=number)
    treated = (rng.random(number) < share) * 1
    chance = 1 / (1 + np.exp(1 - 0.5 * score)) + treated * effect * score
    return (rng.random(number) < np.clip(chance, 0.01, 0.99)) * 1, treated, score


def test_the_curve_by_hand():
    """Treated: 1, 0, 1 at .9, .8, .7 and 1 at .1; control: 0 at .7, 0 at .3, 1 at .2, 0 at .1."""
    found = qini_curve(*SMALL)
    assert found.taken.tolist() == [0, 1, 2, 4, 5, 6, 8]
    # Y_T 1, 1, 2, 2, 2, 3; Y_C 0, 0, 0, 0, 1, 1; N_T / N_C –, –, 3/1, 3/2, 3/3, 4/4
    assert found.added.tolist() == [0, 1, 1, 2, 2, 2 - 1, 3 - 1]


def test_the_coefficient_by_hand():
    """Area 0.5 + 1 + 3 + 2 + 1.5 + 3 = 11; line 8; perfect: (3, 3), (7, 3), (8, 2): 4.5 + 12 +
    2.5 = 19. (11 − 8) / (19 − 8)."""
    assert qini(*SMALL) == pytest.approx(3 / 11)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda score: score, 0.10734626329473558),
        (np.round, 0.10226716400909777),
        (lambda score: -score, -0.10505363707582685),
    ],
)
def test_scikit_uplift_says_the_same(change, expected):
    wanted, treated, score = trial()
    assert qini(wanted, treated, change(score)) == pytest.approx(expected, abs=1e-12)


@given(ROWS)
def test_a_weight_is_as_many_rows(rows):
    wanted, treated, score, weight = (np.array(each) for each in zip(*rows, strict=True))
    whole = [np.repeat(each, weight) for each in (wanted, treated, score)]
    assert qini(wanted, treated, score, weight) == pytest.approx(qini(*whole), nan_ok=True)


@given(ROWS)
def test_no_ranking_beats_the_perfect_one(rows):
    wanted, treated, score, _ = (np.array(each) for each in zip(*rows, strict=True))
    found = qini(wanted, treated, score)
    if not np.isnan(found):
        perfect = wanted * treated - wanted * (1 - treated)
        assert qini(wanted, treated, perfect) == pytest.approx(1)
        assert qini(wanted, treated, np.exp(score)) == pytest.approx(found)
        assert qini(wanted, treated, np.zeros(len(score))) == pytest.approx(0)


def test_random_rankings_are_worth_nothing_on_average():
    wanted, treated, _ = trial()
    rng = np.random.default_rng(0)
    found = [qini(wanted, treated, rng.random(len(wanted))) for _ in range(200)]
    assert abs(np.mean(found)) < 3 * np.std(found) / np.sqrt(200)


def test_intervals_tell_a_ranking_from_none_and_from_another():
    wanted, treated, score = trial()
    rng = np.random.default_rng(1)
    found = qini_interval(wanted, treated, score)
    assert 0 < found.low < found.value < found.high
    nothing = qini_interval(wanted, treated, rng.random(len(score)))
    assert nothing.low < 0 < nothing.high
    noisy = score + rng.normal(0, 0.1, len(score))
    better = qini_interval(wanted, treated, score, against=-score)
    same = qini_interval(wanted, treated, score, against=noisy)
    assert better.low > 0
    assert same.low < 0 < same.high
    assert same.high - same.low < (found.high - found.low) / 2  # paired


def test_the_interval_covers():
    true = qini(*trial(400_000, seed=77))
    found = [qini_interval(*trial(1_500, seed=seed), repeats=150) for seed in range(40)]
    assert 34 <= sum(one.low <= true <= one.high for one in found) <= 40


def test_customers_are_drawn_whole():
    wanted, treated, score = trial(600)
    groups = np.tile(np.arange(600), 4)
    rows = [np.tile(each, 4) for each in (wanted, treated, score)]
    whole, apart = qini_interval(*rows, groups=groups), qini_interval(*rows)
    assert apart.high - apart.low < 0.65 * (whole.high - whole.low)


def test_bins_by_hand():
    high, low = uplift_by_bin(*SMALL, bins=2)
    assert (high.n, high.n_treated, high.n_control) == (4, 3, 1)
    assert (high.treated, high.control) == (pytest.approx(2 / 3), 0)
    assert high.gain.value == pytest.approx(2 / 3)
    assert (low.n_treated, low.treated, low.control) == (1, 1, pytest.approx(1 / 3))
    assert high.predicted == pytest.approx((0.9 + 0.8 + 0.7 + 0.7) / 4)


def test_bins_show_who_is_helped_and_who_is_harmed():
    found = uplift_by_bin(*trial(20_000))
    assert len(found) == 10
    assert sum(one.n for one in found) == 20_000
    assert found[0].gain.low > 0
    assert found[-1].gain.high < 0


def test_an_arm_that_a_bin_lacks_leaves_the_gain_open():
    (only,) = uplift_by_bin([1, 0], [1, 1], [0.5, 0.5])
    assert only.gain is None
    assert np.isnan(only.control)


@pytest.mark.parametrize(
    ("wanted", "treated"), [([1, 0, 1], [1, 1, 1]), ([1, 0, 1], [0, 0, 0]), ([0, 0, 0], [1, 0, 1])]
)
def test_one_arm_or_one_outcome_is_undefined(wanted, treated):
    assert np.isnan(qini(wanted, treated, [0.1, 0.2, 0.3]))
    assert qini_interval(wanted * 10, treated * 10, np.linspace(0, 1, 30)) is None


def test_bad_input_is_refused():
    with pytest.raises(MetricError, match="neither 0 nor 1"):
        qini([0, 1], [0, 2], [0.1, 0.2])
    with pytest.raises(MetricError, match="2 values are needed, not 1"):
        qini([0, 1], [0, 1], [0.1])
    with pytest.raises(MetricError, match="one bin"):
        uplift_by_bin([0, 1], [0, 1], [0.1, 0.2], bins=0)
    assert uplift_by_bin([], [], []) == ()
