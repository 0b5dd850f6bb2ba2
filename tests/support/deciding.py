"""A tiny company of six customers, one of whom has left, and plays for it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenure.act.play import Play
from tenure.company import Company
from tenure.company.predictions.outlook import Outlook

DAY = date(2026, 3, 1)
TODAY = date(2026, 3, 20)
DEFINITIONS = """\
[company]
name = "Tiny"
kind = "saas"
time_zone = "Asia/Seoul"
language = "en"

[churn]
rule = "contract"

[tables.customers]
from = "customers.csv"

[tables.subscriptions]
from = "subscriptions.csv"

[tables.tickets]
from = "tickets.csv"
"""
CUSTOMERS = "customer_id,started_at,name\n" + "".join(
    f"c{n},2025-01-0{n},Kim {n}\n" for n in range(1, 7)
)
CONTRACTS = (
    "subscription_id,customer_id,started_at,ends_at,cancelled_at,ended_at,mrr\n"
    "s1,c1,2025-01-01,2026-05-30,,,10\n"  # 90 days ahead of DAY
    "s2,c2,2025-01-02,2026-05-31,,,10\n"  # 91 days ahead: tomorrow
    "s3,c3,2025-01-03,2027-01-01,2026-02-27,,10\n"  # has given notice
    "s4,c4,2025-01-04,2027-01-01,,,10\n"
    "s5,c5,2025-01-05,2027-01-01,,,10\n"
    "s6,c6,2025-01-06,2026-02-20,2026-02-19,2026-02-20,10\n"  # has left
)
TICKETS = (
    "ticket_id,customer_id,opened_at,resolved_at\n"
    "t1,c1,2026-02-27 10:00:00,2026-02-28 10:00:00\n"
    "t2,c3,2026-02-27 10:00:00,2026-03-02 10:00:00\n"  # resolved after the day
    "t3,c4,2026-01-01 10:00:00,2026-01-02 10:00:00\n"
)
PROFILES = {
    "unit_id": ["c1", "c2", "c3", "c4", "c5"],
    "customer_id": ["c1", "c2", "c3", "c4", "c5"],
    "risk": [0.5, 0.4, 0.3, None, 0.2],
    "value_kept": [100.0, 100.0, 100.0, 100.0, None],
    "plan": ["a", "a", "b", "b", "b"],
}
LETTER = {"do": "message", "subject": {"en": "s", "ko": "s"}, "body": {"en": "b", "ko": "b"}}


def play(name: str, trigger: dict[str, Any], **more: Any) -> Play:
    """Return a running play that holds nobody out unless said."""
    words = {"en": name, "ko": name}
    told = {
        "id": name, "salt": "0123456789abcdef", "state": "running", "name": words, "about": words,
        "trigger": trigger, "steps": [LETTER], "holdout": 0.0,
        "worth": {"effect": 0.5, "contact": 1.0},
    }  # fmt: skip
    return Play.model_validate(told | more, context={})


def all_of(*found: Play) -> dict[str, Play]:
    """Return plays by their ids."""
    return {one.id: one for one in found}


def opened(
    folder: Path, definitions: str = DEFINITIONS, more: dict[str, list[Any]] | None = None
) -> Iterator[Outlook]:
    """Write the company into a folder with profiles of DAY, and open it; `more`: their columns."""
    for name, text in (
        ("tenure.toml", definitions),
        ("customers.csv", CUSTOMERS),
        ("subscriptions.csv", CONTRACTS),
        ("tickets.csv", TICKETS),
    ):
        (folder / name).write_text(text, "utf-8")
    with Company.open(folder / "tenure.toml", today=TODAY) as company:
        profiles = company.store.root / "profiles/customer" / DAY.isoformat()
        profiles.mkdir(parents=True)
        pq.write_table(pa.table(PROFILES | (more or {})), profiles / "profiles.parquet")
        about = {"key": "k", "unit": "customer", "model": "none", "before": None}
        (profiles / "about.json").write_text(json.dumps(about))
        yield Outlook(company.rule)


def rows(path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Return decisions by unit and play."""
    return {(row["unit_id"], row["play"]): row for row in pq.read_table(path).to_pylist()}
