"""What every test may use: one embedded engine, drawn tables, repeatable random draws."""

import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from support.examples import THOROUGH
from tenure.engines import Engine, connect

gc.set_threshold(100_000)
"""As the command line sets it: at Python's 700, looking for garbage is a sixth of a test's time."""

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
    "web/messages/test_at_once.py",
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
    "web/messages/sending/test_faults.py",
)


TOGETHER = ("company/explanations", "company/predictions", "report", "simulate")
"""Folders whose tests share what takes long to make; elsewhere it is a file that shares."""

FIRST = (
    *("lumen", "predictions", "spark", "explanations", "real_data", "run", "engines", "notebooks"),
    *("report", "index", "commands", "features_time", "features_matrix", "stickiness"),
    *("public_data", "disk", "saved_cohorts", "cohorts", "service", "nsmc", "cdnow_value"),
)
"""Groups that take longest: begun first, so that no worker is left with one at the end."""


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups, and pytest the marks, afterwards
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what takes minutes to `make test-long`; make what is shared in one worker only."""
    for item in items:
        if item.path.as_posix().endswith(LONG) or (THOROUGH and _is_property(item)):
            item.add_marker(pytest.mark.long)
        if item.get_closest_marker("xdist_group") is None or _shares_lumen(item):
            item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=_place)


def _is_property(item: pytest.Item) -> bool:
    return is_hypothesis_test(getattr(item, "obj", None))


def _shares_lumen(item: pytest.Item) -> bool:
    return "lumen" in getattr(item, "fixturenames", ())


def _group(item: pytest.Item) -> str:
    """Name what a test shares with others: the simulated company, its folder's or its file's."""
    folder = item.path.parent.as_posix()
    if _shares_lumen(item):
        return "lumen"
    return item.path.parent.name if folder.endswith(TOGETHER) else item.path.stem[5:]


def _place(item: pytest.Item) -> int:
    names = {mark.args[0] for mark in item.iter_markers("xdist_group")}
    return min((FIRST.index(name) for name in names & {*FIRST}), default=len(FIRST))
