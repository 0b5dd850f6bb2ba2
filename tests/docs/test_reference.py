"""The reference is that of the code; no metric goes without page, golden, trap and engines."""

import ast
from functools import cache
from pathlib import Path

import pytest

from docs.proofs import PROOFS
from engines.test_every_metric import ENGINES, cases_of
from tenure.company.metrics import catalogue
from tenure.company.reference import markdown, page_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "metrics"
TESTS = ROOT / "tests"


def test_the_reference_is_that_of_the_code() -> None:
    written = (DOCS / "README.md").read_text("utf-8")
    assert written == markdown(), "write it again: make reference"


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_has_a_page_that_names_it(name: str) -> None:
    page = DOCS / page_of(name)
    assert page.is_file()
    assert name in page.read_text("utf-8")


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_has_a_golden_and_a_trap_test(name: str) -> None:
    assert name in PROOFS, "name them in tests/docs/proofs.py"
    for test in (PROOFS[name].golden, PROOFS[name].trap):
        path, _, function = test.partition("::")
        assert function in _tests_of(path), f"there is no test {test} (tests/docs/proofs.py)"
    assert PROOFS[name].golden != PROOFS[name].trap


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_is_asked_on_every_engine(name: str) -> None:
    assert all(cases_of(engine, name) for engine in ENGINES)


def test_every_proof_is_of_a_metric() -> None:
    assert set(PROOFS) <= set(catalogue())


@cache
def _tests_of(path: str) -> set[str]:
    """Name the tests of a file that are run, whatever they find."""
    parsed = ast.parse((TESTS / path).read_text("utf-8"))
    functions = [one for one in parsed.body if isinstance(one, ast.FunctionDef)]
    return {
        one.name
        for one in functions
        if one.name.startswith("test_")
        and not any("skip" in ast.unparse(mark) for mark in one.decorator_list)
    }


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_speaks_both_languages(name: str) -> None:
    metric = catalogue()[name]
    for words in (metric.title, metric.about, *(option.help for option in metric.options)):
        assert {"en", "ko"} <= set(words)
        assert any("가" <= sign <= "힣" for sign in words["ko"])
    for column in metric.columns:
        assert column.en
        assert column.ko
