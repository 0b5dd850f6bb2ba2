"""What a company measures that has one sheet with a column a month, and nothing else."""

from datetime import date

import pytest

from support.drawing import assert_drawn
from tenure.company import Company, Question
from tenure.errors import MetricError

TODAY = date(2025, 9, 15)
TOML = """\
[company]
name = "시트"
kind = "b2b"
currency = "KRW"
[tables.subscriptions]
from = "sheet.csv"
layout = "column a month"
columns = { account_id = "Account" }
[churn]
rule = "contract"
"""


@pytest.fixture
def opened(tmp_path):
    """Return what opens a company with a drawn sheet."""
    companies = []

    def made(drawn):
        lines = [list(drawn[0]), *(list(row.values()) for row in drawn)]
        text = "\n".join(",".join(f'"{cell or ""}"' for cell in line) for line in lines)
        (tmp_path / "sheet.csv").write_text(text, "utf-8")
        (tmp_path / "tenure.toml").write_text(TOML, "utf-8")
        companies.append(Company.open(tmp_path / "tenure.toml", today=TODAY))
        return companies[-1]

    yield made
    for company in companies:
        company.close()


def test_a_month_is_compared_with_the_one_before(opened, drawn):
    """February is the first month with another before it. Nordlys pauses in it and is back in
    March; 가람 pays more from March; Acme is gone in April; Late comes in April.

    | Account | Region | Jan-25 | Feb-25 | Mar-25 | Apr-25 |
    | Nordlys | north  | 1,200  | –      | 900    | 900    |
    | 가람    | 서울   | 100    | 100    | 150    | 150    |
    | Acme    | north  | 50     | 50     | 50     | –      |
    | Late    | south  | –      | –      | –      | 30     |

    | period_start | at_start | lost | joined | won_back | at_end | complete | attrition |
    | 2025-02-01   | 3        | 1    | 0      | 0        | 2      | yes      | 33.33%    |
    | 2025-03-01   | 2        | 0    | 0      | 1        | 3      | yes      | 0%        |
    | 2025-04-01   | 3        | 1    | 1      | 0        | 3      | yes      | 33.33%    |

    | period_start | opening | new | expansion | churn | reactivation | closing |
    | 2025-02-01   | 1350    | 0   | 0         | 1200  | 0            | 150     |
    | 2025-03-01   | 150     | 0   | 50        | 0     | 900          | 1100    |
    | 2025-04-01   | 1100    | 30  | 0         | 50    | 0            | 1080    |

    | region | period_start | at_start | lost |
    | north  | 2025-02-01   | 2        | 1    |
    | north  | 2025-03-01   | 1        | 0    |
    | north  | 2025-04-01   | 2        | 1    |
    """
    company = opened(drawn[0])
    assert_drawn(company.measure(Question("attrition")).rows, drawn[1])
    assert_drawn(company.measure(Question("logos")).rows, drawn[1])
    moved = [
        {name: f"{value:g}" if isinstance(value, float) else value for name, value in row.items()}
        for row in company.measure(Question("mrr")).rows
    ]
    assert_drawn(moved, drawn[2])
    split = company.measure(Question("attrition", by="Region")).rows
    north = [{**row, "region": row["Region"]} for row in split if row["Region"] == "north"]
    assert_drawn(north, drawn[3])


def test_who_is_gone_on_the_first_is_not_there_in_that_month(opened, drawn):
    """Both are there in January; b has nothing in February, so it does not return in it.

    | Account | Jan-25 | Feb-25 | Mar-25 |
    | a       | 1      | 1      | 1      |
    | b       | 1      | 0      | 1      |

    | cohort     | size | period | returned | complete |
    | 2025-01-01 | 2    | 0      | 0        | no       |
    | 2025-01-01 | 2    | 1      | 1        | yes      |
    | 2025-01-01 | 2    | 2      | 2        | yes      |
    """
    rows = opened(drawn[0]).measure(Question("retention")).rows
    assert_drawn([row for row in rows if row["cohort"] == date(2025, 1, 1)], drawn[1])


def test_nothing_is_known_after_the_last_month(opened, drawn):
    """
    | Account | Jul-25 | Aug-25 |
    | a       | 1      | 1      |
    """
    company = opened(drawn[0])
    assert company.measure(Question("attrition")).as_of == date(2025, 8, 31)
    with pytest.raises(MetricError, match="months of the sheet end on 2025-08-31"):
        company.measure(Question("attrition", as_of=date(2025, 9, 14)))


def test_the_month_that_is_not_over_is_marked(opened, drawn):
    """
    | Account | Jul-25 | Aug-25 | Sep-25 |
    | a       | 1      | 1      | 1      |
    | b       | 1      | 1      | –      |
    """
    rows = opened(drawn[0]).measure(Question("attrition")).rows
    told = [(row["period_start"].month, row["lost"], row["complete"]) for row in rows]
    assert told == [(8, 0, True), (9, 1, False)]
