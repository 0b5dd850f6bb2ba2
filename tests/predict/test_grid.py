"""The observation grid: which dates can be learnt from, and how far ahead each of them looks."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.asking import observed
from tenure.errors import MetricError
from tenure.periods import Calendar, Observation
from tenure.predict.grid import Point, day_number, grid, spine

HALF_YEAR = observed("2024-01-01 … 2024-06-30")


def of(days: Observation = HALF_YEAR, **options: Any) -> Any:
    return grid(days, calendar=Calendar("Asia/Seoul", "monday"), **options)


def days(*texts: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(text) for text in texts)


def test_months_that_are_over_are_learnt_from_and_the_day_after_is_scored():
    found = of(horizon="month", history=31)
    assert found.dates == days("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01")
    assert found.points[-1] == Point(*days("2024-06-01", "2024-06-01", "2024-07-01"))
    assert found.today == Point(*days("2024-07-01", "2024-07-01", "2024-08-01"))


def test_a_month_whose_window_ends_after_the_data_is_not_learnt_from():
    assert of(observed("2024-01-01 … 2024-06-29"), horizon="month").dates[-1] == date(2024, 5, 1)


def test_gap_and_horizon_in_days_move_the_window():
    last = of(gap=7, horizon=30).points[-1]
    assert last == Point(*days("2024-05-01", "2024-05-08", "2024-06-07"))


def test_history_leaves_out_dates_before_which_the_data_do_not_reach():
    assert of(horizon="month", history=60).dates[0] == date(2024, 3, 1)
    assert of(horizon="month", history=61).dates[0] == date(2024, 4, 1)


def test_steps_in_days_are_counted_back_from_the_end():
    """60 + 30 days before the end of 30 June there are 28-day steps to 2 May and 4 April."""
    found = of(every=28, horizon=60, history=90)
    assert found.dates == days("2024-04-04", "2024-05-02")
    assert found.points[-1].until == HALF_YEAR.end


def test_weeks_begin_on_the_companys_day():
    found = grid(HALF_YEAR, calendar=Calendar("UTC", "sunday"), every="week", horizon=7, most=3)
    assert found.dates == days("2024-06-09", "2024-06-16", "2024-06-23")


def test_data_that_are_too_short_leave_no_date_but_today():
    found = of(observed("2024-06-01 … 2024-06-30"), horizon=30, history=90)
    assert found.points == ()
    assert found.today.as_of == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gap": -1}, "gap = -1 is less than 0"),
        ({"horizon": 0}, "horizon = 0 is less than 1"),
        ({"every": 0}, "every = 0 is less than 1"),
        ({"history": -1}, "history = -1"),
        ({"most": 0}, "most = 0"),
        ({"every": "fortnight"}, "'fortnight' is no period"),
        ({"horizon": "decade"}, "'decade' is no period"),
    ],
)
def test_what_gives_no_grid_is_refused(options, message):
    with pytest.raises(MetricError, match=message):
        of(**options)


@given(
    st.dates(date(2020, 1, 1), date(2025, 1, 1)),
    st.integers(0, 900),
    st.sampled_from(["day", "week", "month", "quarter", 7, 28]),
    st.integers(0, 40),
    st.sampled_from([1, 30, 90, "week", "month", "quarter"]),
    st.integers(0, 200),
    st.integers(1, 30),
)
def test_every_date_is_wholly_observed_and_none_is_missing(
    first, length, every, gap, horizon, history, most
):
    seen = Observation(first, first + timedelta(days=length))
    found = of(seen, every=every, gap=gap, horizon=horizon, history=history, most=most)
    assert len(found.points) <= most
    assert list(found.points) == sorted(set(found.points))
    for point in found.points:
        assert point.as_of - timedelta(days=history) >= seen.first
        assert point.as_of + timedelta(days=gap) == point.begins < point.until <= seen.end
    assert found.today.as_of == seen.end
    assert found.dates == tuple(_looked_for(seen, every, gap, horizon, history))[-most:]


def _looked_for(seen: Observation, every: Any, gap: int, horizon: Any, history: int) -> Any:
    """Yield the dates among all days, one by one."""
    calendar = Calendar("Asia/Seoul", "monday")
    for back in range((seen.end - seen.first).days - history, -1, -1):
        day = seen.end - timedelta(days=back)
        begins = day + timedelta(days=gap)
        if isinstance(horizon, int):
            until, ahead = begins + timedelta(days=horizon), gap + horizon
        else:
            until, ahead = calendar.start(calendar.number(begins, horizon) + 1, horizon), gap
        if isinstance(every, int):
            due = back >= ahead and (back - ahead) % every == 0
        else:
            due = day == calendar.start(calendar.number(day, every), every)
        if due and until <= seen.end:
            yield day


def test_the_points_become_a_table(run):
    points = (*of(horizon="month").points, of(horizon="month").today)
    rows = run(spine(points).order_by("as_of"))
    assert [row["as_of"] for row in rows] == [point.as_of for point in points]
    assert [row["until"] for row in rows] == [day_number(point.until) for point in points]
    assert run(spine(points[:1]))[0]["begins"] == day_number(points[0].begins)
