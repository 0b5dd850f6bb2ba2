"""What every test may use: one embedded engine, drawn tables, repeatable random draws."""

import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tenure.engines import Engine, connect

sys.path.insert(0, str(Path(__file__).parent))  # tests share the package `support`

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One embedded engine for all tests."""
    opened = connect("duckdb://", threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def run(engine: Engine) -> Callable[[Any], list[dict[str, Any]]]:
    """Run an expression and return its rows as dictionaries."""

    def rows(expression: Any) -> list[dict[str, Any]]:
        return engine.execute(expression, metric="test").to_pylist()

    return rows


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> list[list[dict[str, str | None]]]:
    """The tables drawn in the docstring of the test that asks."""
    return import_module("support.drawing").tables_in(request.function.__doc__)


LONG = (
    "company/explanations/test_changes_truth.py",
    "company/explanations/test_causes.py",
    "company/test_indexing.py",
    "company/test_lists_of_counts.py",
    "company/test_over_time.py",
    "explain/changes/test_rates_of_error.py",
    "explain/drivers/test_coverage.py",
    "company/predictions/test_one_at_a_time.py",
    "golden/test_behaviour_truth.py",
    "measure/test_behaviour_properties.py",
    "measure/test_revenue_properties.py",
    "measure/test_rolling.py",
    "peers/test_hillstrom.py",
    "peers/test_purchases.py",
    "peers/test_survival_peers.py",
    "peers/test_telco.py",
    "predict/risk/test_training.py",
    "predict/test_survival_bands.py",
    "predict/test_uplift_company.py",
    "web/customers/test_in_a_browser.py",
    "web/definitions/test_in_a_browser.py",
    "web/insights/test_browser.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes minutes to `make test-long`; one worker makes the simulated company."""
    for item in items:
        if item.path.as_posix().endswith(LONG):
            item.add_marker(pytest.mark.long)
        if "lumen" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("lumen"))
