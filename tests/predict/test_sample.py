"""Rows to learn from: known outcomes only, one a unit and date, weights that stand for all."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.encoding import Encoding
from tenure.predict.sample import drawn, fingerprint, sample_of

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def table(**other):
    return pa.table(
        {
            "unit_id": ["a", "b", "a", "c"],
            "as_of": [MAY, MAY, JUNE, JUNE],
            "state": ["known", "known", "known", "under notice"],
            "left": [0, 1, 1, None],
            "x": [1.0, 2.0, 3.0, 4.0],
            **other,
        }
    )


def test_rows_without_an_outcome_are_left_out_and_counted():
    sample = sample_of(table(weight=[1.0, 1.0, 5.0, 1.0]), ["x"])
    assert sample.y.tolist() == [0, 1, 1]
    assert sample.groups.tolist() == [0, 1, 0]
    assert sample.dates == (MAY, JUNE)
    assert sample.left_out == {"under notice": 1}
    assert (sample.events, sample.others) == (2, 1)
    assert sample.rate == pytest.approx(6 / 7)


def test_rows_left_out_without_a_state_are_counted_too():
    states = ["known", None, None, "under notice"]
    sample = sample_of(table(state=states, left=[0, None, None, None]), ["x"])
    assert sample.left_out == {"not known": 2, "under notice": 1}


def test_without_dates_or_with_one_it_is_a_lone_snapshot():
    once = pa.table({"unit_id": ["a", "b"], "left": [True, False], "x": [1.0, 2.0]})
    assert sample_of(once, ["x"]).days is None
    assert sample_of(once.append_column("as_of", pa.array([MAY, MAY])), ["x"]).dates == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"as_of": [MAY, MAY, MAY, JUNE]}, "several rows at one date"),
        ({"left": [0, 2, 1, None]}, "neither 0 nor 1"),
        ({"left": ["no", "yes", "yes", None]}, "'left' is no number"),
        ({"unit_id": ["a", None, "b", "c"]}, "1 rows have no unit_id"),
        ({"as_of": [MAY, None, JUNE, JUNE]}, "some rows have no as_of"),
    ],
)
def test_bad_rows_are_refused(change, message):
    with pytest.raises(MetricError, match=message):
        sample_of(table(**change), ["x"])


def test_a_missing_column_is_named():
    with pytest.raises(MetricError, match="lack 'y'"):
        sample_of(table(), ["x", "y"])


@given(st.integers(1, 300), st.integers(1, 300), st.integers(2, 400))
def test_drawing_keeps_the_size_and_what_each_outcome_stands_for(left, stayed, most):
    y = np.array([1.0] * left + [0.0] * stayed)
    index, times = drawn(y, most, seed=1)
    assert len(index) == min(most, left + stayed)
    assert len(set(index.tolist())) == len(index)
    for outcome, number in ((1, left), (0, stayed)):
        if (y[index] == outcome).any():
            assert times[y[index] == outcome].sum() == pytest.approx(number)
    if most >= 2 * min(left, stayed):
        rare = 1 if left <= stayed else 0
        assert (y[index] == rare).sum() == min(left, stayed)


def test_thinning_multiplies_weights_it_finds():
    big = pa.table(
        {
            "unit_id": [str(n) for n in range(100)],
            "left": [1] * 10 + [0] * 90,
            "weight": [1.0] * 10 + [4.0] * 90,
            "x": [float(n) for n in range(100)],
        }
    )
    thin = sample_of(big, ["x"]).thinned(40)
    assert len(thin) == 40
    assert thin.weight[thin.y == 0].tolist() == [12.0] * 30
    assert thin.rate == pytest.approx(10 / 370)


def test_the_fingerprint_changes_with_every_part():
    def of(**change):
        sample = sample_of(table(**change), ["x"])
        return fingerprint(Encoding.fit(sample.table, ["x"]).apply(sample.table), sample)

    assert of() == of()
    changes = [
        {"x": [1.0, 2.0, 3.5, 4.0]},
        {"left": [0, 1, 0, None]},
        {"weight": [1.0, 2.0, 1.0, 1.0]},
        {"as_of": [MAY, MAY, date(2026, 6, 2), JUNE]},
        {"unit_id": ["a", "b", "d", "c"]},
    ]
    assert len({of(), *(of(**change) for change in changes)}) == 6
