"""Rows to learn from: all that fit, else the rarer outcome first, weighted to stand for all."""

from collections.abc import Callable
from datetime import date
from typing import Any

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.company.predictions.drawing import counted, drawn, shares

Run = Callable[[Any], list[dict[str, Any]]]
DATES = (date(2026, 4, 1), date(2026, 5, 1))


def labels(stayed: int, left: int) -> Any:
    rows = [
        {"unit_id": f"고객-{number:05}", "as_of": day, "state": "known", "left": outcome}
        for outcome, many in ((0, stayed), (1, left))
        for number in range(many)
        for day in DATES
    ]
    unknown = {"unit_id": "x", "as_of": DATES[0], "state": "under notice", "left": None}
    schema = ibis.schema({"unit_id": "string", "as_of": "date", "state": "string", "left": "int64"})
    return ibis.memtable([*rows, unknown], schema=schema)


def test_what_fits_is_taken_whole(run: Run) -> None:
    table = labels(30, 5)
    found = {row["left"]: row["rows"] for row in run(counted(table))}
    assert found == {0: 60, 1: 10}
    rows = run(drawn(table, shares(found, 1000)))
    assert len(rows) == 70
    assert {row["weight"] for row in rows} == {1.0}
    assert "under notice" not in {row["state"] for row in rows}


def test_who_left_is_kept_and_who_stayed_stands_for_others(run: Run) -> None:
    table = labels(1000, 20)
    share = shares({0: 2000, 1: 40}, 540)
    assert share == {0: 0.25, 1: 1.0}
    rows = run(drawn(table, share))
    for day in DATES:
        own = [row for row in rows if row["as_of"] == day]
        assert sum(row["left"] for row in own) == 20
        assert sum(row["weight"] for row in own if not row["left"]) == pytest.approx(1000)
    again = run(drawn(table, share))
    assert sorted(map(str, again)) == sorted(map(str, rows))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(2, 10**6))
def test_never_more_rows_than_asked_for_and_never_less_than_there_is_room_for(
    stayed: int, left: int, most: int
) -> None:
    share = shares({0: stayed, 1: left}, most)
    taken = share[0] * stayed + share[1] * left
    assert all(0 <= one <= 1 for one in share.values())
    assert taken == pytest.approx(min(most, stayed + left))
    rarer, other = (1, 0) if left < stayed else (0, 1)
    if min(stayed, left):
        assert share[rarer] * min(stayed, left) == pytest.approx(min(stayed, left, (most + 1) // 2))
        assert share[rarer] >= share[other]
