"""The Kaplan–Meier curve of counts against published figures, counting, and one by one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats.survival import kaplan_meier
from tenure.stats.survival_counts import survival_curve

FREIREICH = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PUBLISHED = {
    6: (0.857, 0.0764),
    7: (0.807, 0.0869),
    10: (0.753, 0.0963),
    13: (0.690, 0.1068),
    16: (0.627, 0.1141),
    22: (0.538, 0.1282),
    23: (0.448, 0.1346),
}
"""Weeks in remission under 6-MP: the curve and Greenwood's standard error, as textbooks print."""


def curve(events, censored=()):
    return survival_curve([(one, 1, 0) for one in events] + [(one, 0, 1) for one in censored])


@pytest.mark.parametrize("week", PUBLISHED)
def test_weeks_in_remission_of_freireich(week):
    found = curve(FREIREICH, CENSORED)
    share, error = PUBLISHED[week]
    step = next(one for one in found.steps if one.time == week)
    assert step.surviving == pytest.approx(share, abs=5e-4)
    assert step.surviving * step.spread**0.5 == pytest.approx(error, abs=6e-5)


def test_median_of_freireich_is_23_weeks_and_the_lower_quarter_13():
    found = curve(FREIREICH, CENSORED)
    assert (found.quantile(0.25), found.quantile(0.5), found.quantile(0.75)) == (13, 23, None)


def test_restricted_mean_is_the_area_drawn_by_hand():
    """Of four, one goes at 2, one is lost from sight at 3, one goes at 4: 1·2 + ¾·2 + ⅜·1."""
    mean, low, high = curve([2, 4], [3, 5]).restricted_mean(5)
    assert mean == pytest.approx(2 + 1.5 + 0.375)
    assert 0 < low < mean < high <= 5


def test_restricted_mean_of_all_who_were_watched_to_the_end_is_the_mean():
    mean, low, high = curve([1, 2, 3, 10]).restricted_mean(10)
    assert mean == pytest.approx(4)
    assert (low + high) / 2 == pytest.approx(4) or high == 10


def test_nothing_is_known_beyond_those_watched():
    found = curve([2], [5])
    assert found.surviving(5) == pytest.approx(0.5)
    assert (found.surviving(6), found.interval(6), found.restricted_mean(6)) == (None, None, None)
    assert curve([2]).surviving(6) == 0


def test_of_nobody_there_is_nothing_to_say():
    found = curve([])
    assert (found.steps, found.quantile(0.5), found.surviving(1)) == ((), None, None)
    assert found.restricted_mean(1) is None


times = st.lists(st.integers(1, 12), min_size=1, max_size=30)


@given(events=times, censored=times)
def test_agrees_with_the_curve_of_one_by_one(events, censored):
    ended = [True] * len(events) + [False] * len(censored)
    found = curve(events, censored)
    for step in kaplan_meier([*events, *censored], ended):
        assert found.surviving(step.time) == pytest.approx(step.share)
        if step.low is not None:
            assert found.interval(step.time) == pytest.approx((step.low, step.high))


@given(events=times)
def test_without_censoring_it_is_the_share_that_lasts_longer(events):
    found = curve(events)
    for time in range(13):
        assert found.surviving(time) == pytest.approx(
            sum(one > time for one in events) / len(events)
        )
