"""A company whose plays may be written: its tenure.toml in a folder of the test's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tenure_web.lib import company

TOML = """\
[company]
name = "Lumen"
kind = "saas"
time_zone = "Asia/Seoul"
currency = "KRW"
[tables.customers]
from = "customers.csv"
[tables.events]
from = "events.csv"
[churn]
after = "28 days"
"""


@pytest.fixture
def plays(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Give the folder of plays of a small company."""
    (tmp_path / "tenure.toml").write_text(TOML, "utf-8")
    people = "customer_id,name,email,started_at\nc1,A,a@example.com,2026-01-01\n"
    (tmp_path / "customers.csv").write_text(people, "utf-8")
    rows = "customer_id,occurred_at,name\nc1,2026-01-01,watch\nc2,2026-02-01,cancel_began\n"
    (tmp_path / "events.csv").write_text(rows, "utf-8")
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, definitions=tmp_path / "tenure.toml", home=tmp_path / "home"
    )
    yield tmp_path / "plays"
    company.forget()
