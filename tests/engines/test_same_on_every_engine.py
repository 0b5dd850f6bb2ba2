"""Every engine gives the rows that DuckDB gives: same order, same counts, same nulls."""

import math
from typing import Any

import pytest

from engines.cases import CASES, LACKING, Case
from tenure.engines import Engine

ENGINES = ("postgres", "spark", "clickhouse")


def _asked() -> list[Any]:
    """List every case on every engine; what an engine lacks is expected to fail."""
    asked = []
    for engine in ENGINES:
        for case in CASES:
            reason = LACKING.get((engine, case.name))
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            asked.append(pytest.param(engine, case, id=f"{engine}-{case}", marks=marks))
    return asked


@pytest.mark.parametrize(("other", "case"), _asked(), indirect=["other"])
def test_rows_are_those_of_duckdb(engine: Engine, other: Any, case: Case) -> None:
    expression = case.ask()
    wanted = engine.execute(expression, metric=case.name)
    found = other.execute(expression, metric=case.name)
    assert found.schema.names == wanted.schema.names
    assert_same(found.to_pylist(), wanted.to_pylist())


def assert_same(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """Assert that rows are equal, one by one; floating numbers to the last digits but two."""
    for number, (one, two) in enumerate(zip(found, wanted, strict=False)):
        wrong = {name: (one[name], two[name]) for name in two if not _same(one[name], two[name])}
        assert not wrong, f"row {number}: (found, wanted) {wrong}"
    assert len(found) == len(wanted)


def _same(one: Any, two: Any) -> bool:
    if isinstance(one, float) and isinstance(two, float):
        return math.isclose(one, two, rel_tol=1e-12, abs_tol=1e-15)
    return type(one) is type(two) and one == two


def test_every_lack_is_of_a_case_that_is_asked() -> None:
    asked = {(engine, case.name) for engine in ENGINES for case in CASES}
    assert set(LACKING) <= asked
