"""Kaplan–Meier and log-rank against the remission times that every textbook works out."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats import Z95, kaplan_meier, log_rank, mantel_trend

# E. J. Freireich et al., Blood 21 (1963): weeks in remission; as in D. G. Kleinbaum and M. Klein,
# Survival Analysis, 3rd ed. (2012), tables 2.1 and 2.2 and p. 61: log-rank 16.79.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
CURVE = [
    (6, 21, 3, 0.8571),
    (7, 17, 1, 0.8067),
    (10, 15, 1, 0.7529),
    (13, 12, 1, 0.6902),
    (16, 11, 1, 0.6275),
    (22, 7, 1, 0.5378),
    (23, 6, 1, 0.4482),
]

lives = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25)


def test_published_curve():
    found = kaplan_meier(TREATED, RELAPSED)
    assert [(s.time, s.at_risk, s.ended) for s in found] == [row[:3] for row in CURVE]
    assert [s.share for s in found] == pytest.approx([row[3] for row in CURVE], abs=5e-5)


def test_published_log_rank():
    found = log_rank(TREATED, RELAPSED, PLACEBO, [True] * 21)
    assert found.statistic**2 == pytest.approx(16.79, abs=5e-3)
    assert found.statistic < 0  # those treated relapse later
    assert found.p < 0.001


@given(lives)
def test_curve_equals_the_product_written_out(people):
    found = kaplan_meier([t for t, _ in people], [over for _, over in people])
    share, spread, expected = 1.0, 0.0, []
    for time in sorted({t for t, over in people if over}):
        risk = sum(t >= time for t, _ in people)
        gone = sum(t == time and over for t, over in people)
        share *= 1 - gone / risk
        spread += gone / (risk * (risk - gone)) if risk > gone else 0
        expected.append((time, risk, gone, share, spread))
    assert [(s.time, s.at_risk, s.ended) for s in found] == [row[:3] for row in expected]
    for step, (*_, share, spread) in zip(found, expected, strict=True):
        assert step.share == pytest.approx(share)
        if 0 < share < 1:
            width = Z95 * sqrt(spread) / abs(log(share))
            assert step.low == pytest.approx(share ** exp(width))
            assert step.high == pytest.approx(share ** exp(-width))
        else:
            assert step.low is None
            assert step.high is None


@given(lives, lives)
def test_log_rank_is_mantels_test_with_times_as_strata(first, second):
    found = log_rank(*zip(*first, strict=True), *zip(*second, strict=True))
    times = sorted({t for t, over in first + second if over})

    def at(people, time):
        return sum(t == time and over for t, over in people), sum(t >= time for t, _ in people)

    expected = mantel_trend([[at(second, time), at(first, time)] for time in times])
    assert (found is None) == (expected is None)
    if found is not None:
        assert found.statistic == pytest.approx(expected.statistic, abs=1e-8)
        assert found.p == pytest.approx(expected.p, abs=1e-8)


def test_nobody_left_is_no_curve_and_no_test():
    assert kaplan_meier([3, 4], [False, False]) == []
    assert kaplan_meier([], []) == []
    assert log_rank([3], [False], [4], [False]) is None
    assert log_rank([], [], [4], [True]) is None


def test_times_without_marks_are_refused():
    with pytest.raises(ValueError, match="2 times need as many marks, not 1"):
        kaplan_meier([1, 2], [True])
