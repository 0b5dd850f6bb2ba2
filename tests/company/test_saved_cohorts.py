"""Saved cohorts: who is behind a number, exactly as many as it says."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from support.companies import CompanyOf
from tenure.company import Company, Question
from tenure.company.asked import Asked
from tenure.company.metrics import catalogue
from tenure.company.saved_cohorts import every
from tenure.errors import MetricError

COUNTS = ("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost")


@pytest.fixture
def company(company_of: CompanyOf) -> Callable[[str], Company]:
    return lambda rule: Company.open(company_of(rule))


def first_row(opened: Company, question: Question) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the first period in which anybody was there at the start, and what names it."""
    row = next(one for one in opened.measure(question).rows if one["at_start"])
    return row, {"period_start": row["period_start"]}


def members(path: Path) -> list[str]:
    return pq.read_table(path).column(0).to_pylist()


@pytest.mark.parametrize(
    "rule",
    ["inactive", *(pytest.param(one, marks=pytest.mark.long) for one in ("contract", "purchase"))],
)
def test_every_count_of_attrition_has_its_list(rule: str, company: Callable[..., Company]) -> None:
    question = Question("attrition", by="region")
    with company(rule) as opened:
        rows = [row for row in opened.measure(question).rows if row["at_start"] or row["joined"]]
        for row in rows[:2]:
            where = {"region": row["region"], "period_start": row["period_start"]}
            lists = {}
            for count in COUNTS:
                kept = opened.save_cohort(question, name="누구", row=where, count=count)
                lists[count] = set(members(kept.file))
                assert kept.size == len(lists[count]) == row[count]
            assert lists["retained"] | lists["lost"] == lists["at_start"]
            assert lists["retained"] | lists["joined"] | lists["won_back"] == lists["at_end"]
    assert rows


def test_every_cell_of_retention_has_its_list(company: Callable[..., Company]) -> None:
    with company("inactive") as opened:
        for mode in ("exact", "on_or_after"):
            question = Question("retention", options={"mode": mode})
            for row in opened.measure(question).rows[:3]:
                where = {"cohort": row["cohort"], "period": row["period"]}
                for count in ("size", "eligible", "returned"):
                    kept = opened.save_cohort(question, name="cell", row=where, count=count)
                    assert kept.size == row[count]


def test_a_question_about_a_saved_cohort_is_about_its_members(
    company: Callable[..., Company],
) -> None:
    question = Question("attrition")
    with company("inactive") as opened:
        row = next(one for one in opened.measure(question).rows if one["at_start"] > 1)
        where = {"period_start": row["period_start"]}
        kept = opened.save_cohort(question, name="there", row=where, count="at_start")
        among = opened.measure(Question("attrition", cohort="there")).rows
        same = next(one for one in among if one["period_start"] == row["period_start"])
        assert (same["at_start"], same["lost"]) == (row["at_start"], row["lost"])
        assert [one.name for one in every(opened.store.root)] == ["there"]
        assert kept.metric == "attrition"
        with pytest.raises(MetricError, match="there is no cohort 'ther'") as near:
            opened.measure(Question("attrition", cohort="ther"))
        assert near.value.hint == "did you mean 'there'?"


@pytest.mark.parametrize(
    ("name", "row", "count", "told"),
    [
        ("../x", {"period_start": "2024-02-01"}, "lost", "cannot be called"),
        ("x", {"period_start": "1999-02-01"}, "lost", "0 rows fit"),
        ("x", {}, "lost", "rows fit nothing; one is needed"),
        ("x", {"periode": "2024-02-01"}, "lost", "the rows have no periode"),
        ("x", {"period_start": "2024-02-01"}, "gone", "'gone' is no count of this row"),
        ("x", {"period_start": "2024-02-01"}, "attrition", "is no count of this row"),
    ],
)
def test_what_is_no_cohort_leaves_none(
    name: str, row: dict[str, object], count: str, told: str, company: Callable[..., Company]
) -> None:
    with company("inactive") as opened:
        with pytest.raises(MetricError, match=told):
            opened.save_cohort(Question("attrition"), name=name, row=row, count=count)
        assert not list(opened.store.root.glob("cohorts/*"))


def test_what_fails_leaves_the_cohort_that_was_there(company: Callable[..., Company]) -> None:
    question = Question("attrition")
    with company("inactive") as opened:
        _, where = first_row(opened, question)
        kept = opened.save_cohort(question, name="남은-고객", row=where, count="at_start")
        with pytest.raises(MetricError):
            opened.save_cohort(question, name=kept.name, row=where, count="gone")
        again = opened.save_cohort(question, name=kept.name, row=where, count="at_start")
        assert (again, len(members(again.file))) == (kept, kept.size)
        assert [path.name for path in (opened.store.root / "cohorts").iterdir()] == [kept.name]


@pytest.mark.parametrize("metric", ["repeat-purchase", "products", "rfm"])
def test_metrics_of_facts_are_about_the_cohort_alone(
    metric: str, company: Callable[..., Company]
) -> None:
    with company("purchase") as opened:
        question = Question("attrition")
        _, where = first_row(opened, question)
        kept = opened.save_cohort(question, name="few", row=where, count="at_start")
        everyone = opened.measure(Question(metric)).rows
        among = opened.measure(Question(metric, cohort="few")).rows
        assert among != everyone
        counts = [value for row in among for name, value in row.items() if name == "customers"]
        assert all(value <= kept.size for value in counts if value is not None)


def test_metrics_without_members_say_so(company: Callable[..., Company]) -> None:
    without = [name for name, metric in catalogue().items() if metric.members is None]
    with company("inactive") as opened:
        for name in without[:1]:
            with pytest.raises(MetricError, match="no cohort can be saved"):
                opened.save_cohort(Question(name), name="x", row={}, count="n")


def test_a_cohort_of_logos_is_asked_about_its_customers_and_its_logos(
    company: Callable[..., Company],
) -> None:
    with company("inactive") as opened:
        question = Question("logos")
        row, where = first_row(opened, question)
        kept = opened.save_cohort(question, name="거래처", row=where, count="at_start")
        assert kept.unit == "account"
        accounts = set(members(kept.file))
        same = opened.measure(Question("logos", cohort=kept.name)).rows
        again = next(one for one in same if one["period_start"] == row["period_start"])
        assert again["at_start"] == row["at_start"] == len(accounts)
        holders = opened.data.tables["customers"]
        listed = opened.engine.execute(
            holders.filter(holders.account_id.isin(sorted(accounts))), metric="test"
        ).to_pylist()
        asked = Asked(opened.rule, Question("attrition", cohort=kept.name))
        assert asked.members is not None
        found = opened.engine.execute(asked.members, metric="test").to_pylist()
        assert {one["unit_id"] for one in found} == {one["customer_id"] for one in listed} != set()


@pytest.mark.parametrize("name", ["q1.", "a-b", "분기-1"])
def test_the_sql_about_a_cohort_runs_whatever_its_name(
    name: str, company: Callable[..., Company]
) -> None:
    with company("inactive") as opened:
        question = Question("attrition")
        _, where = first_row(opened, question)
        opened.save_cohort(question, name="a", row=where, count="at_start")
        opened.save_cohort(question, name=name, row=where, count="at_start")
        result = opened.measure(Question("attrition", cohort=name))
        *views, query = [text for text in result.sql.split(";\n") if text.strip()]
        assert sum('VIEW "cohort' in view for view in views) == 1
        with duckdb.connect() as other:
            for view in views:
                other.execute(view)
            assert other.sql(query.rstrip().rstrip(";")).to_arrow_table().to_pylist() == result.rows
