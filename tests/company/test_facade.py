"""A company in a notebook: open it, ask it, split it, choose from it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import tenure
from support import tiny
from support.companies import CompanyOf
from tenure import Company, Question
from tenure.errors import EngineError, MetricError, SourceError

TODAY = tiny.NOW.date()
MARCH = date(2024, 3, 1)


def opened(path: Path) -> Company:
    return Company.open(path, today=TODAY)


def march(rows: list[dict[str, Any]], by: str) -> dict[str | None, int]:
    """Say how many of each group were active when March began."""
    return {row[by]: row["at_start"] for row in rows if row["period_start"] == MARCH}


def test_five_lines_in_a_notebook(prepared: Callable[[str], Path]) -> None:
    company = tenure.Company.open(prepared("contract"), today=TODAY)
    result = company.attrition(period="month")
    frame = result.to_pandas()
    assert list(frame.lost) == [row["lost"] for row in result.rows] == [0, 0, 1, 0, 2, 0]
    assert "<table" in result._repr_html_()
    assert "contract in force" in result.definition
    assert result.sql.startswith("CREATE")
    company.close()


def test_every_public_name_is_there() -> None:
    assert all(getattr(tenure, name) is not None for name in tenure.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tenure.nothing


def test_leaving_the_context_closes(prepared: Callable[[str], Path]) -> None:
    with opened(prepared("snapshot")) as company:
        scratch = company.store.scratch
        assert scratch.is_dir()
    assert not scratch.exists()
    with pytest.raises(EngineError):
        company.attrition()
    company.close()


def test_a_company_that_cannot_be_opened_leaves_nothing_open(company_of: CompanyOf) -> None:
    path = company_of("contract")
    (path.parent / "data" / "subscriptions.csv").unlink()
    with pytest.raises(SourceError):
        opened(path)
    assert not list(path.parent.glob("store/scratch/*"))


def test_a_question_is_what_the_methods_ask(prepared: Callable[[str], Path]) -> None:
    with opened(prepared("contract")) as company:
        direct = company.retention("quarter", mode="on_or_after", where="region = '서울'")
        asked = company.measure(
            Question(
                "retention", "quarter", where="region = '서울'", options={"mode": "on_or_after"}
            )
        )
        assert direct.rows == asked.rows != []
        assert direct.options == {
            "period": "quarter",
            "mode": "on_or_after",
            "by": None,
            "where": "region = '서울'",
            "cohort": None,
        }
        assert [one.summary.table for one in company.quality()] == [
            *("accounts", "customers", "subscriptions"),
        ]


def test_splits_by_whatever_is_known_of_a_customer(prepared: Callable[[str], Path]) -> None:
    """March began with six under contract: c01 to c03 of a1, c04 to c06 of a2."""
    with opened(prepared("contract")) as company:
        counts = {
            by: march(company.attrition(by=by).rows, by)
            for by in ("region", "industry", "plan", "seoul", "큰 고객")
        }
    assert counts["region"] == {"서울": 3, "부산": 2, "제주": 0, None: 1}
    assert counts["industry"] == {"유통": 3, "software": 3, "교육": 0, None: 0}
    assert counts["plan"] == {"pro": 3, "기본": 3}
    assert counts["seoul"] == {"seoul": 3, "not seoul": 3}
    assert counts["큰 고객"] == {"큰 고객": 3, "not 큰 고객": 3}


def test_a_split_adds_up_to_the_whole(prepared: Callable[[str], Path]) -> None:
    with opened(prepared("inactive")) as company:
        whole, split = company.attrition(), company.attrition(by="region")
    for row in whole.rows:
        parts = [one for one in split.rows if one["period_start"] == row["period_start"]]
        for name in ("at_start", "retained", "lost", "joined", "won_back", "at_end"):
            assert sum(part[name] for part in parts) == row[name]


def test_where_chooses_by_korean_values(prepared: Callable[[str], Path]) -> None:
    with opened(prepared("contract")) as company:
        chosen = company.attrition(where="region = '서울' and name starts with '김'")
    assert [row["at_start"] for row in chosen.rows] == [0, 1, 1, 1, 1, 1]
    assert "Only of those who fit: region = '서울' and name starts with '김'." in chosen.definition


@pytest.mark.parametrize(
    "value",
    [
        "x'' OR ''1''=''1",
        "''; DROP TABLE customers; --",
        '"; DROP VIEW customers; --',
        "{by} {where} %s $1 ?",
        "\\'' OR 1=1 --",
    ],
)
def test_what_looks_like_sql_is_a_value(value: str, prepared: Callable[[str], Path]) -> None:
    with opened(prepared("snapshot")) as company:
        with pytest.raises(MetricError, match="no customer fits"):
            company.attrition(where=f"region = '{value}'")
        everybody = company.attrition(where=f"region != '{value}' or region is null")
    assert [row["at_start"] for row in everybody.rows] == [12]
    assert value in everybody.definition


def test_an_attribute_called_group_splits_a_snapshot(company_of: CompanyOf) -> None:
    path = company_of("snapshot")
    source = path.parent / "data" / "customers.csv"
    text = source.read_text("utf-8").replace("channel,", "group,", 1)
    source.write_text(text, "utf-8")
    with opened(path) as company:
        by_group = company.attrition(by="group").rows
        by_region = company.attrition(by="region").rows
    assert {row["group"]: row["at_start"] for row in by_group}["웹"] == 4
    assert {row["region"]: row["at_start"] for row in by_region}["서울"] == 5


def test_what_cannot_be_split_by_is_told(prepared: Callable[[str], Path]) -> None:
    with opened(prepared("contract")) as company:
        with pytest.raises(MetricError, match="nothing called 'plam'") as near:
            company.attrition(by="plam")
        with pytest.raises(MetricError, match="there is no period 'fortnight'"):
            company.attrition("fortnight")
    assert "did you mean 'plan'?" in str(near.value)


SEEN = ("at_start", "at_end", "joined_and_lost")


def test_a_plan_is_not_known_before_its_contract(company_of: CompanyOf) -> None:
    """c10 came in March, and is back in April, in which their first contract begins."""
    path = company_of("inactive")
    events = path.parent / "data" / "events.csv"
    with events.open("a", encoding="utf-8") as stream:
        stream.write("c10,2024-03-02T03:00:00,2024-03-02T03:00:00,watch,90\n")
    with opened(path) as company:
        asked = {
            day: company.attrition(by="plan", where="name = '강열'", as_of=day).rows
            for day in (date(2024, 3, 31), date(2024, 4, 30))
        }
    there = [
        [(row["plan"], row["period_start"].month) for row in rows if sum(map(row.get, SEEN))]
        for rows in asked.values()
    ]
    assert there == [[(None, 3)], [(None, 3), ("pro", 4)]]
