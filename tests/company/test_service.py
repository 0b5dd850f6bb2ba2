"""Service times by [service] of tenure.toml, by options in its place, and without pauses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company, Question
from tenure.errors import MetricError

TOML = """
[company]
name = "한빛"
kind = "saas"
time_zone = "Asia/Seoul"
language = "ko"

[tables.tickets]
from = "tickets.csv"
columns = {{ resolved_at = "해결일시", priority = "긴급도" }}
time_zone = "Asia/Seoul"

[tables.pauses]
from = "pauses.csv"
time_zone = "Asia/Seoul"

[tables.customers]
from = "customers.csv"

[churn]
rule = "column"
column = "ended_at"
{more}
"""
CUSTOMERS = "customer_id,started_at,ended_at\n하나,2024-01-01,\n둘,2024-01-01,2024-06-01\n"
TICKETS = """\
ticket_id,customer_id,opened_at,해결일시,긴급도
a,하나,2024-02-08 17:00,2024-02-13 10:00,급함
b,하나,2024-02-08 09:00,2024-02-08 12:00,
c,둘,2024-02-13 17:30,,보통
"""
PAUSES = """\
ticket_id,started_at,ended_at
b,2024-02-08 10:00,2024-02-08 11:00
b,2024-02-08 10:30,2024-02-08 11:30
b,2024-02-08 03:00,2024-02-08 04:00
c,2024-02-14 09:30,
"""
SAID = """
[service]
hours = "월~금 09:00-12:00 13:00-18:00"
holidays = "KR"
days_off = ["2024-02-08"]
resolution = { "급함" = "1 hour", other = "8 hours" }
"""

Open = Callable[..., Company]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def company(more: str = "", *, pauses: str | None = PAUSES) -> Company:
        toml = TOML.format(more=more)
        if pauses is None:
            toml = toml.replace('[tables.pauses]\nfrom = "pauses.csv"\ntime_zone', "# time_zone")
        (tmp_path / "customers.csv").write_text(CUSTOMERS, "utf-8")
        (tmp_path / "tickets.csv").write_text(TICKETS, "utf-8")
        (tmp_path / "pauses.csv").write_text(pauses or "", "utf-8")
        (tmp_path / "tenure.toml").write_text(toml, "utf-8")
        return Company.open(tmp_path / "tenure.toml", today=date(2024, 3, 1))

    return company


def minutes(company: Company, **options: str) -> dict[str, float]:
    """Return the minutes of each ticket, those of an open one so far."""
    from tenure.company.asked import Asked
    from tenure.company.metrics.service import times

    question = Question("service", as_of=date(2024, 2, 14), options=options)
    rows = company.engine.execute(times(Asked(company.rule, question)), metric="test").to_pylist()
    return {row["ticket_id"]: row["minutes"] for row in rows}


def test_what_the_company_states_once(opened: Open) -> None:
    """9 to 13 February 2024: New Year on Friday to Monday; the 8th is the company's own day off.

    a: the 13th 9–10. b: wholly on the day off. c: 17:30–18:00, and 9:00–9:30 of the 14th, when
    it began to wait for the customer.
    """
    with opened(SAID) as company:
        assert minutes(company) == {"a": 60, "b": 0, "c": 60}


def test_options_take_the_place_of_what_is_stated(opened: Open) -> None:
    """Without the day off, a also waits 17–18 on the 8th; b from 9 to 12 less 10:00–11:30."""
    with opened(SAID) as company:
        assert minutes(company, days_off="none") == {"a": 120, "b": 90, "c": 60}
        # Without holidays the 9th and the 12th are open for eight hours each.
        found = minutes(company, days_off="none", holidays="none")
        assert found == {"a": 120 + 2 * 480, "b": 90, "c": 60}
        assert minutes(company, hours="always", holidays="none", days_off="none")["b"] == 90
        # Nine in London is 18:00 in Seoul: c is open from 18:00 to 03:00 there.
        assert minutes(company, time_zone="Europe/London", hours="mon-fri 09:00-12:00")["c"] == 180


def test_targets_of_the_file_and_of_the_option(opened: Open) -> None:
    """In February a took 120 of 60 minutes and b 90 of 480; c waits for the customer."""

    def february(company: Company, **options: str) -> tuple[int, int]:
        question = Question("service", as_of=date(2024, 2, 29), options=options)
        row = company.measure(question).rows[-1]
        return row["judged"], row["within"]

    with opened(SAID) as company:
        assert february(company, days_off="none") == (2, 1)
        assert february(company, days_off="none", resolution_target="120") == (2, 2)
        assert february(company, days_off="none", resolution_target="120, 급함: 119") == (2, 1)


def test_a_ticket_that_waits_for_the_customer_says_so(opened: Open) -> None:
    with opened(SAID) as company:
        (row,) = company.measure(Question("open-tickets", as_of=date(2024, 2, 14))).rows
        assert (row["ticket_id"], row["paused"], row["late"]) == ("c", True, False)
        assert row["minutes_left"] == 480 - 60
    with opened(SAID, pauses=None) as company:
        (row,) = company.measure(Question("open-tickets", as_of=date(2024, 2, 14))).rows
        assert (row["paused"], row["minutes_so_far"]) == (False, 30 + 480)


def test_the_words_say_what_is_counted(opened: Open) -> None:
    with opened(SAID) as company:
        told = company.measure(Question("service")).words
    assert (
        "Open: 월~금 09:00-12:00 13:00-18:00 (Asia/Seoul), without the public holidays of KR"
        in (told["en"])
    )
    assert "Targets in minutes: resolution 급함 60, other 480." in told["en"]
    assert "목표(분): 해결 급함 60, 그 밖 480." in told["ko"]
    assert "고객을 기다린 시간은 빼고 셉니다." in told["ko"]
    with opened(pauses=None) as company:
        told = company.measure(Question("service")).words
    assert "mon-fri 09:00-18:00 (Asia/Seoul), no holidays taken out." in told["en"]
    assert "Targets" not in told["en"]


def test_options_that_cannot_be(opened: Open) -> None:
    with opened() as company:
        for options, told in (
            ({"time_zone": "Asia/Seul"}, "there is no time zone 'Asia/Seul'"),
            ({"holidays": "KOREA"}, "no public holidays are known for 'KOREA'"),
            ({"days_off": "5/1"}, "days_off cannot be read: '5/1'"),
            ({"hours": "월-금 9-18"}, "opening hours cannot be read: '9-18'"),
            ({"response_target": "soon"}, "response_target cannot be read: 'soon'"),
        ):
            with pytest.raises(MetricError, match=told):
                company.measure(Question("service", options=options))


def test_pauses_of_no_ticket_and_those_that_end_before_they_begin(opened: Open) -> None:
    wrong = "b,2024-02-08 11:00,2024-02-08 10:00\nzzz,2024-02-08 11:00,\n,2024-02-08 11:00,\n"
    with opened(SAID, pauses=PAUSES + wrong) as company:
        assert minutes(company, days_off="none")["b"] == 90
        found = {
            one.code: (one.severity, one.count)
            for one in company.quality_of("pauses").findings
            if one.severity != "info"
        }
    assert found == {
        "missing": ("error", 1),
        "orphan": ("warning", 1),
        "ends_before_start": ("warning", 1),
    }
