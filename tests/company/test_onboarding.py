"""Onboarding by [onboarding] of tenure.toml, by options in its place, or guessed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company, Question
from tenure.errors import ConditionError, DefinitionError, MetricError

TOML = """
[company]
name = "한빛"
kind = "saas"

[tables.customers]
from = "customers.csv"

[tables.events]
from = "events.csv"

[active]
any = [ { event = "열람" } ]

[churn]
rule = "inactive"
after = "7 days"
"""
SAID = """
[onboarding]
steps = [ { event = "가입 완료" }, { event = "열람", where = "seconds >= 60" }, { event = "열람" } ]
first_value = { event = "보고서", where = "seconds > 0" }
"""
CUSTOMERS = "customer_id,started_at\n하나,2024-01-01\n둘,2024-01-01\n셋,2024-01-02\n"
EVENTS = """\
customer_id,occurred_at,name,seconds
하나,2024-01-01 01:00:00,가입 완료,1
하나,2024-01-03 01:00:00,열람,90
하나,2024-01-05 00:00:00,보고서,10
둘,2024-01-01 02:00:00,열람,30
셋,2024-01-02 05:00:00,가입 완료,1
셋,2024-01-02 06:00:00,보고서,0
셋,2024-03-01 06:00:00,열람,5
"""

Open = Callable[[str], Company]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def company(more: str = "") -> Company:
        (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
        (tmp_path / "events.csv").write_text(EVENTS, "utf-8")
        (tmp_path / "tenure.toml").write_text(TOML + more, "utf-8")
        return Company.open(tmp_path / "tenure.toml", today=date(2024, 4, 1))

    return company


def reached(company: Company, **options: object) -> list[tuple[str, int, int]]:
    rows = company.measure(Question("onboarding", options=options)).rows
    return [(row["name"], row["reached"], row["through"]) for row in rows]


def test_the_steps_of_the_file_need_no_option(opened: Open) -> None:
    """Two steps of one event are told apart by their condition."""
    with opened(SAID) as company:
        assert reached(company) == [
            ("가입 완료", 2, 2),
            ("열람 where seconds >= 60", 1, 1),
            ("열람", 2, 1),
        ]
        told = company.measure(Question("onboarding")).words
        churn = company.measure(Question("onboarding-churn"))
    assert "Steps: 가입 완료; 열람 where seconds >= 60; 열람." in told["en"]
    assert "단계: 가입 완료; 열람 where seconds >= 60; 열람." in told["ko"]
    assert told["en"].partition("Steps")[2][:10] in churn.words["en"]
    assert [row["steps"] for row in churn.rows] == [0, 1, 2, 3]


def test_an_option_takes_their_place(opened: Open) -> None:
    with opened(SAID) as company:
        assert reached(company, steps="보고서") == [("보고서", 2, 2)]


def test_the_first_value_of_the_file(opened: Open) -> None:
    """하나 after four days; 둘 and 셋 never. By [active] 하나 and 둘 within a week."""

    def had(company: Company, **options: object) -> tuple[int, int]:
        (row,) = company.measure(Question("first-value", options=options)).rows
        return row["over"], row["within"]

    with opened(SAID) as company:
        assert had(company) == (1, 1)
        assert had(company, value="열람 where seconds >= 60") == (1, 1)
        assert "보고서 where seconds > 0" in company.measure(Question("first-value")).words["ko"]
    with opened("") as company:
        assert had(company) == (3, 2)


def test_steps_that_no_event_is_called(opened: Open) -> None:
    wrong = SAID.replace("가입 완료", "가입완료").replace("보고서", "보고")
    with opened(wrong) as company:
        found = [one for one in company.quality_of("events").findings if one.code == "unheard_step"]
        assert [(one.severity, one.detail["event"]) for one in found] == [
            ("error", "가입완료"),
            ("error", "보고"),
        ]
        assert "line 20, onboarding.steps[0]" in found[0].message()
        assert "there are: 가입 완료, " in found[0].message()
        assert "line 21, onboarding.first_value" in found[1].message("ko")
        with pytest.raises(MetricError, match="no event is called '가입완로'") as near:
            company.measure(Question("onboarding", options={"steps": "가입완로; 열람"}))
        assert near.value.hint == "did you mean '가입 완료'?"
        with pytest.raises(ConditionError):
            company.measure(Question("onboarding", options={"steps": "열람 where seconds >>"}))


def test_a_condition_that_does_not_fit_names_its_line(opened: Open) -> None:
    with pytest.raises(DefinitionError, match=r"line 21, onboarding\.first_value\.where"):
        opened(SAID.replace("seconds > 0", "secondz > 0"))
