"""What happened with each unit, kept in the store by unit, so that one of them is read alone.

Sources lie as they were written, mostly by time: to read one customer's rows of a hundred
million, the engine looks at all of them. Here the columns that a time line shows lie in parts by
a hash of the unit, few rows in each. Written in one pass over each table, in bounded memory.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.dataset import Dataset
from tenure.engines.duckdb import DuckDB, hashes
from tenure.store import as_json, fingerprint_code, write_text

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

KIND = "timelines"
_ABOUT = "timelines.json"
_SHAPE = "columns.parquet"
_ROWS = 40_000
"""Rows of a part, about, as long as there are not more parts than `_MOST`."""
_MOST = 512
_ALL: tuple[str, ...] = ()
_KEYS = ("customer_id", "account_id")
_BY = {"customers": ("account_id",), "accounts": ("account_id",), "assignments": ("unit_id",)}
"""By what tables are asked, where it is not by customer and account alike."""
_SHOWN = {
    "customers": ("account_id", "customer_id", "name", "role"),
    "accounts": _ALL,
    "subscriptions": _ALL,
    "assignments": ("unit_id", "experiment", "arm", "assigned_at"),
    "events": (*_KEYS, "occurred_at", "name"),
    "orders": (*_KEYS, "occurred_at", "product_id", "amount", "currency"),
    "payments": (*_KEYS, "occurred_at", "status", "decline_code", "amount", "currency"),
    "tickets": (*_KEYS, "opened_at", "resolved_at", "channel", "text", "score"),
    "feedback": (*_KEYS, "given_at", "source", "text", "score"),
    "touches": (*_KEYS, "sent_at", "channel", "play", "opened_at", "clicked_at"),
}
"""The tables of which time lines tell, and their columns that are shown."""
_CHECK = "tenure"


@dataclass(frozen=True)
class Timelines:
    """What was kept: in how many parts each table lies, by each of its keys."""

    folder: Path
    parts: dict[str, dict[str, int]]

    @cached_property
    def schemas(self) -> "dict[str, pa.Schema]":
        """The tables that there are, and the columns kept of them."""
        import pyarrow.parquet as pq

        return {name: pq.read_schema(self.folder / name / _SHAPE) for name in self.parts}

    def files(self, table: str, key: str, values: Iterable[str]) -> list[Path]:
        """Return the files that have all rows of some values of a key, among those of others."""
        every = self.parts[table].get(key, 0)
        there = sorted({one % every for one in hashes(values)}) if every else []
        folders = (self.folder / table / key / f"part={one}" for one in there)
        found = [file for folder in folders for file in sorted(folder.glob("*.parquet"))]
        return [self.folder / table / _SHAPE, *found]


def keep(data: Dataset) -> Path | None:
    """Keep what time lines tell, and return where; None on engines that find rows by themselves."""
    engine = data.engine
    if not isinstance(engine, DuckDB):
        return None
    known = [name for name in _SHOWN if name in data.tables]
    day = data.today if data.histories else ""  # who has several rows has today's here
    code = fingerprint_code("engines", "tables", "company/timelines.py")
    key = data.store.key(KIND, code, data.fingerprint(*known) if known else "", day)

    def build(folder: Path) -> None:
        parts = {name: _kept(engine, data.tables[name], name, folder) for name in known}
        about = {"parts": parts, "check": next(iter(hashes([_CHECK])))}
        write_text(folder / _ABOUT, as_json(about))

    return data.store.entry(KIND, key, build)


def _kept(engine: DuckDB, rows: "ir.Table", name: str, folder: Path) -> dict[str, int]:
    rows = rows.select(*[one for one in _SHOWN[name] or rows.columns if one in rows.columns])
    engine.write_parquet(rows.limit(0), folder / name / _SHAPE, metric=KIND)
    keys = [one for one in _BY.get(name, _KEYS) if one in rows.columns]
    counts = [rows[key].count().name(key) for key in keys]
    if not counts:
        return {}
    found = engine.execute(rows.aggregate(counts), metric=KIND).to_pylist()[0]
    parts = {key: min(_MOST, -(-int(found[key]) // _ROWS)) for key in keys}
    for key, number in parts.items():
        if number:
            own = rows.filter(rows[key].notnull())
            engine.write_parts(own, folder / name / key, key=key, parts=number, metric=KIND)
    return parts


def kept_by(store: Path, entries: Sequence[str]) -> Timelines | None:
    """Return what a run kept, by the entries that it names; None where it kept nothing.

    None, too, where it was kept by an engine that hashes otherwise.
    """
    name = next((one for one in entries if one.startswith(f"{KIND}/")), None)
    folder = store / "entries" / name if name else None
    if folder is None or not (folder / _ABOUT).is_file():
        return None
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    if about["check"] != next(iter(hashes([_CHECK]))):
        return None
    return Timelines(folder, about["parts"])
