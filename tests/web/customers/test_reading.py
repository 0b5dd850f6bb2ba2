"""Rows of a day's profiles: asked once while the file is the same, anew once it is another."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company.predictions.days import PROFILES, Day
from tenure_web.customers import reading
from tenure_web.customers.conditions import Kept
from tenure_web.customers.reading import Profiles


def written(folder: Path, risks: dict[str, float], second: int) -> Profiles:
    """Write profiles as of an instant; give them to be read."""
    table = pa.table({"unit_id": list(risks), "risk": list(risks.values())})
    pq.write_table(table, folder / PROFILES)
    os.utime(folder / PROFILES, (second, second))
    return Profiles(Day(folder), Kept())


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Say what the engine was asked."""
    asked: list[str] = []
    run = reading._ran

    def running(sql: str, given: Any) -> Any:
        asked.append(sql)
        return run(sql, given)

    monkeypatch.setattr(reading, "_ran", running)
    reading._answered.cache_clear()
    return asked


def test_the_same_page_is_asked_once_and_nobody_changes_it_for_others(
    tmp_path: Path, ran: list[str]
) -> None:
    kept = written(tmp_path, {"가": 0.5, "나": 0.25}, 1)
    first = kept.rows(["unit_id", "risk"], order="unit_id", limit=10)
    first[0]["risk"] = None
    again = kept.rows(["unit_id", "risk"], order="unit_id", limit=10)
    assert again == [{"unit_id": "가", "risk": 0.5}, {"unit_id": "나", "risk": 0.25}]
    assert len(ran) == 1


def test_a_day_that_is_scored_anew_is_read_anew(tmp_path: Path, ran: list[str]) -> None:
    assert written(tmp_path, {"가": 0.5}, 1).rows(["risk"], limit=10) == [{"risk": 0.5}]
    assert written(tmp_path, {"가": 0.75}, 2).rows(["risk"], limit=10) == [{"risk": 0.75}]


def test_other_values_are_another_question(tmp_path: Path, ran: list[str]) -> None:
    kept = written(tmp_path, {"가": 0.5, "나": 0.25}, 1)
    some: dict[str, Any] = {"where": "list_contains(?, unit_id)", "limit": 10}
    assert kept.rows(["risk"], **some, given=[["가"]]) == [{"risk": 0.5}]
    assert kept.rows(["risk"], **some, given=[["나"]]) == [{"risk": 0.25}]
    assert len(ran) == 2


def test_long_answers_are_not_held(tmp_path: Path, ran: list[str]) -> None:
    kept = written(tmp_path, {"가": 0.5}, 1)
    for _ in range(2):
        kept.rows(["risk"], limit=1_000)
    assert len(ran) == 2
