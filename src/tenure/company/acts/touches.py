"""Contacts as files of the store: a day's touches, answers and exposures, each whole or not."""

from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.store import writing

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "acts"
CONTACTED = "contacted"
_INSTANT = "timestamp"
TOUCHES = {
    "touch_id": "string",
    "customer_id": "string",
    "sent_at": _INSTANT,
    "channel": "string",
    "play": "string",
    "opened_at": _INSTANT,
    "clicked_at": _INSTANT,
    "unsubscribed_at": _INSTANT,
    "complained_at": _INSTANT,
    "cost": "double",
}
"""As the canonical table of that name."""
EXPOSURES = {
    "unit_id": "string",
    "play": "string",
    "version": "int64",
    "occasion": "string",
    "arm": "string",
    "at": _INSTANT,
    "what": "string",
}
"""A row a unit, play, version, occasion and what: contacted, or what would have been."""
ANSWERS = {
    "feedback_id": "string",
    "customer_id": "string",
    "given_at": _INSTANT,
    "source": "string",
    "text": "string",
}
"""As the canonical table feedback: what was said in interviews, without a score."""
Row = Mapping[str, Any]


def write(root: Path, day: date, rows: Iterable[Row]) -> Path:
    """Write the touches that the workspace made on a day, in place of those written before."""
    return _write(_place(root, "touches", day), _table(rows, TOUCHES))


def write_answers(root: Path, day: date, rows: Iterable[Row]) -> None:
    """Write what customers said to people on a day, in place of what was written before.

    A day without any has no file: a company that asks nobody has no such table.
    """
    place, table = _place(root, "feedback", day), _table(rows, ANSWERS)
    if table.num_rows:
        _write(place, table)
    else:
        place.unlink(missing_ok=True)


def write_exposures(
    root: Path,
    day: date,
    rows: Iterable[Row],
    gone: Callable[[list[str]], Container[str]] = lambda units: (),
) -> Path:
    """Write who was contacted on a day, or would have been had they not been held out.

    A unit is exposed once to an occasion of a play, at the first contact of that day, by whatever
    way. Of those who would have been, what was written before stays, too: nobody can contact them
    since. `gone`: which of some units were erased; these are in `rows` by another name.
    """
    import pyarrow.parquet as pq

    place = _place(root, "exposures", day)
    before = pq.read_table(place).to_pylist() if place.is_file() else []
    there = [one for one in before if one["what"] != CONTACTED]
    away = gone([one["unit_id"] for one in there])
    kept = [one for one in there if one["unit_id"] not in away]
    first: dict[tuple[Any, ...], Row] = {}
    for row in (*kept, *sorted(rows, key=lambda one: one["at"])):
        key = (row["unit_id"], row["play"], row["version"], row["occasion"])
        first.setdefault(key, row)
    return _write(place, _table(first.values(), EXPOSURES))


def _place(root: Path, name: str, day: date) -> Path:
    return root / FOLDER / name / f"{day.isoformat()}.parquet"


def _table(rows: Iterable[Row], columns: Mapping[str, str]) -> "pa.Table":
    import pyarrow as pa

    kinds: dict[str, pa.DataType] = {
        "string": pa.string(),
        "double": pa.float64(),
        "int64": pa.int64(),
        _INSTANT: pa.timestamp("us", tz="UTC"),
    }
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns.items()])
    return pa.Table.from_pylist([dict(one) for one in rows], schema)


def _write(place: Path, table: "pa.Table") -> Path:
    import pyarrow.parquet as pq

    with writing(place) as file:
        pq.write_table(table, file)
    return place
