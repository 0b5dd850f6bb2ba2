"""A company with files as bad as real ones: written to a folder, read, looked at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tenure.company.dataset import Dataset
from tenure.definitions import load
from tenure.engines import Engine, connect
from tenure.store import Store
from tenure.tables import TABLES
from tenure.tables.findings import Finding, TableSummary
from tenure.tables.mapping import map_table
from tenure.tables.reading import readings
from tenure.tables.recipe import Reading, Recipe

TODAY = date(2026, 6, 30)
HEADER = "customer_id,occurred_at,name\n"
EVENTS = '[tables.events]\nfrom = "events.csv"\n'

Content = str | bytes | Callable[[Path], None]

_DEFINITIONS = """
[company]
name = "Lumen"
kind = "saas"
time_zone = "{zone}"

[store]
path = "store"

[churn]
rule = "inactive"
after = "28 days"

{tables}
"""


@dataclass
class Read:
    """What was read of a company's files; `events` where no table is named."""

    data: Dataset

    def rows(self, table: str = "events") -> list[dict[str, Any]]:
        """Return the rows that are used, in the order of the source."""
        rows = self.data.mapped[table].rows.order_by(["_file", "_row"])
        columns = self.data.mapped[table].columns
        kept = rows.filter(rows["_reason"].isnull()).select(*columns)
        return self._run(kept).to_pylist()

    def column(self, name: str, table: str = "events") -> list[Any]:
        """Return one column of the rows that are used."""
        return [row[name] for row in self.rows(table)]

    def types(self, table: str = "events") -> dict[str, str]:
        """Return the kind of each column of the canonical table."""
        return {name: str(kind) for name, kind in self.data.tables[table].schema().items()}

    def summary(self, table: str = "events") -> TableSummary:
        """Return the counts of a table."""
        return self.data.quality(table).summary

    def findings(
        self, table: str = "events", *, infos: bool = False
    ) -> dict[tuple[str, str], Finding]:
        """Return what was found, by code and column; constant and empty columns only if asked."""
        return {
            (one.code, one.column or ""): one
            for one in self.data.quality(table).findings
            if infos or one.code not in ("constant_column", "empty_column")
        }

    def malformed(self, table: str = "events") -> list[tuple[str, int, str, str]]:
        """Return (file, line, reason, text) of the lines that could not be read."""
        lines = self.data.inputs[table].malformed
        return [] if lines is None else [tuple(row.values()) for row in lines.to_pylist()]

    def quarantine(self, table: str = "events") -> list[dict[str, Any]]:
        """Return the source's own rows that are not used, with file, row and reason."""
        return self._run(self.data.quarantine(table)).to_pylist()

    def reading(self, column: str, table: str = "events") -> Reading:
        """Return how a column was read."""
        return next(one for one in self.data.mapped[table].readings if one.name == column)

    def _run(self, expression: Any) -> pa.Table:
        return self.data.engine.execute(expression, metric="test")


def read(
    folder: Path,
    files: Mapping[str, Content],
    tables: str = EVENTS,
    *,
    zone: str = "UTC",
    today: date = TODAY,
    memory: str = "1GB",
) -> Read:
    """Write a company's files and definitions to a folder and read its tables."""
    for name, content in files.items():
        write(folder / name, content)
    toml = folder / "tenure.toml"
    toml.write_text(_DEFINITIONS.format(zone=zone, tables=tables), "utf-8")
    store = Store(folder / "store")
    engine = connect(
        "duckdb://", memory=memory, threads=2, folder=folder, scratch=folder / "scratch"
    )
    return Read(Dataset(load(toml), engine, store, today).read())


def write(path: Path, content: Content) -> None:
    """Write one file, by a function where it is neither text nor bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)


def parquet(**columns: Any) -> Callable[[Path], None]:
    """Return what writes these columns to a Parquet file."""
    return lambda path: pq.write_table(pa.table(columns), path)


def workbook(*rows: Sequence[Any], **sheets: Iterable[Sequence[Any]]) -> Callable[[Path], None]:
    """Return what writes rows to a workbook: one sheet, or those that are named."""

    def save(path: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, lines in (sheets or {"Sheet": rows}).items():
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(list(line))
        book.save(path)

    return save


def mapped(
    engine: Engine, values: Mapping[str, Sequence[Any]], *, table: str = "events", **recipe: Any
) -> tuple[list[dict[str, Any]], dict[str, Reading]]:
    """Map columns of texts (or an Arrow array) without any file; return rows and readings.

    Columns that the table needs and that are not given are filled in.
    """
    length = len(next(iter(values.values())))
    needed = {name: _filler(name, length) for name in TABLES[table].required}
    places = {"_file": ["drawn"] * length, "_row": list(range(length))}
    raw = ibis.memtable(pa.table(needed | dict(values) | places))
    chosen = Recipe(**recipe)
    found = readings(raw, TABLES[table], chosen, engine)
    rows = map_table(raw, TABLES[table], found, chosen, engine, today=TODAY).rows
    result = engine.execute(rows.order_by("_row"), metric="test").to_pylist()
    return result, {reading.name: reading for reading in found}


def instants(engine: Engine, values: Sequence[Any], **recipe: Any) -> list[datetime | None]:
    """Return what the texts of a time column are read as."""
    rows, _ = mapped(engine, {"occurred_at": values}, **recipe)
    return [row["occurred_at"] for row in rows]


def _filler(name: str, length: int) -> list[Any]:
    if name.endswith("_at"):
        return [datetime(2026, 1, 1, 12)] * length
    return [f"{name}-{number}" for number in range(length)]
