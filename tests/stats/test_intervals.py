"""Wilson's interval against published values, and where a share is 0, 1 or of nobody."""

from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats import Z95, wilson, wilson_bounds

# R. G. Newcombe, Two-sided confidence intervals for the single proportion,
# Statistics in Medicine 17 (1998), table I, method 3.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@pytest.mark.parametrize(("successes", "trials", "low", "high"), NEWCOMBE)
def test_published_values(successes, trials, low, high):
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


def test_z_is_the_point_of_the_normal_distribution():
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-15) == Z95


@given(st.integers(1, 10**9), st.data())
def test_bounds_hold_the_share_and_mirror_each_other(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials <= high <= 1
    assert low < high
    mirrored = wilson(trials - successes, trials)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-9)


@given(st.integers(1, 10**6))
def test_0_and_all_of_n_touch_the_end_exactly(trials):
    square = Z95**2
    assert wilson(0, trials) == (0.0, pytest.approx(square / (trials + square)))
    assert wilson(trials, trials) == (pytest.approx(trials / (trials + square)), 1.0)


def test_0_of_0_is_undefined_and_not_0():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "trials"), [(-1, 10), (11, 10), (1, 0), (0, -1)])
def test_more_successes_than_trials_are_refused(successes, trials):
    with pytest.raises(ValueError, match="successes must lie between 0 and"):
        wilson(successes, trials)


def test_more_trials_narrow_the_interval_and_more_certainty_widens_it():
    widths = [high - low for low, high in (wilson(n // 5, n) for n in (10, 100, 1_000))]
    assert widths == sorted(widths, reverse=True)
    low, high = wilson(20, 100, z=2.5758)
    assert low < wilson(20, 100)[0] < wilson(20, 100)[1] < high


def test_bounds_need_nothing_but_arithmetic():
    assert wilson_bounds(20.0, 100.0) == wilson(20, 100)
