"""By when customers will have left: means by hand, of all and of each segment."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from support.profiled import day_of, profiled
from tenure.company.predictions.views.when import when

CURVES = {
    "unit_id": ["a", "b", "c", "d"],
    "leaves_in_28_days": [0.1, 0.3, 0.2, None],
    "leaves_in_84_days": [0.2, 0.6, 0.4, None],
    "leaves_in_182_days": [0.4, 0.8, 0.6, None],
    "median_reason": ["beyond_the_horizon", None, None, None],
    "plan": ["team", "team", None, "solo"],
}
"""Of d nothing is foretold: notice was given."""


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Any]:
    with profiled(tmp_path) as opened:
        yield opened


def bundle(segment: str | None, *features: Any) -> Any:
    columns = SimpleNamespace(segment=segment)
    return SimpleNamespace(risk=SimpleNamespace(columns=columns), features=features)


def told(found: Any) -> list[tuple[Any, ...]]:
    names = ("segment", "customers", "leaves_in_28_days", "leaves_in_182_days", "beyond")
    return [tuple(row[name] for name in names) for row in found.rows]


def test_all_and_then_each_segment_the_largest_first(outlook: Any) -> None:
    found = when(outlook, day_of(outlook, CURVES), bundle("plan"))
    assert found is not None
    assert told(found) == [
        ("all", 3, pytest.approx(0.2), pytest.approx(0.6), pytest.approx(1 / 3)),
        ("team", 2, pytest.approx(0.2), pytest.approx(0.6), 0.5),
        ("–", 1, pytest.approx(0.2), pytest.approx(0.6), 0.0),
    ]
    assert ", by plan" in found.words["en"]
    assert "(plan별)" in found.words["ko"]


def test_an_attribute_goes_by_the_name_of_its_column(outlook: Any) -> None:
    attribute = SimpleNamespace(name="attribute_plan", about="plan", family="attribute")
    found = when(outlook, day_of(outlook, CURVES), bundle("attribute_plan", attribute))
    assert found is not None
    assert len(found.rows) == 3


@pytest.mark.parametrize("segment", [None, "gone", "unit_id_of_many"])
def test_without_a_usable_segment_all_are_one(outlook: Any, segment: str | None) -> None:
    many = {
        name: values * 5 if name != "unit_id" else [f"u{at}" for at in range(20)]
        for name, values in CURVES.items()
    }
    day = day_of(outlook, many | {"unit_id_of_many": [f"u{at}" for at in range(20)]})
    found = when(outlook, day, bundle(segment))
    assert found is not None
    assert [row["customers"] for row in found.rows] == [15]
    assert "by plan" not in found.words["en"]


def test_where_nobody_knows_when_there_is_no_table(outlook: Any) -> None:
    unknown = pa.nulls(4, pa.float64())
    nobody = CURVES | {name: unknown for name in CURVES if name.startswith("leaves")}
    assert when(outlook, day_of(outlook, nobody), bundle("plan")) is None


def test_profiles_of_a_snapshot_have_no_such_columns(outlook: Any) -> None:
    lone = {"unit_id": ["a"], "plan": ["team"]}
    assert when(outlook, day_of(outlook, lone), bundle("plan")) is None
