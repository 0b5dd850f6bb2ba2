"""The bootstrap against the textbook's law school, and that a seed decides everything."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.stats import bootstrap

# B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), table 2.1: survival of
# treated mice in days; mean 86.86, bootstrap standard error of the mean 23.4 (table 2.2: 25.24 is
# the textbook formula √(Σ (x − x̄)² / n(n − 1))).
MICE = [94, 197, 16, 38, 99, 141, 23]


def test_published_mean_and_spread():
    found = bootstrap(MICE, np.mean, seed=3, method="percentile", resamples=20_000)
    assert found.value == pytest.approx(86.86, abs=5e-3)
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(23.4, abs=0.8)


@pytest.mark.parametrize("method", ["BCa", "percentile", "basic"])
def test_a_seed_gives_the_same_interval_again_and_another_seed_a_near_one(method):
    def ask(seed):
        return bootstrap(MICE, np.mean, seed=seed, method=method)

    assert ask(7) == ask(7)
    assert ask(7) != ask(8)
    assert ask(7).low == pytest.approx(ask(8).low, abs=4)


def test_the_interval_holds_the_mean_about_as_often_as_it_says():
    """200 samples of 60 from an exponential; 95 % ± three standard errors of 1.5 %."""
    rng = np.random.default_rng(11)
    held = 0
    for seed in range(200):
        found = bootstrap(rng.exponential(1.0, 60), np.mean, seed=seed, resamples=400)
        held += found.low <= 1.0 <= found.high
    assert 0.88 <= held / 200 <= 0.995


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30))
@settings(max_examples=30)
def test_a_mean_stays_between_the_least_and_the_most(sample):
    found = bootstrap(sample, np.mean, seed=1, resamples=200, method="percentile")
    if found is not None:
        assert min(sample) - 1e-9 <= found.low <= found.high <= max(sample) + 1e-9


@pytest.mark.parametrize("sample", [[], [4.0], [4.0, 4.0, 4.0]])
def test_nothing_is_known_of_the_spread_of_one_value(sample):
    assert bootstrap(sample, np.mean, seed=1) is None
