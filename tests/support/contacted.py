"""A company with customers to write to: definitions and the profiles of a day, nothing else."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
"""Noon in Seoul."""
FEW = 5
ZONE = ZoneInfo("Asia/Seoul")
DEFINITIONS = """
[company]
name = "루멘"
kind = "saas"
time_zone = "Asia/Seoul"
currency = "KRW"
language = "ko"

[store]
path = "store"

[tables.customers]
from = "customers.csv"
"""
CUSTOMERS = "customer_id,started_at\nC0,2024-01-01\n"


def quiet(hours: float) -> str:
    """Return two hours about so many from now, as they are written: tests run at any time."""
    middle = datetime.now(ZONE) + timedelta(hours=hours)
    return f"{middle - timedelta(hours=1):%H:%M}-{middle + timedelta(hours=1):%H:%M}"


def customer(number: int, **more: Any) -> dict[str, Any]:
    """Return the profile of somebody who can be written to."""
    unit = f"C{number}"
    told = {"name": f"고객 {number}", "email": f"c{number}@example.com", "language": "ko"}
    return {"unit_id": unit, "customer_id": unit, "plan": "프로"} | told | more


def contacted(folder: Path, rows: Sequence[dict[str, Any]], *more: str) -> Path:
    """Write a company whose last profiles these are; return its definitions."""
    place = folder / "tenure.toml"
    place.write_text("\n".join([DEFINITIONS, *more]), "utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, "utf-8")
    day = folder / "store" / "profiles" / "customer" / "2026-07-01"
    day.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), day / "profiles.parquet")
    (day / "about.json").write_text('{"before": null}', "utf-8")
    return place
