"""Shifted-beta-geometric: the published cohorts to their digits, and sums by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.worth.shifted_geometric import (
    ShiftedGeometric,
    cohort_counts,
    fit_shifted_geometric,
)

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
"""Survivors after 0, 1, … 12 years: Fader and Hardie (2007), table 1, per 1,000."""


@pytest.mark.parametrize(
    ("survivors", "alpha", "beta", "log_likelihood"),
    [(REGULAR, 0.704, 1.182, -1680.27), (HIGH_END, 0.668, 3.806, -1611.16)],
)
def test_the_published_cohorts(survivors, alpha, beta, log_likelihood):
    """Fitted on the first seven years, as in the paper, to the printed digits."""
    fit = fit_shifted_geometric(*cohort_counts(survivors[:8]))
    assert (round(fit["alpha"], 3), round(fit["beta"], 3)) == (alpha, beta)
    assert round(fit.log_likelihood, 2) == log_likelihood
    later = ShiftedGeometric.of(fit).survival(np.arange(8, 13)) * 1000
    assert later == pytest.approx(survivors[8:], abs=17)


def test_cohorts_of_several_ages_together():
    """Fader and Hardie (2010): 10,000 won each year, of whom 8,000, 6,480, 5,307 and 4,391 are
    left after one to four years: α 3.80, β 15.19."""
    left = (10_000, 8_000, 6_480, 5_307, 4_391)
    cohorts = [cohort_counts(left[:size]) for size in range(2, 6)]
    fit = fit_shifted_geometric(*(np.concatenate(one) for one in zip(*cohorts, strict=True)))
    assert (round(fit["alpha"], 2), round(fit["beta"], 2)) == (3.80, 15.19)
    assert fit.customers == 40_000


def test_who_has_not_come_to_the_first_renewal_changes_nothing():
    counts = ([1, 2, 3, 3], [30, 20, 10, 0], [0, 0, 0, 40])
    early = ([0, *counts[0]], [0, *counts[1]], [25, *counts[2]])
    assert fit_shifted_geometric(*early) == fit_shifted_geometric(*counts)
    assert np.isfinite(fit_shifted_geometric(*early).log_likelihood)


def test_renewing_becomes_likelier_though_nobody_changes():
    model = ShiftedGeometric(0.668, 3.806)
    assert model.retention([1, 2, 7]) == pytest.approx([0.8507, 0.8780, 0.9362], abs=5e-5)
    assert np.cumprod(model.retention(np.arange(1, 8)))[-1] == pytest.approx(model.survival(7))


def test_expected_lifetime():
    """α = 2.5, β = 4: (2.5 + 4 − 1) / 1.5 = 3.667 terms; with α ≤ 1 there is no mean."""
    assert ShiftedGeometric(2.5, 4).lifetime() == pytest.approx(5.5 / 1.5)
    assert ShiftedGeometric(2.5, 4).lifetime(100_000) == pytest.approx(5.5 / 1.5, rel=1e-4)
    assert ShiftedGeometric(0.668, 3.806).lifetime() is None
    three = 1 + 0.8507 + 0.8507 * 0.8780
    assert ShiftedGeometric(0.668, 3.806).lifetime(3) == pytest.approx(three, abs=2e-4)


@given(st.floats(0.05, 50), st.floats(0.05, 50), st.integers(0, 60), st.floats(0.02, 2))
def test_residual_lifetime_is_the_sum_of_what_may_come(alpha, beta, renewed, rate):
    model, terms = ShiftedGeometric(alpha, beta), np.arange(1, 1500)
    each = model.survival(terms, renewed) * np.exp(-(terms - 1.0) * np.log1p(rate))
    assert model.residual([renewed], rate)[0] == pytest.approx(each.sum(), rel=1e-6, abs=1e-9)


def test_residual_lifetimes_to_four_decimals():
    """(β + n) / (α + β + n) · ₂F₁(1, β + n + 1; α + β + n + 1; 1/1.1), as printed by SciPy 1.17."""
    found = ShiftedGeometric(3.80, 15.19).residual([0, 1, 2, 3, 4], 0.1)
    assert found == pytest.approx([3.3084, 3.4496, 3.5852, 3.7155, 3.8409], abs=5e-5)


def test_the_fit_finds_the_parameters_of_drawn_contracts():
    rng = np.random.default_rng(0)
    leaving, age = rng.beta(0.9, 4.0, 50_000), rng.integers(1, 9, 50_000)
    lasted = rng.geometric(leaving)
    lost = lasted <= age
    fit = fit_shifted_geometric(np.where(lost, lasted, age), lost, ~lost)
    assert fit.standard_errors is not None
    assert (np.abs(np.array(fit.values) - [0.9, 4.0]) < 3 * np.array(fit.standard_errors)).all()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (([1, 2], [5], [3, 3]), "differ in length"),
        (([1, 1.5], [5, 6], [3, 3]), "whole numbers"),
        (([0], [20], [3]), "whole numbers, 1 or more where customers were lost"),
        (([1, 2], [-1, 30], [0, 5]), "counts ≥ 0"),
        (([1, 2], [5, 4], [0, 100]), "only 9 customers were lost"),
        (([1], [50], [0]), "nobody has renewed"),
    ],
)
def test_counts_that_cannot_be_fitted_are_refused(counts, message):
    with pytest.raises(MetricError, match=message):
        fit_shifted_geometric(*counts)


def test_survivors_that_grow_and_a_rate_of_nothing_are_refused():
    with pytest.raises(MetricError, match="never grow"):
        cohort_counts([10, 12])
    with pytest.raises(MetricError, match="two counts or more"):
        cohort_counts([10])
    with pytest.raises(MetricError, match="discount rate must be above 0"):
        ShiftedGeometric(1, 1).residual([1], 0)
