"""What is shown of many customers: a few rows, found without the others in Python."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from support.memory import peak
from tenure.company.predictions.days import ABOUT, CROSSED, PROFILES, REASONS, Day, place_of
from tenure.company.predictions.views.risk import crossed, risky
from tenure.engines.duckdb import DuckDB
from tenure.store import Store

MANY = 100_000
TODAY, BEFORE = date(2026, 7, 1), date(2026, 6, 30)
UNITS = [f"C{number:06d}" for number in range(MANY)]


@pytest.fixture
def outlook(tmp_path: Path) -> Iterator[Any]:
    engine = DuckDB("duckdb://")
    words = SimpleNamespace(company=SimpleNamespace(language="en"))
    data = SimpleNamespace(engine=engine, definitions=words, store=Store(tmp_path))
    rule = SimpleNamespace(data=data, unit="customer")
    yield SimpleNamespace(rule=rule, snapshot=None, observed=SimpleNamespace(last=BEFORE))
    engine.close()


def day_of(outlook: Any, day: date, model: str, before: date | None = None) -> Day:
    folder = place_of(outlook.rule.data.store, "customer", day)
    folder.mkdir(parents=True)
    about = {"model": model, "before": before and before.isoformat()}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    return Day(folder)


def test_why_is_looked_up_of_whom_it_is_shown(outlook: Any) -> None:
    """Risks grow with the number; everybody has two reasons upward and one downward."""
    day = day_of(outlook, TODAY, "m")
    risk = [number / MANY for number in range(MANY)]
    columns = {"unit_id": UNITS, "risk": risk, "risk_low": risk, "risk_high": risk}
    pq.write_table(pa.table(columns), day.folder / PROFILES)
    kinds = (("up", 1), ("up", 2), ("down", 1))
    told = {
        "unit_id": [unit for unit in UNITS for _ in kinds],
        "direction": [direction for direction, _ in kinds] * MANY,
        "rank": [rank for _, rank in kinds] * MANY,
    }
    said = [f"{unit} {direction} {rank}" for unit in UNITS for direction, rank in kinds]
    pq.write_table(pa.table({**told, "says_en": said, "says_ko": said}), day.folder / REASONS)
    del told, said
    shown: list[Any] = []
    assert peak(lambda: shown.append(risky(outlook, day))) < 10_000_000
    rows = shown[0].rows
    assert [row["unit_id"] for row in rows] == UNITS[: -len(rows) - 1 : -1]
    assert [row["why_ko"] for row in rows] == [f"{row['unit_id']} up 1" for row in rows]
    assert f"The {len(rows)} customers" in shown[0].words["en"]


def test_fewer_than_are_shown_are_not_said_to_be_more(outlook: Any) -> None:
    day = day_of(outlook, TODAY, "m")
    columns = {"unit_id": ["a"], "risk": [0.5], "risk_low": [0.4], "risk_high": [0.6]}
    pq.write_table(pa.table(columns), day.folder / PROFILES)
    none = pa.table({"unit_id": pa.array([], pa.string()), "direction": pa.array([], pa.string())})
    pq.write_table(none.append_column("rank", pa.array([], pa.int64())), day.folder / REASONS)
    found = risky(outlook, day)
    assert "20" not in found.words["en"]
    assert found.rows[0]["why_en"] is None


def crossing(outlook: Any, model_before: str) -> Day:
    day_of(outlook, BEFORE, model_before)
    day = day_of(outlook, TODAY, "m", BEFORE)
    risk = [None if number % 3 == 0 else number / MANY for number in range(MANY)]
    columns = {
        "unit_id": pa.array(UNITS),
        "risk": pa.array(risk),
        "risk_before": pa.array([0.5] * MANY),
        "risk_band": pa.repeat("high", MANY),
        "risk_band_before": pa.repeat("low", MANY),
        "risk_why_en": pa.repeat("because", MANY),
        "risk_why_ko": pa.repeat("때문", MANY),
    }
    pq.write_table(pa.table(columns), day.folder / CROSSED)
    return day


def test_whose_risk_rose_most_comes_first(outlook: Any) -> None:
    day = crossing(outlook, "m")
    shown: list[Any] = []
    assert peak(lambda: shown.append(crossed(outlook, day))) < 5_000_000
    rows = shown[0].rows
    rising = [unit for number, unit in enumerate(UNITS) if number % 3][::-1]
    assert [row["unit_id"] for row in rows] == rising[: len(rows)]
    assert {row["why_en"] for row in rows} == {"because"}
    assert f"{MANY:,} in all" in shown[0].words["en"]
    assert "Other models" not in shown[0].words["en"]


def test_a_change_of_models_is_said(outlook: Any) -> None:
    """A band can be another one only because another model tells it."""
    found = crossed(outlook, crossing(outlook, "older"))
    assert found is not None
    assert "Other models scored them then" in found.words["en"]
    assert "다른 모델" in found.words["ko"]
