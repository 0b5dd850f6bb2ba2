"""What the store keeps of whoever was erased: nothing that names or reaches them, on any day."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure_web.messages import erasing, wiping

NOW = datetime(2026, 7, 1, 3, tzinfo=UTC)
REACH = {"customer_id": ["C8", "C1"], "email": ["c8@example.com", "c1@example.com"]}


@pytest.fixture
def profiles(bounded: Any) -> Path:
    """Two days of profiles of C1 and C2, and by what two others are reached."""
    folder: Path = bounded().parent / "store" / "profiles" / "customer"
    shutil.copytree(folder / "2026-07-01", folder / "2026-06-30")
    pq.write_table(pa.table(REACH), folder / "2026-06-30" / "reach.parquet")
    return folder


def told(file: Path, column: str) -> list[str | None]:
    return list(pq.read_table(file)[column].to_pylist())


def test_an_erased_customer_is_named_on_no_day_and_others_are_as_they_were(profiles: Path) -> None:
    assert wiping.refresh() == 0
    erasing.forget("C1", NOW)
    assert wiping.refresh() == 3
    for day in ("2026-06-30", "2026-07-01"):
        rows = pq.read_table(profiles / day / "profiles.parquet")
        assert rows.select(["unit_id", "name", "email", "plan"]).to_pylist() == [
            {"unit_id": "C1", "name": None, "email": None, "plan": "프로"},
            {"unit_id": "C2", "name": "고객 2", "email": "c2@example.com", "plan": "프로"},
        ]
    assert told(profiles / "2026-06-30" / "reach.parquet", "email") == ["c8@example.com", None]


def test_files_that_were_gone_through_are_left_until_somebody_else_is_erased(
    profiles: Path,
) -> None:
    erasing.forget("C1", NOW)
    while wiping.refresh(most=1):
        pass
    for _ in range(3):
        wiping.refresh(most=1)
    before = {one: one.stat().st_mtime_ns for one in profiles.glob("*/*.parquet")}
    assert wiping.refresh() == 0
    assert before == {one: one.stat().st_mtime_ns for one in profiles.glob("*/*.parquet")}
    erasing.forget("C2", NOW.replace(day=2))
    assert wiping.refresh() == 2


def test_a_run_that_writes_a_day_anew_does_not_bring_the_name_back(profiles: Path) -> None:
    named = (profiles / "2026-07-01" / "profiles.parquet").read_bytes()
    erasing.forget("C1", NOW)
    assert wiping.refresh() == 3
    assert wiping.refresh() == 0
    (profiles / "2026-07-01" / "profiles.parquet").write_bytes(named)
    assert wiping.refresh() == 1
    assert told(profiles / "2026-07-01" / "profiles.parquet", "name") == [None, "고객 2"]
