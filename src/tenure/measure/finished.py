"""Rows that were finished in Python, as a table again: typed even where all are null or none is."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["count", "number", "text", "flag", "date"]


def as_table(rows: Iterable[Mapping[str, Any]], columns: Mapping[str, Kind]) -> "pa.Table":
    """Return rows as a table of the columns named, in their order."""
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "count": pa.int64(),
        "number": pa.float64(),
        "text": pa.string(),
        "flag": pa.bool_(),
        "date": pa.date32(),
    }
    rows = list(rows)
    arrays = [pa.array([row[name] for row in rows], types[kind]) for name, kind in columns.items()]
    return pa.table(arrays, names=list(columns))
