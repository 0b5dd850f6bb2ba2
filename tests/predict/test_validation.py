"""Folds: later dates, an embargo of gap and horizon, and no customer on both sides."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.sample import sample_of
from tenure.predict.validation import grouped, rolling_origin, stratified

START = date(2026, 1, 1)


def panel(customers=60, days=(0, 30, 60, 90), seed=0):
    """Everyone at every date; each leaves at some date with a chance of .2."""
    rng = np.random.default_rng(seed)
    return sample_of(
        pa.table(
            {
                "unit_id": [f"c{one}" for one in range(customers) for _ in days],
                "as_of": [START + timedelta(day) for _ in range(customers) for day in days],
                "left": (rng.random(customers * len(days)) < 0.2).astype(int).tolist(),
                "x": rng.normal(size=customers * len(days)),
            }
        ),
        ["x"],
    )


@settings(max_examples=40)
@given(
    st.lists(st.integers(0, 200), min_size=2, max_size=6, unique=True),
    st.integers(1, 60),
    st.integers(2, 6),
    st.booleans(),
)
def test_no_window_reaches_the_test_date_and_no_customer_is_on_both_sides(
    days, embargo, parts, every_part
):
    sample = panel(days=tuple(sorted(days)))
    for fold in rolling_origin(sample, embargo=embargo, parts=parts, every_part=every_part):
        tested = set(sample.days[fold.test])
        assert len(tested) == 1
        assert (sample.days[fold.train] + embargo <= tested.pop()).all()
        assert not set(sample.groups[fold.train]) & set(sample.groups[fold.test])


def test_the_last_dates_are_tested_by_every_customer_once():
    sample = panel()
    folds = rolling_origin(sample, embargo=37, dates=2, parts=5)
    assert len(folds) == 10
    assert [fold.day for fold in folds] == sorted([START + timedelta(60)] * 5 + [folds[-1].day] * 5)
    for day in {fold.day for fold in folds}:
        tested = [row for fold in folds if fold.day == day for row in fold.test]
        assert len(tested) == len(set(tested)) == 60


def test_what_is_excluded_adds_up():
    """Tested on day 90 with an embargo of 37: days 0 and 30 are over, day 60 is not.

    12 of 60 customers are tested: 2 × 48 rows to learn from, 24 of the same customers left
    out, 60 under the embargo.
    """
    sample = panel()
    fold = rolling_origin(sample, embargo=37, dates=1, parts=5)[0]
    assert (len(fold.train), len(fold.test)) == (96, 12)
    assert fold.excluded == {"embargo": 60, "same customers": 24}


def test_those_who_left_before_the_test_date_are_left_out_with_their_part():
    """Half leave at day 0 and are not there later: no fold learns from leavers of its own part."""
    left = np.arange(100) < 50
    table = pa.table(
        {
            "unit_id": [f"c{n}" for n in range(100)] + [f"c{n}" for n in range(50, 100)],
            "as_of": [START] * 100 + [START + timedelta(30)] * 50,
            "left": left.astype(int).tolist() + [0] * 49 + [1],
            "x": np.arange(150.0),
        }
    )
    sample = sample_of(table, ["x"])
    folds = rolling_origin(sample, embargo=30, parts=2)
    assert len(folds) == 2
    for fold in folds:
        assert len(fold.train) == 50
        assert sample.y[fold.train].mean() == pytest.approx(0.5, abs=0.15)
    assert not set(folds[0].train) & set(folds[1].train)


def test_one_part_a_date_tests_nobody_twice():
    folds = rolling_origin(panel(), embargo=30, dates=3, parts=5, every_part=False)
    assert len(folds) == 3
    tested = [set(panel().groups[fold.test]) for fold in folds]
    assert sum(map(len, tested)) == len(set.union(*tested))


def test_dates_closer_than_the_embargo_leave_no_fold():
    assert rolling_origin(panel(days=(0, 10, 20)), embargo=37) == ()


def test_stratified_folds_are_those_of_the_published_protocol():
    from sklearn.model_selection import StratifiedKFold

    y = np.array([1.0, 0.0, 0.0] * 20)
    theirs = StratifiedKFold(5, shuffle=True, random_state=42).split(y.reshape(-1, 1), y)
    for own, (train, test) in zip(stratified(y), theirs, strict=True):
        assert (own.train == train).all()
        assert (own.test == test).all()


def test_grouped_folds_keep_customers_whole():
    sample = panel()
    folds = grouped(sample, 4)
    assert sorted(np.concatenate([fold.test for fold in folds])) == list(range(240))
    for fold in folds:
        assert not set(sample.groups[fold.train]) & set(sample.groups[fold.test])


def test_what_leaves_no_honest_fold_is_refused():
    with pytest.raises(MetricError, match="embargo of 0"):
        rolling_origin(panel(), embargo=0)
    with pytest.raises(MetricError, match="no later date"):
        rolling_origin(panel(days=(0,)), embargo=30)
    with pytest.raises(MetricError, match="5 rows of each outcome, not 2"):
        stratified(np.array([1.0, 1.0] + [0.0] * 50))
