"""Health scores that people set: what counts, since when and until when, and what cannot."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tenure.company import Company
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.profiles.carried import overrides
from tenure.definitions import loads

TOML = """
[company]
name = "Tiny"
kind = "saas"
time_zone = "Asia/Seoul"

[tables.customers]
from = "customers.csv"

[tables.events]
from = "events.csv"

[tables.overrides]
from = "overrides.csv"

[active]
any = [{ event = "watch" }]

[churn]
rule = "inactive"
after = "28 days"
"""
HEAD = "unit_id,score,author,reason,set_at,expires_at\n"
Opened = Callable[[str], Outlook]


@pytest.fixture
def opened(tmp_path: Path) -> "Opened":
    """Return what opens a company whose last day is 30 April, with some overrides."""

    def make(rows: str) -> Outlook:
        (tmp_path / "customers.csv").write_text("customer_id\nana\nbo\n", "utf-8")
        events = "customer_id,occurred_at,name\nana,2026-01-02 10:00,watch\n"
        (tmp_path / "events.csv").write_text(events + "bo,2026-04-30 10:00,watch\n", "utf-8")
        (tmp_path / "overrides.csv").write_text(HEAD + rows, "utf-8")
        definitions = loads(TOML, source="tenure.toml", folder=tmp_path)
        return Outlook(Company(definitions, today=date(2026, 5, 1)).rule)

    return make


def test_what_was_set_by_then_counts(opened: Opened) -> None:
    """One that has expired is read, too, and holds on the days on which it held."""
    found, wrong = overrides(
        opened(
            "ana,80,kim,met them,2026-04-20,2026-05-20\n"
            "bo,10,lee,angry call,2026-02-01,2026-03-01\n"
            "bo,90,lee,set tomorrow,2026-05-01,2026-06-01\n"
        )
    )
    assert not wrong
    held = {(one.unit_id, one.score, one.holds(date(2026, 5, 1))) for one in found}
    assert held == {("ana", 80.0, True), ("bo", 10.0, False)}


def test_a_slip_of_the_pen_keeps_nobody_else_from_counting(opened: Opened) -> None:
    found, wrong = overrides(
        opened(
            "ana,80,kim,met them,2026-04-20,2026-05-20\n"
            "bo,120,lee,too good,2026-04-01,2026-06-01\n"
            "ana,50,lee,the wrong way round,2026-04-20,2026-04-01\n"
        )
    )
    assert [one.unit_id for one in found] == ["ana"]
    assert wrong["overrides"].startswith(
        "the override of 'ana' is not valid: it must end after 2026-04-20, not on 2026-04-01; "
        "the override of 'bo' is not valid: its score must be from 0 to 100, not 120"
    )


def test_of_many_the_first_are_named(opened: Opened) -> None:
    _, wrong = overrides(
        opened("".join(f"u{at},-1,kim,why,2026-04-01,2026-05-01\n" for at in range(5)))
    )
    assert wrong["overrides"].count("the override of") == 3
    assert wrong["overrides"].endswith("; and 2 more")
