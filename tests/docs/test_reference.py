"""The reference is that of the code, and no metric goes without a page and a test."""

from pathlib import Path

import pytest

from tenure.company.metrics import catalogue
from tenure.company.reference import markdown, page_of

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "metrics"
TESTS = "\n".join(
    path.read_text("utf-8")
    for folder in ("measure", "traps", "golden", "company", "engines", "peers")
    for path in sorted((ROOT / "tests" / folder).glob("*.py"))
)


def test_the_reference_is_that_of_the_code() -> None:
    written = (DOCS / "README.md").read_text("utf-8")
    assert written == markdown(), "write it again: make reference"


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_has_a_page_that_names_it(name: str) -> None:
    page = DOCS / page_of(name)
    assert page.is_file()
    assert name in page.read_text("utf-8")


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_is_computed_by_a_module_that_tests_know(name: str) -> None:
    """The function of `measure` behind it is imported by some test that draws its rows."""
    home = catalogue()[name].rows.__module__
    source = (ROOT / "src" / Path(*home.split("."))).with_suffix(".py").read_text("utf-8")
    modules = [
        line.split()[1] for line in source.splitlines() if line.startswith("from tenure.measure")
    ]
    assert any(module in TESTS for module in modules)


@pytest.mark.parametrize("name", catalogue())
def test_every_metric_speaks_both_languages(name: str) -> None:
    metric = catalogue()[name]
    for words in (metric.title, metric.about, *(option.help for option in metric.options)):
        assert {"en", "ko"} <= set(words)
        assert any("가" <= sign <= "힣" for sign in words["ko"])
    for column in metric.columns:
        assert column.en
        assert column.ko
