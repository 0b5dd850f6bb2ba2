"""From a table of features to a matrix: what is kept, pooled, dropped and refused."""

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.encoding import MISSING, OTHER, Encoding


def test_numbers_flags_and_categories_by_hand():
    table = pa.table(
        {
            "visits": [1.0, None, 3.0, float("inf")],
            "is_admin": [True, False, None, True],
            "plan": ["pro", "pro", None, "solo"],
        }
    )
    encoding = Encoding.fit(table, ["visits", "is_admin", "plan"])
    design = encoding.apply(table)
    assert [column.kind for column in encoding.columns] == ["number", "flag", "category"]
    assert design.levels == ((), (), (MISSING, OTHER, "pro"))
    np.testing.assert_array_equal(
        design.values, [[1, 1, 2], [np.nan, 0, 2], [3, np.nan, 0], [np.nan, 1, 1]]
    )
    assert design.categorical == (False, False, True)


def test_rare_and_unseen_categories_are_other_and_missing_is_its_own():
    seen = pa.table({"city": ["Seoul"] * 150 + ["Busan"] * 80 + ["Jeju"] * 19 + [None] * 5})
    encoding = Encoding.fit(seen, ["city"])
    assert encoding.columns[0].kept == ("Seoul", "Busan")
    later = pa.table({"city": ["Busan", "Jeju", "Daegu", None, "Seoul"]})
    assert encoding.apply(later).values[:, 0].tolist() == [3, 1, 1, 0, 2]


def test_whole_numbers_too_large_for_a_floating_number_are_the_nearest_one():
    table = pa.table({"bytes": [2**60 + 1, None, 7]})
    found = Encoding.fit(table, ["bytes"]).apply(table).values[:, 0]
    assert found[[0, 2]].tolist() == [2.0**60, 7.0]
    assert np.isnan(found[1])


def test_a_category_of_rare_levels_alone_says_nothing():
    rare = [f"place {n // 10}" for n in range(2000)]
    table = pa.table({"place": rare, "known": [None, *rare[1:]], "x": range(2000)})
    encoding = Encoding.fit(table, ["place", "known", "x"])
    assert encoding.dropped == {"place": "constant"}
    assert encoding.features == ("known", "x")


def test_columns_that_say_nothing_are_dropped_with_the_reason():
    rows = 100
    table = pa.table(
        {
            "one": [5.0] * rows,
            "same": ["a"] * rows,
            "none": pa.nulls(rows, pa.float64()),
            "nan": [float("nan")] * rows,
            "name": [f"customer {n}" for n in range(rows)],
            "sometimes": [5.0] * 50 + [None] * 50,
            "x": [float(n) for n in range(rows)],
        }
    )
    encoding = Encoding.fit(table, table.column_names)
    assert encoding.dropped == {
        "one": "constant",
        "same": "constant",
        "none": "empty",
        "nan": "empty",
        "name": "identifier",
    }
    assert encoding.features == ("sometimes", "x")


@pytest.mark.parametrize(
    ("table", "features", "message"),
    [
        ({"a": [1.0, 2.0]}, ["aa"], "there is no feature 'aa'.*\n.*did you mean 'a'"),
        ({"a": [dt.date(2024, 1, 1), dt.date(2024, 1, 2)]}, ["a"], "'a' holds date32"),
        ({"a": [1.0, 1.0]}, ["a"], "no feature is left"),
    ],
)
def test_what_cannot_be_encoded_is_refused(table, features, message):
    with pytest.raises(MetricError, match=message):
        Encoding.fit(pa.table(table), features)


def test_a_feature_that_was_a_number_and_is_text_now_is_refused():
    encoding = Encoding.fit(pa.table({"a": [1.0, 2.0]}), ["a"])
    with pytest.raises(MetricError, match="no longer one"):
        encoding.apply(pa.table({"a": ["one", "two"]}))


def test_dictionaries_and_large_text_encode_as_text_does():
    plain = pa.chunked_array([["a", "b", None, "a"]])
    wanted = Encoding.fit(pa.table({"c": plain}), ["c"])
    for kind in (pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        table = pa.table({"c": plain.cast(kind)})
        assert Encoding.fit(table, ["c"]) == wanted
        assert wanted.apply(table).values[:, 0].tolist() == [2, 1, 0, 2]


@given(
    numbers=st.lists(st.none() | st.floats(allow_nan=True), min_size=3, max_size=30),
    words=st.lists(st.none() | st.text(max_size=3), min_size=3, max_size=30),
)
def test_an_encoding_survives_json_and_encodes_the_same(numbers, words):
    size = min(len(numbers), len(words))
    table = pa.table(
        {
            "n": pa.array(numbers[:size], pa.float64()),
            "w": pa.array(words[:size], pa.string()),
            "x": [float(n) for n in range(size)],
        }
    )
    encoding = Encoding.fit(table, ["n", "w", "x"])
    again = Encoding.from_dict(json.loads(json.dumps(encoding.to_dict())))
    assert again == encoding
    np.testing.assert_array_equal(again.apply(table).values, encoding.apply(table).values)


def test_rows_and_joined_columns_keep_what_columns_are():
    table = pa.table({"a": [1.0, 2.0, 3.0], "plan": ["x", "y", "x"]})
    design = Encoding.fit(table, ["a", "plan"], "float32").apply(table)
    assert design.values.dtype == np.float32
    more = design.rows(np.array([True, False, True])).joined("arm", np.array([0.0, 1.0]))
    assert more.names == more.source == ("a", "plan", "arm")
    assert more.values.tolist() == [[1, 2, 0], [3, 2, 1]]
    assert more.categorical == (False, True, False)
