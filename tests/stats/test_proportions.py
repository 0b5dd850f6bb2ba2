"""Intervals and tests of one and two proportions against published values, and what must hold."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats import (
    clopper_pearson,
    newcombe,
    newcombe_bounds,
    odds_ratio,
    risk_ratio,
    two_proportion_test,
    wilson,
)

# R. G. Newcombe, Two-sided confidence intervals for the single proportion,
# Statistics in Medicine 17 (1998), table I, method 5 (Clopper–Pearson).
EXACT = [
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0000, 0.1684),
    (1, 29, 0.0009, 0.1776),
]

# R. G. Newcombe, Interval estimation for the difference between independent proportions,
# Statistics in Medicine 17 (1998), table II, method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]

# A. Agresti, An Introduction to Categorical Data Analysis, 2nd ed. (2007), section 2.2–2.3:
# heart attacks of physicians on placebo and on aspirin.
PLACEBO, ASPIRIN = (189, 11034), (104, 11037)


@st.composite
def two_samples(draw):
    trials, others = draw(st.integers(1, 10**6)), draw(st.integers(1, 10**6))
    return draw(st.integers(0, trials)), trials, draw(st.integers(0, others)), others


@pytest.mark.parametrize(("successes", "trials", "low", "high"), EXACT)
def test_published_exact_intervals(successes, trials, low, high):
    assert clopper_pearson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 200), st.data())
def test_exact_bounds_are_where_the_tails_are_two_and_a_half_percent(trials, data):
    """Summed from the binomial probabilities themselves."""
    from math import comb

    successes = data.draw(st.integers(0, trials))
    low, high = clopper_pearson(successes, trials)

    def mass(share, counts):
        return sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in counts)

    if successes:
        assert mass(low, range(successes, trials + 1)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert low == 0
    if successes < trials:
        assert mass(high, range(successes + 1)) == pytest.approx(0.025, abs=1e-6)
    else:
        assert high == 1


def test_exact_interval_of_nobody_is_undefined():
    assert clopper_pearson(0, 0) is None
    with pytest.raises(ValueError, match="between 0 and 3"):
        clopper_pearson(4, 3)


@pytest.mark.parametrize(("a", "n", "b", "m", "low", "high"), DIFFERENCES)
def test_published_differences(a, n, b, m, low, high):
    found = newcombe(a, n, b, m)
    assert found.value == pytest.approx(a / n - b / m)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5.1e-5)


@given(two_samples())
def test_a_difference_lies_in_its_interval_and_turns_with_the_order(counts):
    a, n, b, m = counts
    found, turned = newcombe(a, n, b, m), newcombe(b, m, a, n)
    assert -1 - 1e-12 <= found.low <= found.value <= found.high <= 1 + 1e-12
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low), abs=1e-12)
    assert found == newcombe_bounds(a / n, wilson(a, n), b / m, wilson(b, m))


def test_published_comparison_of_aspirin_and_placebo():
    """Difference 0.0077, risk ratio 1.82 (1.43, 2.30), odds ratio 1.83 (1.44, 2.33), χ² 25.01."""
    assert newcombe(*PLACEBO, *ASPIRIN).value == pytest.approx(0.0077, abs=5e-5)
    ratio = risk_ratio(*PLACEBO, *ASPIRIN)
    assert (ratio.value, ratio.low, ratio.high) == pytest.approx((1.82, 1.43, 2.30), abs=7e-3)
    odds = odds_ratio(*PLACEBO, *ASPIRIN)
    assert (odds.value, odds.low, odds.high) == pytest.approx((1.83, 1.44, 2.33), abs=6e-3)
    test = two_proportion_test(*PLACEBO, *ASPIRIN)
    assert test.statistic**2 == pytest.approx(25.01, abs=5e-3)
    assert test.p < 1e-6


@given(two_samples())
def test_the_square_of_z_is_pearsons(counts):
    from scipy.stats import chi2_contingency

    a, n, b, m = counts
    found = two_proportion_test(a, n, b, m)
    if a + b in (0, n + m):
        assert found is None
        return
    pearson = chi2_contingency([[a, n - a], [b, m - b]], correction=False)
    assert found.statistic**2 == pytest.approx(pearson.statistic, rel=1e-6, abs=1e-9)
    assert found.p == pytest.approx(pearson.pvalue, rel=1e-5, abs=1e-12)
    assert (found.statistic > 0) == (a * m > b * n)


@given(two_samples())
def test_ratios_equal_those_of_statsmodels(counts):
    from statsmodels.stats.contingency_tables import Table2x2

    a, n, b, m = counts
    cells = Table2x2([[a, n - a], [b, m - b]], shift_zeros=False)
    ratio, odds = risk_ratio(a, n, b, m), odds_ratio(a, n, b, m)
    if ratio is not None:
        expected = (cells.riskratio, *cells.riskratio_confint())
        assert (ratio.value, ratio.low, ratio.high) == pytest.approx(expected, rel=1e-6)
    if odds is not None:
        expected = (cells.oddsratio, *cells.oddsratio_confint())
        assert (odds.value, odds.low, odds.high) == pytest.approx(expected, rel=1e-6)
    assert (ratio is None) == (not a or not b or (a == n and b == m))
    assert (odds is None) == (0 in (a, n - a, b, m - b))


@pytest.mark.parametrize("compare", [newcombe, two_proportion_test, risk_ratio, odds_ratio])
def test_nothing_is_said_where_nobody_was_tried_and_impossible_counts_are_refused(compare):
    assert compare(0, 0, 3, 10) is None
    assert compare(3, 10, 0, 0) is None
    for counts in [(11, 10, 3, 10), (3, 10, -1, 10)]:
        with pytest.raises(ValueError, match="successes must lie between 0 and 10"):
            compare(*counts)


def test_wider_where_less_is_known():
    widths = [(found := newcombe(n // 4, n, n // 5, n)).high - found.low for n in (20, 200, 2_000)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] / widths[2] == pytest.approx(sqrt(100), rel=0.2)
