"""The golden tables and traps drawn for DuckDB, run again on PostgreSQL: the very same tests."""

import importlib.util
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from support.drawing import tables_in
from tenure.engines import Engine

TESTS = Path(__file__).parents[1]
FILES = (
    *sorted((TESTS / "traps").glob("test_*.py")),
    *(TESTS / "measure" / f"test_{name}.py" for name in ("attrition", "retention", "states")),
)
_TOO_LARGE = {"test_worked_example_is_20_percent"}
"""Tables of many thousand rows do not go along inside of SQL."""


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"again_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _drawn_tests() -> Iterator[Any]:
    """List the tests that need no more than a way to run and what is drawn."""
    for path in FILES:
        for name, test in vars(_module(path)).items():
            if not name.startswith("test_") or name in _TOO_LARGE:
                continue
            needs = set(inspect.signature(test).parameters)
            if "run" in needs and needs <= {"run", "drawn"}:
                yield pytest.param(test, id=f"{path.stem}-{name}")


GOLDEN = list(_drawn_tests())


@pytest.mark.parametrize("test", GOLDEN)
def test_golden(test: Callable[..., None], postgres: Engine) -> None:
    def run(expression: Any) -> list[dict[str, Any]]:
        return postgres.execute(expression, metric="test").to_pylist()

    given = {"run": run, "drawn": tables_in(test.__doc__)}
    test(**{name: given[name] for name in inspect.signature(test).parameters})


def test_the_golden_tests_were_found() -> None:
    assert len(GOLDEN) > 60
