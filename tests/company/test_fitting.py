"""On opening, every condition is checked against the columns that are there, all at once."""

from pathlib import Path

import pytest

from support import tiny
from support.companies import CompanyOf
from tenure import Company
from tenure.definitions import SeveralProblemsError, load, loads
from tenure.errors import DefinitionError, TenureError

TODAY = tiny.NOW.date()
ACTIVE = """
[active]
any = [ { event = "watch", where = "secnds >= 60" }, { event = "login" } ]
all = [ { event = "watch", where = "name = 3" } ]
"""


def problem_of(path: Path) -> DefinitionError:
    with pytest.raises(DefinitionError) as told:
        Company.open(path, today=TODAY)
    return told.value


def replaced(path: Path, *pairs: tuple[str, str]) -> Path:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return path


def line_of(path: Path, text: str) -> int:
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def test_all_problems_are_told_with_line_and_suggestion(company_of: CompanyOf) -> None:
    path = replaced(
        company_of("inactive", more=ACTIVE),
        ("region = '서울'", "regoin = '서울'"),
        ('where = "size >= 500"', "where = \"industri = 'software'\""),
    )
    told = problem_of(path)
    assert isinstance(told, SeveralProblemsError)
    assert [problem.where for problem in told.problems] == [
        f"{path}, line {line_of(path, 'secnds')}, active.any[0].where",
        f"{path}, line {line_of(path, 'name = 3')}, active.all[0].where",
        f"{path}, line {line_of(path, 'industri =')}, ideal_customer.where",
        f"{path}, line {line_of(path, 'regoin')}, segments.seoul",
    ]
    hints = [problem.hint or "" for problem in told.problems]
    assert ["seconds" in hints[0], "industry" in hints[2], "region" in hints[3]] == [True] * 3
    assert "holds text" in told.problems[1].message
    assert "4 things to put right" in str(told)


def test_one_problem_is_told_by_itself(company_of: CompanyOf) -> None:
    told = problem_of(replaced(company_of("contract"), ("region = '서울'", "region = 7")))
    assert not isinstance(told, SeveralProblemsError)
    assert "segments.seoul" in str(told.where)
    assert "'region' holds text" in told.message


def test_the_column_of_the_rule_is_checked(company_of: CompanyOf) -> None:
    told = problem_of(replaced(company_of("column"), ("left_at", "left_on")))
    assert "customers have no column 'left_on'" in told.message
    assert "churn.column" in str(told.where)
    assert told.hint == "did you mean 'left_at'?"


def test_columns_of_accounts_and_contracts_count(company_of: CompanyOf) -> None:
    path = replaced(
        company_of("contract"),
        ("region = '서울'", "plan = 'pro' and industry = '유통' and started_at < '2024-03-01'"),
    )
    with Company.open(path, today=TODAY) as company:
        groups = {row["seoul"] for row in company.attrition(by="seoul").rows}
    assert groups == {"seoul", "not seoul"}


def test_a_table_that_is_not_there_is_no_misspelling(company_of: CompanyOf) -> None:
    path = company_of("contract", more='\n[active]\nany = [{ event = "x", where = "y > 1" }]\n')
    with Company.open(path, today=TODAY) as company:
        assert company.attrition().rows


def test_definitions_from_text_are_placed_by_their_key(company_of: CompanyOf) -> None:
    path = company_of("contract")
    text = path.read_text("utf-8").replace("region = '서울'", "regoin = '서울'")
    definitions = loads(text, source="notebook", folder=path.parent)
    with pytest.raises(TenureError, match=r"segments\.seoul"):
        Company(definitions, today=TODAY)
    assert Company(load(path), today=TODAY).rule.name == "contract"


WORDS = """
[reasons.add]
"prodct/mine" = { en = "Mine" }

[reasons.map]
"Went away" = "servce/slow"

[risk_words]
remove = ["too expensve"]
add = { leaving = ["go to {accont}"] }
"""


def test_own_reasons_and_risk_words_build_on_what_is_there(tmp_path):
    """A code, a slot or a phrase that there is not is told on opening, not by a run that skips."""
    path = tiny.write(tmp_path, "contract", more=WORDS)
    error = problem_of(path)
    assert isinstance(error, SeveralProblemsError)
    told = str(error)
    for line, what, hint in (
        ('"prodct/mine"', "there is no reason 'prodct'", "did you mean 'product'?"),
        ('"Went away"', "there is no reason 'servce/slow'", "did you mean 'service/slow'?"),
        ("remove =", "there is no phrase 'too expensve'", "did you mean 'too expensive'?"),
        ("add = { leaving", "there is no slot 'accont'", "did you mean 'account'?"),
    ):
        assert f"line {line_of(path, line)}, " in told
        assert what in told
        assert hint in told


def test_a_reason_of_ones_own_may_stand_below_another_of_ones_own(tmp_path):
    own = '"hardware" = { en = "Hardware" }\n"hardware/noise" = { en = "Noise" }\n'
    mapped = '[reasons.map]\n"Loud" = "hardware/noise"\n'
    path = tiny.write(tmp_path, "contract", more=f"\n[reasons.add]\n{own}\n{mapped}")
    Company.open(path, today=TODAY).close()
