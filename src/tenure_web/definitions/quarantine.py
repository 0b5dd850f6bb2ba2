"""Rows that the last run could not use: counted by reason, read in pages, taken out as a file."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tenure.charts.unsaid import unsaid
from tenure.charts.words import Words
from tenure.pipeline.saved import SavedRun

PAGE = 50
PLACE = ("file", "row", "reason")
"""What stands before the source's own columns."""
_LINES = "_lines"
_REASONS = (
    (re.compile(r"no (\w+)"), "missing"),
    (re.compile(r"(\w+) cannot be read"), "unreadable"),
    (re.compile(r"(\w+) is in the future"), "future"),
    (re.compile(r"(\w+) came before"), "again"),
    (re.compile(r"(\w+) is 1970-01-01 or before"), "no_date"),
)


@dataclass(frozen=True)
class Reason:
    """Why rows were set aside, and how many."""

    code: str
    rows: int


@dataclass(frozen=True)
class Aside:
    """The rows of one table that were set aside."""

    table: str
    rows: int
    lines: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class PageOfRows:
    """Some of the rows: the names of their columns, and their values as text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: int


def asides(run: SavedRun) -> list[Aside]:
    """Return what was set aside, of each table that lost rows."""
    tables = [one.table for one in run.summaries if one.quarantined]
    return [found for name in tables if (found := aside(run, name))]


def aside(run: SavedRun, table: str) -> Aside | None:
    """Return what was set aside of a table; None where that is nothing, or is not known."""
    rows, lines = _file(run, table), _file(run, table + _LINES)
    if not rows.is_file():
        return None
    counted = (
        pq.read_table(rows, columns=["reason"]).group_by("reason").aggregate([([], "count_all")])
    )
    reasons = [Reason(str(one["reason"]), one["count_all"]) for one in counted.to_pylist()]
    reasons.sort(key=lambda one: -one.rows)
    broken = pq.read_metadata(lines).num_rows if lines.is_file() else 0
    return Aside(table, sum(one.rows for one in reasons), broken, tuple(reasons))


def page_of(run: SavedRun, table: str, *, reason: str = "", page: int = 1) -> PageOfRows:
    """Return a page of the rows, of one reason or of all."""
    rows = pq.read_table(_file(run, table))
    if reason:
        rows = rows.filter(pc.equal(rows["reason"], pa.scalar(reason)))
    few = rows.slice((page - 1) * PAGE, PAGE)
    return PageOfRows(few.column_names, [_texts(row) for row in few.to_pylist()], rows.num_rows)


def broken_lines(run: SavedRun, table: str) -> PageOfRows | None:
    """Return the first lines of text that could not be read at all; None where there are none."""
    place = _file(run, table + _LINES)
    if not place.is_file():
        return None
    found = pq.read_table(place)
    names = [name for name in ("file", "line", "reason", "text") if name in found.column_names]
    few = found.select(names).slice(0, PAGE).to_pylist()
    return PageOfRows(names, [[_text(value) for value in row.values()] for row in few], len(found))


def every_row(run: SavedRun, table: str, *, reason: str = "") -> Iterator[list[str]]:
    """Yield the rows as texts, without holding all of them."""
    for batch in pq.ParquetFile(_file(run, table)).iter_batches(batch_size=5_000):
        rows = pa.table(batch)
        if reason:
            rows = rows.filter(pc.equal(rows["reason"], pa.scalar(reason)))
        yield from (_texts(row) for row in rows.to_pylist())


def columns_of(run: SavedRun, table: str) -> list[str]:
    """Return the names of the columns: the place and the reason, then the source's own."""
    return list(pq.read_schema(_file(run, table)).names)


def schema_of(run: SavedRun, table: str) -> pa.Schema:
    """Return the source's own columns with their kinds."""
    found = pq.read_schema(_file(run, table))
    return pa.schema([one for one in found if one.name not in PLACE])


def said(reason: str, words: Words) -> str:
    """Return a reason in the reader's language; one that is not known as it is."""
    for pattern, key in _REASONS:
        match = pattern.fullmatch(reason)
        if match:
            return words(f"define_reason.{key}", column=match[1])
    return unsaid(reason, words.language)


def _file(run: SavedRun, name: str) -> Path:
    return run.folder / "quarantine" / f"{name}.parquet"


def _texts(row: dict[str, Any]) -> list[str]:
    return [str(value + 1) if name == "row" else _text(value) for name, value in row.items()]


def _text(value: object) -> str:
    return "" if value is None else str(value)
