"""What of the definitions does not fit the data, though both can be read."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from support.companies import CompanyOf
from tenure.company import Company, Question
from tenure.errors import MetricError

TOML = """
[company]
name = "한빛"
kind = "saas"

[tables.events]
from = "events.csv"

[active]
any = [{ event = "lead_creatd" }, { event = "열람" }]
none = ["logn"]

[churn]
rule = "inactive"
after = "28 days"
"""
HEADER = "customer_id,occurred_at,name\n"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[str], Company]:
    def company(lines: str, toml: str = TOML) -> Company:
        (tmp_path / "events.csv").write_text(HEADER + lines, "utf-8")
        (tmp_path / "tenure.toml").write_text(toml, "utf-8")
        return Company.open(tmp_path / "tenure.toml", today=date(2026, 8, 1))

    return company


def test_an_activity_that_no_event_is_called(opened: Callable[..., Company]) -> None:
    with opened("A,2026-03-01,lead_created\nA,2026-03-02,열람\nB,2026-03-02,login\n") as company:
        findings = company.quality()[0].findings
    found = [(one.severity, one.detail["event"]) for one in findings if one.code.startswith("unh")]
    assert found == [("error", "lead_creatd"), ("warning", "logn")]
    told = next(one for one in findings if one.code == "unheard_activity")
    assert "line 10, active.any" in told.message()
    assert "there are: lead_created, " in told.message()
    assert "열람" in told.message("ko")


def test_no_activity_at_all_says_where_to_look(opened: Callable[..., Company]) -> None:
    with (
        opened("A,2026-03-01,other\n") as company,
        pytest.raises(MetricError, match="no row of events counts for the rule inactive") as caught,
    ):
        company.attrition()
    assert "active" in (caught.value.where or "")


def test_a_table_without_rows_is_an_error(opened: Callable[..., Company]) -> None:
    with opened("") as company:
        codes = {(one.code, one.severity) for one in company.quality()[0].findings}
    assert ("no_rows", "error") in codes


def test_the_rules_own_table_is_missing(opened: Callable[..., Company]) -> None:
    toml = TOML.split("[active]")[0] + '[churn]\nrule = "contract"\n'
    with opened("A,2026-03-01,열람\n", toml) as company:
        first = company.quality()[0].findings[0]
    assert (first.code, first.severity, first.table) == ("no_table", "error", "subscriptions")


def test_silence_long_after_the_data_is_not_believed(company_of: CompanyOf) -> None:
    with Company.open(company_of("inactive"), today=date(2025, 1, 1)) as company:
        last = company.attrition().as_of
        near = company.measure(Question("attrition", as_of=last.replace(day=last.day)))
        with pytest.raises(MetricError, match=r"the data end on 2024-\d\d-\d\d; as of 2024-12-31"):
            company.attrition(as_of=date(2024, 12, 31))
    assert near.as_of == last


CLOCKS = """
[company]
name = "한빛"
kind = "saas"
time_zone = "Asia/Seoul"

[tables.tickets]
from = "tickets.csv"
{tickets}
[tables.customers]
from = "customers.csv"

[churn]
rule = "column"
column = "ended_at"
"""
DAYS = "ticket_id,customer_id,opened_at,resolved_at\n1,하나,2026-03-01,2026-03-02 09:00\n"
TIMES = "ticket_id,customer_id,opened_at,resolved_at\n1,하나,2026-03-01 09:30,2026-03-02 09:00\n"
OFFSETS = TIMES.replace(":30", ":30+09:00").replace(":00\n", ":00Z\n")


@pytest.mark.parametrize(
    ("tickets", "customers", "said", "found"),
    [
        (DAYS, "2026-01-01 08:00", "", ("warning", "resolved_at", "opened_at")),
        (TIMES, "2026-01-01", "", ("info", "opened_at, resolved_at", "customers.started_at")),
        (TIMES, "2026-01-01 08:00", "", None),
        (DAYS, "2026-01-01", 'time_zone = "UTC"', None),
        (DAYS, "2026-01-01", 'time_zone = "Asia/Seoul"', None),
        (OFFSETS, "2026-01-01", "", None),
    ],
)
def test_times_without_a_zone_beside_days(
    tmp_path: Path, tickets: str, customers: str, said: str, found: tuple[str, str, str] | None
) -> None:
    (tmp_path / "tickets.csv").write_text(tickets, "utf-8")
    text = f"customer_id,started_at,ended_at\n하나,{customers},\n"
    (tmp_path / "customers.csv").write_text(text, "utf-8")
    toml = CLOCKS.format(tickets=said)
    (tmp_path / "tenure.toml").write_text(toml, "utf-8")
    with Company.open(tmp_path / "tenure.toml", today=date(2026, 8, 1)) as company:
        told = [
            one for one in company.quality_of("tickets").findings if one.code == "times_and_days"
        ]
    assert [(one.severity, one.column, one.detail["days"]) for one in told] == (
        [found] if found else []
    )
    for one in told:
        assert 'time_zone = "Asia/Seoul"' in one.action()
        assert "[tables.tickets]" in one.action("ko")


def test_a_payment_status_that_is_not_known(tmp_path: Path) -> None:
    """Such payments count as not collected; the words are named, the most frequent first."""
    payments = """customer_id,occurred_at,amount,status
하나,2026-03-01 10:00,100,결제완료
하나,2026-03-02 10:00,200,부분환불
하나,2026-03-03 10:00,300,부분환불
하나,2026-03-04 10:00,400,on ice
하나,2026-03-05 10:00,500,
하나,2026-03-06 10:00,600,환불
"""
    (tmp_path / "payments.csv").write_text(payments, "utf-8")
    seen = "하나,2026-03-01 10:00,열람\n하나,2026-04-30 10:00,열람\n"
    (tmp_path / "events.csv").write_text(HEADER + seen, "utf-8")
    toml = TOML.replace("lead_creatd", "열람").replace('any = [{ event = "열람" }, ', "any = [")
    (tmp_path / "tenure.toml").write_text(
        toml.replace('"saas"', '"saas"\ncurrency = "KRW"')
        + '[tables.payments]\nfrom = "payments.csv"\n',
        "utf-8",
    )
    with Company.open(tmp_path / "tenure.toml", today=date(2026, 8, 1)) as company:
        found = [
            one for one in company.quality_of("payments").findings if one.code == "unknown_status"
        ]
        came_in = company.measure(Question("revenue-cohorts")).rows
    (one,) = found
    assert (one.severity, one.count, one.detail["there"]) == ("warning", 3, "부분환불, on ice")
    assert one.samples[0] == {"status": "부분환불", "rows": "2"}
    assert "부분환불" in one.message("ko")
    assert came_in[0]["revenue"] == 100 + 500
