"""Every metric of the catalogue, asked of one company on every engine, has the rows of DuckDB."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engines import companies
from engines.test_same_on_every_engine import ENGINES, assert_same
from tenure.company import Company, Question
from tenure.company.metrics import catalogue
from tenure.company.questions import answer
from tenure.company.units import Rule
from tenure.errors import MetricError

BY = {None: "region", "account": "industry"}
"""What is split by, by the unit that a metric is of whatever the company counts."""

WAYS = ("whole", "split")
RULES = ("inactive", "contract", "purchase")
LACKING: Mapping[tuple[str, str], str] = {}
"""(engine, metric): why the engine cannot answer it, or not alike."""


def question(name: str, way: str) -> Question | None:
    """Return the question, or None for a metric that cannot be asked so."""
    metric = catalogue()[name]
    if way == "whole" and name != "contribution":  # which is of the segments of a split
        return Question(name)
    split = "by" in metric.common and way == "split"
    return Question(name, by=BY[metric.unit]) if split else None


def cases_of(engine: str, name: str) -> list[tuple[str, str]]:
    """List (rule, way) for every time that a metric is asked of an engine.

    A metric of the churn rule alone is asked under each rule; a cluster takes seconds for each.
    """
    ways = [way for way in WAYS if question(name, way) is not None]
    others = [] if catalogue()[name].needs else RULES[1:]
    if engine == "spark":
        ways, others = (ways if name == "attrition" else ways[:1]), []
    return [*((RULES[0], way) for way in ways), *((rule, ways[0]) for rule in others)]


def _cases() -> Iterator[Any]:
    for engine, name in product(ENGINES, catalogue()):
        for rule, way in cases_of(engine, name):
            why = LACKING.get((engine, name))
            marks = [pytest.mark.xfail(strict=True, reason=why)] if why else []
            known = f"{engine}-{rule}-{name}-{way}"
            yield pytest.param(engine, rule, question(name, way), id=known, marks=marks)


@pytest.fixture(scope="module")
def opened(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Callable[[str, str], Rule]]:
    """Give a company by its engine and its churn rule; each is opened once."""
    files: dict[str, Path] = {}
    rules: dict[tuple[str, str], Rule] = {}

    def opened(engine: str, rule: str) -> Rule:
        if rule not in files:
            files[rule] = companies.in_files(tmp_path_factory.mktemp(rule), rule)
        if (engine, rule) not in rules:
            rules[engine, rule] = _open(engine, rule)
        return rules[engine, rule]

    def _open(engine: str, rule: str) -> Rule:
        if engine == "clickhouse":
            there = request.getfixturevalue("clickhouse")
            return companies.in_memory(opened("duckdb", rule).data, there)
        path = files[rule]
        if engine == "postgres":
            url = request.getfixturevalue("postgres_url")
            path = companies.in_database(path, url, schema=f"every_{rule}")
        if engine == "spark":
            request.getfixturevalue("spark")
            path = companies.on_cluster(path, request.getfixturevalue("spark_url"))
        return stack.enter_context(Company.open(path, today=companies.TODAY)).rule

    with ExitStack() as stack:
        yield opened


Answer = list[dict[str, Any]] | str


def told(rule: Rule, question: Question) -> Answer:
    """Return the rows of a question, or why the company's churn rule has no such metric."""
    try:
        return answer(rule, question).rows
    except MetricError as error:
        return error.message


@pytest.fixture(scope="module")
def wanted(opened: Callable[[str, str], Rule]) -> Callable[[str, Question], Answer]:
    """Give the answer of the embedded engine; asked once for all others."""
    known: dict[tuple[str, str, str | None], Answer] = {}

    def there(rule: str, question: Question) -> Answer:
        key = (rule, question.metric, question.by)
        if key not in known:
            known[key] = told(opened("duckdb", rule), question)
        return known[key]

    return there


@pytest.mark.parametrize(("name", "rule", "question"), list(_cases()))
def test_rows_are_those_of_duckdb(
    opened: Callable[[str, str], Rule],
    wanted: Callable[[str, Question], Answer],
    name: str,
    rule: str,
    question: Question,
) -> None:
    there, found = wanted(rule, question), told(opened(name, rule), question)
    if isinstance(there, str) or isinstance(found, str):
        assert rule != RULES[0], there
        assert found == there
        return
    assert there
    assert_same(found, there)


def test_every_lack_is_of_a_metric_that_is_asked() -> None:
    assert set(LACKING) <= {(engine, name) for engine in ENGINES for name in catalogue()}
