"""Whose people customers were: as of the day that is asked, not as of today."""

from datetime import date

import pytest

from support.drawing import tables_in
from tenure.company import Company, Question

TOML = """\
[company]
name = "가람"
kind = "saas"
time_zone = "Asia/Seoul"
[tables.customers]
from = "customers.csv"
[tables.accounts]
from = "accounts.csv"
[tables.subscriptions]
from = "contracts.csv"
[tables.events]
from = "events.csv"
[churn]
rule = "contract"
"""
TABLES = """
보라 goes over from a1 to a2 on 10 April; their contract goes on.

| customer_id | account_id | valid_from |
| 보라        | a1         | 2024-01-01 |
| 보라        | a2         | 2024-04-10 |

| account_id | region | valid_from |
| a1         | 서울   | 2024-01-01 |
| a2         | 부산   | 2024-01-01 |

| subscription_id | customer_id | started_at | ended_at |
| s1              | 보라        | 2024-01-05 | –        |

| customer_id | occurred_at      | event |
| 보라        | 2024-01-06 10:00 | login |
"""


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("belonging")
    names = ("customers", "accounts", "contracts", "events")
    for name, table in zip(names, tables_in(TABLES), strict=True):
        lines = [list(table[0]), *(list(row.values()) for row in table)]
        text = "\n".join(",".join(cell or "" for cell in line) for line in lines)
        (folder / f"{name}.csv").write_text(text + "\n", "utf-8")
    (folder / "tenure.toml").write_text(TOML, "utf-8")
    with Company.open(folder / "tenure.toml", today=date(2024, 5, 10)) as opened:
        yield opened


@pytest.mark.parametrize("name", ["attrition", "logos"])
@pytest.mark.parametrize(
    ("as_of", "region"), [(date(2024, 3, 31), "서울"), (date(2024, 4, 30), "부산")]
)
def test_an_account_is_that_of_the_day(company, name, as_of, region):
    rows = company.measure(Question(name, by="region", as_of=as_of)).rows
    assert {row["region"] for row in rows if row["at_start"]} == {region}


@pytest.mark.parametrize(("as_of", "logo"), [(date(2024, 3, 31), "a1"), (date(2024, 4, 30), "a2")])
def test_the_logo_of_a_saved_cohort_is_that_of_the_day(company, as_of, logo):
    everyone = Question("attrition", as_of=as_of)
    row = {"period_start": date(2024, 2, 1)}
    company.save_cohort(everyone, name=f"people-of-{logo}", row=row, count="at_start")
    for where, lost in ((f"account_id = '{logo}'", 1), (None, 1)):
        question = Question("logos", cohort=f"people-of-{logo}", where=where, as_of=as_of)
        rows = company.measure(question).rows
        assert [one["at_start"] for one in rows][-1] == lost
