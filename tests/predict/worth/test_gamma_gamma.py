"""Gamma–Gamma: by hand, on customers drawn from it, and where it does not apply."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln

from predict.worth.drawn_customers import buyers
from tenure.errors import MetricError
from tenure.predict.worth.gamma_gamma import (
    GammaGamma,
    _Likelihood,
    fit_gamma_gamma,
    related,
    usable,
)

CDNOW = GammaGamma(6.25, 3.74, 15.44)


def test_a_customer_by_hand():
    """p (γ + x z) / (p x + q − 1) = 6.25 · (15.44 + 2 · 22.35) / (12.5 + 2.74) = 24.66; who has
    bought nothing again is expected to spend p γ / (q − 1) = 6.25 · 15.44 / 2.74 = 35.22."""
    assert CDNOW.expected([2, 0], [22.35, np.nan]) == pytest.approx([24.66, 35.22], abs=5e-3)


def test_the_likelihood_is_the_integral_over_what_customers_spend():
    """Mean of 3 purchases, each Gamma(p, ν): Gamma(3 p, 3 ν), averaged over ν ~ Gamma(q, γ)."""
    p, q, gamma, x, z = 2.5, 3.0, 8.0, 3, 6.5

    def density(nu):
        prior = q * np.log(gamma) - gammaln(q) + (q - 1) * np.log(nu) - gamma * nu
        told = p * x * np.log(x * nu) - gammaln(p * x) + (p * x - 1) * np.log(z) - x * nu * z
        return np.exp(prior + told)

    found, _ = _Likelihood(np.array([3.0]), np.array([z])).of_logs(np.log([p, q, gamma]))
    assert found == pytest.approx(np.log(quad(density, 0, 20, epsabs=1e-13)[0]), rel=1e-8)


def test_the_gradient_is_the_slope():
    rng = np.random.default_rng(0)
    likelihood = _Likelihood(rng.integers(1, 9, 300).astype(float), rng.gamma(3, 5, 300))
    at = np.log([2.0, 3.0, 4.0])
    slopes = [
        (likelihood.of_logs(at + step)[0] - likelihood.of_logs(at - step)[0]) / 2e-5
        for step in np.eye(3) * 1e-5
    ]
    assert likelihood.of_logs(at)[1] == pytest.approx(slopes, rel=1e-6)


def test_the_fit_finds_the_parameters_within_their_errors():
    drawn = buyers(30_000, seed=1)
    fit = fit_gamma_gamma(drawn.frequency, drawn.value)
    assert fit.customers == (drawn.frequency > 0).sum()
    assert (
        np.abs(np.array(fit.values) - [6.0, 4.0, 15.0]) < 3 * np.array(fit.standard_errors)
    ).all()


def test_expected_spending_is_that_of_later_purchases():
    drawn = buyers(100_000, seed=2)
    expected = GammaGamma(6.0, 4.0, 15.0).expected(drawn.frequency, drawn.value)
    came = drawn.later > 0
    for low, high in ((0, 0), (1, 2), (3, 1000)):
        own = came & (drawn.frequency >= low) & (drawn.frequency <= high)
        assert (expected * drawn.later)[own].sum() == pytest.approx(
            drawn.worth[own].sum(), rel=0.02
        )


def test_another_currency_changes_gamma_alone():
    drawn = buyers(3_000, seed=3)
    dollars = fit_gamma_gamma(drawn.frequency, drawn.value)
    won = fit_gamma_gamma(drawn.frequency, drawn.value * 1300)
    assert won.values == pytest.approx(
        (dollars["p"], dollars["q"], dollars["gamma"] * 1300), rel=1e-7
    )
    assert dollars.log_likelihood - won.log_likelihood == pytest.approx(
        dollars.customers * np.log(1300)
    )


@given(
    st.integers(1, 200),
    st.floats(0.01, 1e6),
    st.builds(GammaGamma, st.floats(0.1, 50), st.floats(1.05, 50), st.floats(0.1, 1e4)),
)
def test_what_is_expected_lies_between_the_customer_and_the_company(x, z, model):
    company = model.p * model.gamma / (model.q - 1)
    (found,) = model.expected([x], [z])
    assert min(z, company) * (1 - 1e-9) <= found <= max(z, company) * (1 + 1e-9)


def test_the_mean_of_a_tail_too_heavy_does_not_exist():
    """q ≤ 1: the company has no mean; who bought twice, p x + q > 1, has one."""
    company, twice = GammaGamma(3.0, 0.9, 10.0).expected([0, 2], [np.nan, 20.0])
    assert np.isnan(company)
    assert twice == pytest.approx(3 * 50 / 5.9)


def test_who_bought_again_for_nothing_is_left_out_and_counted():
    rows = usable([0, 1, 2, 3, 1], [np.nan, 5.0, 0.0, np.nan, 7.0])
    assert rows.value.tolist() == [5.0, 7.0]
    assert rows.left_out == 2


def test_frequency_and_value_that_are_related_show():
    rng = np.random.default_rng(0)
    x = rng.integers(1, 20, 2_000)
    found = related(x, x * 2.0 + rng.gamma(2, 3, 2_000))
    assert found is not None
    assert found.low < found.value < found.high
    assert found.low > 0.8
    unrelated = related(x, rng.gamma(2, 3, 2_000))
    assert unrelated is not None
    assert unrelated.low < 0 < unrelated.high
    assert related([1, 2, 3], [4, 5, 6]) is None
    assert related([1, 1, 1, 1, 1], [4, 5, 6, 7, 8]) is None


def test_too_few_and_unlike_columns_are_refused():
    with pytest.raises(MetricError, match="only 29 customers bought again for more than 0"):
        fit_gamma_gamma([1] * 29 + [0] * 50, [3.0] * 79)
    with pytest.raises(MetricError, match="2 frequencies need as many values, not 1"):
        usable([1, 2], [3])
