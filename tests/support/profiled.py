"""A day of profiles written by hand, and as much of an outlook as is asked of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenure.company.predictions.days import ABOUT, PROFILES, Day, place_of
from tenure.definitions import Value
from tenure.engines.duckdb import DuckDB
from tenure.store import Store

TODAY = date(2026, 7, 1)


@contextmanager
def profiled(folder: Path) -> Iterator[Any]:
    """Yield the outlook of a company that pays in won, whose store is in a folder."""
    engine = DuckDB("duckdb://")
    company = SimpleNamespace(language="en", currency="KRW")
    data = SimpleNamespace(
        engine=engine,
        definitions=SimpleNamespace(company=company, value=Value()),
        store=Store(folder),
    )
    rule = SimpleNamespace(data=data, unit="customer")
    yield SimpleNamespace(rule=rule, snapshot=None, observed=SimpleNamespace(last=TODAY))
    engine.close()


def day_of(outlook: Any, columns: dict[str, Any]) -> Day:
    """Write the profiles of today, without reasons."""
    folder = place_of(outlook.rule.data.store, "customer", TODAY)
    folder.mkdir(parents=True)
    about = {"model": "m", "before": None, "horizon": 30, "gap": 3}
    (folder / ABOUT).write_text(json.dumps(about), encoding="utf-8")
    pq.write_table(pa.table(columns), folder / PROFILES)
    none = {"unit_id": pa.array([], pa.string()), "direction": pa.array([], pa.string())}
    pq.write_table(pa.table(none | {"rank": pa.array([], pa.int64())}), folder / "reasons.parquet")
    return Day(folder)
