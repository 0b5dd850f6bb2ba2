"""Tiers in the engine: as by hand in one currency, each currency apart, never a sum of two."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.predict.worth.purchases import SEVERAL, SEVERAL_CURRENCIES
from tenure.predict.worth.tiers import NO_CURRENCY, comparable, tiered, tiers


def told(run: Any, values: list[float | None], currencies: list[str | None]) -> Any:
    number = len(values)
    rows = pa.table({
        "unit_id": [f"c{at:03d}" for at in range(number)],
        "value": pa.array(values, pa.float64()),
        "value_currency": pa.array(currencies, pa.string()),
        "value_reason": pa.nulls(number, pa.string()),
    })  # fmt: skip
    found = tiered(comparable(ibis.memtable(rows), ["value"]))
    return sorted(run(found), key=lambda row: row["unit_id"])


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 30).map(float)), min_size=1, max_size=60),
    st.sampled_from([None, "KRW"]),
)
def test_of_one_currency_they_are_those_counted_in_python(
    run: Any, values: list[float | None], currency: str | None
) -> None:
    plain = np.array([np.nan if one is None else one for one in values])
    rows = told(run, values, [currency] * len(values))
    assert [row["value_tier"] for row in rows] == tiers(plain)[0].tolist()


def test_each_currency_has_its_own_tiers(run: Any) -> None:
    """Twenty customers of 1 to 20 USD and twenty of 1,000 to 20,000 KRW: one of each is top."""
    values = [*range(1, 21), *range(1_000, 21_000, 1_000)]
    rows = told(run, values, ["USD"] * 20 + ["KRW"] * 20)
    for own in (rows[:20], rows[20:]):
        assert [row["value_tier"] for row in own] == (
            ["low"] * 10 + ["middle"] * 6 + ["high"] * 3 + ["top"]
        )


def test_what_is_in_several_or_in_none_of_them_is_null_with_the_reason(run: Any) -> None:
    rows = told(run, [5.0, 7.0, 9.0, None], ["USD", SEVERAL, None, "KRW"])
    assert [row["value"] for row in rows] == [5.0, None, None, None]
    assert [row["value_tier"] for row in rows] == ["top", None, None, None]
    assert [row["value_reason"] for row in rows] == [None, SEVERAL_CURRENCIES, NO_CURRENCY, None]


def test_where_there_is_one_currency_who_tells_none_is_among_them(run: Any) -> None:
    rows = told(run, [5.0, 7.0], ["USD", None])
    assert [row["value"] for row in rows] == [5.0, 7.0]
    assert [row["value_tier"] for row in rows] == ["low", "top"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_tier_of_nobody_and_one_of_all(run: Any, share: float) -> None:
    rows = ibis.memtable({"value": [1.0, 2.0], "value_currency": ["USD", "USD"]})
    found = run(tiered(rows, shares=(("first", share),)))
    assert {row["value_tier"] for row in found} == ({"first"} if share else {None})
