from datetime import timedelta

import numpy as np
import pytest

from support.changed import FIRST, beside, changed
from tenure.explain.changes.design import Phases
from tenure.explain.changes.series import Daily, binned
from tenure.explain.changes.study import Other, study


def test_bins_begin_with_the_day_of_the_change() -> None:
    """A change in the middle of a calendar week: no bin mixes what was before with what was after.

    day    0 1 2 3 4 5 6 7 8 9
    lost   1 2 3 4 5 6 7 8 9 10     change on day 4, bins of 3 days

    Before it 2 + 3 + 4 (days 1 to 3; day 0 falls off), after it 5 + 6 + 7 and 8 + 9 + 10.
    """
    daily = Daily(FIRST, np.arange(1.0, 11.0), np.full(10, 100.0))
    series = binned(daily, FIRST + timedelta(days=4), 3)
    assert series.lost.tolist() == [9.0, 18.0, 27.0]
    assert series.trials.tolist() == [300.0, 300.0, 300.0]
    assert series.origin == 1


def test_without_trend_the_effect_is_that_of_the_counts() -> None:
    """Flat at 10 of 1,000 a day, then 20: twice as many, worked by hand."""
    lost = np.where(np.arange(400) < 300, 10.0, 20.0)
    daily = Daily(FIRST, lost, np.full(400, 1000.0))
    found = study(daily, FIRST + timedelta(days=300))
    assert found.effect is not None
    assert found.effect.observed == 56 * 20
    assert found.effect.exposed == 56 * 1000
    assert found.effect.ratio.value == pytest.approx(2.0, rel=1e-3)
    assert found.verdict() == "rose"


def test_a_planted_fall_is_found_and_a_date_without_one_is_not() -> None:
    daily, at = changed(3, customers=40_000, ratio=0.85)
    found = study(daily, at)
    assert found.effect is not None
    assert found.verdict() == "fell"
    assert found.effect.ratio.low <= 0.85 <= found.effect.ratio.high
    elsewhere = study(daily, at - timedelta(days=182), [Other(at)])
    assert elsewhere.verdict() == "no_evidence"


def test_the_season_is_no_effect() -> None:
    """Attrition rises into the summer every year; a change before it is not to blame."""
    daily, at = changed(5, days=1000, customers=40_000, at=800, season=0.25)
    found = study(daily, at)
    assert found.single is not None
    assert found.single.harmonics == 2
    assert found.verdict() == "no_evidence"


def test_what_befalls_everyone_cancels_out_against_those_not_concerned() -> None:
    """Both groups rise by half on the same day: the series alone says rose, the comparison not."""
    one, at = changed(7, customers=20_000, ratio=1.5)
    other, _ = changed(8, customers=30_000, ratio=1.5)
    assert study(one, at).verdict() == "rose"
    found = study(beside(one, other), at)
    assert found.parallel_before is True
    assert found.verdict() == "no_evidence"


def test_what_befalls_those_concerned_alone_is_theirs() -> None:
    one, at = changed(7, customers=20_000, ratio=1.5)
    other, _ = changed(8, customers=30_000)
    found = study(beside(one, other), at)
    assert found.verdict() == "rose"
    assert found.effect is not None
    assert found.effect.ratio.low <= 1.5 <= found.effect.ratio.high


def test_groups_that_did_not_move_alike_are_told() -> None:
    one, at = changed(7, customers=30_000, trend=0.8)
    other, _ = changed(8, customers=30_000, trend=-0.8)
    found = study(beside(one, other), at)
    assert found.parallel_before is False
    assert found.trend is not None
    assert found.trend.yearly.value > 2
    assert found.effect is found.adjusted


def test_two_changes_on_one_day_cannot_be_told_apart() -> None:
    daily, at = changed(3, customers=40_000, ratio=1.4)
    found = study(daily, at, [Other(at)])
    assert found.effect is None
    assert found.verdict() == "together_rose"


def test_what_came_three_weeks_later_is_not_blamed_on_the_first() -> None:
    """The rise begins with the second change; the first is no evidence, and both are named."""
    daily, second = changed(11, customers=60_000, ratio=1.5)
    first = second - timedelta(days=21)
    assert study(daily, first, [Other(second)]).verdict() != "rose"
    found = study(daily, second, [Other(first)])
    assert found.main is not None
    assert found.main.near == (0,)
    assert found.verdict() == "rose"


@pytest.mark.parametrize(
    ("day", "why"),
    [(-5, "not_observed"), (20, "too_little_before"), (715, "too_early"), (800, "too_early")],
)
def test_too_little_before_or_after_is_said(day: int, why: str) -> None:
    daily, _ = changed(1)
    found = study(daily, FIRST + timedelta(days=day))
    assert found.why == why
    assert found.verdict() == "cannot_be_told"


def test_too_few_leavers_are_said() -> None:
    daily, at = changed(1, customers=20)
    assert study(daily, at).why == "too_few_left"


def test_nobody_left_afterwards_is_no_division_by_zero() -> None:
    lost = np.where(np.arange(500) < 400, 2.0, 0.0)
    found = study(Daily(FIRST, lost, np.full(500, 500.0)), FIRST + timedelta(days=400))
    assert found.effect is not None
    assert 0 < found.effect.ratio.value < 0.1
    assert found.verdict() == "fell"


def test_days_left_aside_tell_nothing() -> None:
    """A week of chaos right after the change, then as before: with a washout no evidence."""
    daily, at = changed(2, customers=40_000, ratio=3.0, lasts=7)
    assert study(daily, at, phases=Phases(56)).verdict() == "rose"
    assert study(daily, at, phases=Phases(56, washout=7)).verdict() == "no_evidence"


def test_a_monthly_look_agrees_with_a_weekly_one() -> None:
    daily, at = changed(4, customers=60_000, ratio=0.8)
    weekly, monthly = study(daily, at, width=7), study(daily, at, width=28)
    assert weekly.effect is not None
    assert monthly.effect is not None
    assert weekly.effect.ratio.value == pytest.approx(monthly.effect.ratio.value, abs=0.05)
