"""Trend tests and the common odds ratio against published tables and against SciPy's relatives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats import cochran_armitage, mantel_haenszel, mantel_trend, two_proportion_test

# B. I. Graubard and E. L. Korn, Choice of column scores, Biometrics 43 (1987); as in A. Agresti,
# Categorical Data Analysis, 2nd ed. (2002), section 3.4.5: malformations by drinks a day.
MALFORMED = [(48, 17114), (38, 14502), (5, 793), (1, 127), (1, 38)]
DRINKS = [0, 0.5, 1.5, 4.0, 7.0]

# A. Agresti, same, table 6.7 (Z. Liu, 1992): smoking and lung cancer in eight Chinese cities;
# common odds ratio 2.17 (1.98, 2.38), Cochran–Mantel–Haenszel 280.1.
CITIES = [
    (126, 226, 35, 96),
    (908, 1596, 497, 1304),
    (913, 1660, 336, 934),
    (235, 407, 58, 179),
    (402, 710, 121, 336),
    (182, 338, 72, 170),
    (60, 159, 11, 54),
    (104, 193, 21, 57),
]

groups = st.lists(
    st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=5,
)
tables = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))


def test_published_trend_depends_on_the_scores_as_published():
    """With midpoints of the drinks χ² is 6.57; with equally spaced scores 1.83, p 0.18."""
    assert cochran_armitage(MALFORMED, DRINKS).statistic ** 2 == pytest.approx(6.57, abs=5e-3)
    assert cochran_armitage(MALFORMED, DRINKS).statistic > 0
    evenly = cochran_armitage(MALFORMED)
    assert evenly.statistic**2 == pytest.approx(1.83, abs=5e-3)
    assert evenly.p == pytest.approx(0.18, abs=5e-3)


def test_published_common_odds_ratio():
    # (cases who smoke, all who smoke, cases who don't, all who don't)
    found = mantel_haenszel(CITIES)
    assert (found.value, found.low, found.high) == pytest.approx((2.17, 1.98, 2.38), abs=5e-3)
    strata = [[(c, d), (a, b)] for a, b, c, d in CITIES]
    test = mantel_trend(strata)
    assert test.statistic**2 == pytest.approx(280.1, abs=0.05)
    assert test.statistic > 0


@given(groups)
def test_one_stratum_is_cochran_and_armitage_but_for_one_degree(one):
    whole, within = cochran_armitage(one), mantel_trend([one])
    if whole is None:
        assert within is None
        return
    everyone = sum(n for _, n in one)
    assert within.statistic**2 == pytest.approx(whole.statistic**2 * (everyone - 1) / everyone)


@given(groups)
def test_two_groups_are_the_two_proportion_test(many):
    two = many[:2]
    (a, n), (b, m) = two
    trend, test = cochran_armitage(two), two_proportion_test(b, m, a, n)
    assert (trend is None) == (test is None)
    if trend is not None:
        assert trend.statistic == pytest.approx(test.statistic, abs=1e-9)


@given(groups, st.floats(0.1, 9), st.floats(-5, 5))
def test_the_trend_turns_with_the_order_and_does_not_know_the_scale_of_its_scores(many, by, plus):
    found = cochran_armitage(many)
    turned = cochran_armitage(many[::-1])
    moved = cochran_armitage(many, [plus + by * x for x in range(len(many))])
    if found is None:
        assert turned is None
        assert moved is None
        return
    assert turned.statistic == pytest.approx(-found.statistic, abs=1e-9)
    assert moved.statistic == pytest.approx(found.statistic, abs=1e-6)


@given(groups)
def test_the_square_is_the_correlation_of_score_and_outcome(many):
    """Armitage's χ² is N r², r being the correlation over those counted one by one."""
    import numpy as np

    found = cochran_armitage(many)
    scores = np.repeat(range(len(many)), [n for _, n in many])
    outcome = np.concatenate([np.r_[np.ones(a), np.zeros(n - a)] for a, n in many])
    if len(set(scores)) < 2 or len(set(outcome)) < 2:
        assert found is None
        return
    r = np.corrcoef(scores, outcome)[0, 1]
    assert found.statistic**2 == pytest.approx(len(scores) * r**2, abs=1e-8)


@given(st.lists(tables, min_size=1, max_size=5))
def test_strata_equal_those_of_statsmodels(cells):
    from statsmodels.stats.contingency_tables import StratifiedTable

    cells = [(a, b, c, d) for a, b, c, d in cells if a + b and c + d]
    ours = [(a, a + b, c, c + d) for a, b, c, d in cells]
    found = mantel_haenszel(ours)
    test = mantel_trend([[(c, m), (a, n)] for a, n, c, m in ours])
    if found is None:
        up = sum(a * d for a, b, c, d in cells)
        assert up == 0 or sum(b * c for a, b, c, d in cells) == 0
        return
    theirs = StratifiedTable([[[a, b], [c, d]] for a, b, c, d in cells])
    expected = (theirs.oddsratio_pooled, *theirs.oddsratio_pooled_confint())
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-6)
    assert test.statistic**2 == pytest.approx(theirs.test_null_odds().statistic, rel=1e-6)


def test_strata_take_away_what_only_the_mix_made():
    """In both strata use changes nothing; pooled, heavy users seem to leave less.

    | stratum | light users | heavy users |
    | new     | 40 of 80    | 10 of 20    |
    | old     | 2 of 20     | 8 of 80     |
    """
    strata = [[(40, 80), (10, 20)], [(2, 20), (8, 80)]]
    pooled = cochran_armitage([(42, 100), (18, 100)])
    assert pooled.statistic < -3
    assert mantel_trend(strata).statistic == pytest.approx(0)
    assert mantel_haenszel([(10, 20, 40, 80), (8, 80, 2, 20)]).value == pytest.approx(1)


def test_nothing_to_compare_is_no_test():
    assert cochran_armitage([]) is None
    assert cochran_armitage([(3, 10)]) is None
    assert cochran_armitage([(3, 10), (0, 0)], [0.1, 0.7]) is None
    assert cochran_armitage([(0, 10), (0, 30)]) is None
    assert mantel_trend([]) is None
    assert mantel_trend([[(1, 5), (0, 0)], [(0, 0), (2, 5)]]) is None
    assert mantel_haenszel([]) is None


def test_wrong_scores_are_refused():
    with pytest.raises(ValueError, match="2 groups need as many scores, not 3"):
        cochran_armitage([(1, 2), (1, 2)], [0, 1, 2])
    with pytest.raises(ValueError, match="successes must lie between"):
        cochran_armitage([(3, 2), (1, 2)])
