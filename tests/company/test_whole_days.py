"""Days without a time of day: what happened on the 1st is no part of the month before."""

from datetime import date
from pathlib import Path

from tenure.company import Company

TODAY = date(2026, 8, 1)

TOML = """
[company]
name = "한빛"
kind = "saas"
time_zone = "{zone}"

[tables.{table}]
from = "{table}.csv"

[churn]
{churn}
"""


def company(folder: Path, table: str, lines: str, churn: str, zone: str = "Asia/Seoul") -> Company:
    (folder / f"{table}.csv").write_text(lines, "utf-8")
    (folder / "tenure.toml").write_text(TOML.format(table=table, churn=churn, zone=zone), "utf-8")
    return Company.open(folder / "tenure.toml", today=TODAY)


def test_an_event_of_the_first_day_joins_in_its_own_month(tmp_path: Path) -> None:
    """A on 2 March; B on 1 April, without a time. April's joiner is B, in any zone.

    | customer | day        |
    | A        | 2026-03-02 |
    | A        | 2026-03-31 |
    | B        | 2026-04-01 |
    | A        | 2026-04-29 |
    """
    lines = "customer_id,occurred_at\nA,2026-03-02\nA,2026-03-31\nB,2026-04-01\nA,2026-04-29\n"
    for zone in ("Asia/Seoul", "America/New_York"):
        churn = 'rule = "inactive"\nafter = "28 days"'
        with company(tmp_path, "events", lines, churn, zone) as opened:
            march, april = opened.attrition(as_of=date(2026, 4, 30)).rows
        assert (march["joined"], march["at_end"]) == (1, 1)
        assert (april["at_start"], april["joined"], april["joined_and_lost"]) == (1, 0, 1)


def test_a_month_says_the_same_when_the_next_one_is_known(tmp_path: Path) -> None:
    """March as of 31 March and as of 30 April: an event of 1 April must not change it."""
    lines = "customer_id,occurred_at\nA,2026-03-02\nB,2026-04-01\nA,2026-03-20\nC,2026-04-29\n"
    churn = 'rule = "inactive"\nafter = "28 days"'
    with company(tmp_path, "events", lines, churn) as opened:
        then = opened.attrition(as_of=date(2026, 3, 31)).rows[0]
        later = opened.attrition(as_of=date(2026, 4, 30)).rows[0]
    assert then == later


def test_contracts_by_days_end_in_the_month_of_their_day(tmp_path: Path) -> None:
    """Terms written as last days meet the next; one that is not renewed ends in its month.

    | contract | holder | first day  | last day   |
    | 1        | A      | 2026-01-01 | 2026-01-31 |
    | 2        | A      | 2026-02-01 | 2026-02-28 |
    | 3        | B      | 2026-01-10 | 2026-02-01 |
    """
    lines = (
        "subscription_id,customer_id,started_at,ended_at\n"
        "1,A,2026-01-01,2026-01-31\n2,A,2026-02-01,2026-02-28\n3,B,2026-01-10,2026-02-01\n"
    )
    with company(tmp_path, "subscriptions", lines, 'rule = "contract"') as opened:
        january, february, march = opened.attrition(as_of=date(2026, 3, 31)).rows
    assert (january["joined"], january["lost"], january["at_end"]) == (2, 0, 2)
    assert (february["at_start"], february["lost"]) == (2, 2)
    assert (march["at_start"], march["at_end"]) == (0, 0)
