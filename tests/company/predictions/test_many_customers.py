"""What must not grow with the number of customers: Python objects while everyone is scored."""

import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.profiles.carried import bands

MANY = 200_000
DAY = date(2026, 6, 30)


def peak(task: Callable[[], Any]) -> int:
    """Return the most bytes that Python held at a time."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Return profiles of many customers: every second one healthy, the others without health."""
    folder = tmp_path_factory.mktemp("days") / DAY.isoformat()
    folder.mkdir()
    units = [f"C{number:07d}" for number in range(MANY)]
    band = pa.array(np.where(np.arange(MANY) % 2 == 0, "healthy", None).tolist(), pa.string())
    pq.write_table(pa.table({"unit_id": units, "health_band": band}), folder / PROFILES)
    return Day(folder)


def test_bands_of_the_last_time_are_those_of_the_units_asked_for(day: Day) -> None:
    units = pa.chunked_array([["C0000003", "new"], ["C0000002"]])
    assert bands(day, units).tolist() == [None, None, "healthy"]
    assert bands(None, units).tolist() == [None, None, None]
    assert peak(lambda: bands(day, units)) < 1_000_000


def test_without_health_nobody_had_a_band(tmp_path: Path) -> None:
    pq.write_table(pa.table({"unit_id": ["a"]}), tmp_path / PROFILES)
    assert bands(Day(tmp_path), pa.chunked_array([["a"]])).tolist() == [None]
