"""The rule `column` where the column holds words: read, or refused with what it holds."""

from pathlib import Path

import pytest

from tenure.company import Company, Question
from tenure.definitions import loads
from tenure.errors import DefinitionError

COMPANY = """
[company]
name = "Sheet"
kind = "saas"
time_zone = "UTC"

[store]
path = "store"

[tables.customers]
{source}

[churn]
rule = "column"
column = "gone"
"""
FILE = 'from = "customers.csv"'


def opened(folder: Path, values: list[str], source: str = FILE) -> Company:
    """Open a company whose only table says of five customers whether they are gone."""
    rows = "".join(f"{number},plan,{value}\n" for number, value in enumerate(values))
    (folder / "customers.csv").write_text(f"customer_id,plan,gone\n{rows}", "utf-8")
    text = COMPANY.format(source=source)
    return Company(loads(text, source="tenure.toml", folder=folder))


def lost(company: Company) -> tuple[int, int]:
    with company:
        (row,) = company.measure(Question("attrition")).rows
    return row["at_start"], row["lost"]


@pytest.mark.parametrize(
    "values",
    [
        ["Yes", "No", "no", "YES", "no"],
        ["1", "0", "0", "1", "0"],
        ["true", "false", "false", "true", "false"],
        ["예", "아니요", "아니오", "네", "아니요"],
    ],
)
def test_yes_and_no_are_read_as_they_are_written(tmp_path: Path, values: list[str]) -> None:
    assert lost(opened(tmp_path, values)) == (5, 2)


def test_missing_values_are_in_neither_number(tmp_path: Path) -> None:
    assert lost(opened(tmp_path, ["yes", "no", "", "no", "no"])) == (4, 1)


def test_words_that_are_neither_are_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as told:
        opened(tmp_path, ["churned", "active", "active", "churned", "active"])
    message = str(told.value)
    for part in ("churn.column", "'gone'", "'active', 'churned'", "select * replace", "yes and no"):
        assert part in message, part


def test_numbers_other_than_1_and_0_are_not_taken_for_yes(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="'2'"):
        opened(tmp_path, ["1", "2", "2", "1", "2"])


def test_one_word_among_yes_and_no_is_told_alone(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="it holds 'paused'"):
        opened(tmp_path, ["yes", "no", "paused", "no", "yes"])


def test_what_is_no_category_is_not_shown(tmp_path: Path) -> None:
    names = [f"person{number}@example.com" for number in range(9)]
    with pytest.raises(DefinitionError, match="more than 6 other values") as told:
        opened(tmp_path, names)
    assert "person" not in str(told.value)


def test_the_query_of_the_hint_works(tmp_path: Path) -> None:
    query = 'sql = """select * replace ("gone" = \'churned\' as "gone") from \'customers.csv\'"""'
    company = opened(tmp_path, ["churned", "active", "active", "churned", "active"], query)
    assert lost(company) == (5, 2)
