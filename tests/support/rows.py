"""Turn a few rows of texts into a table for the engine, typed by the names of its columns."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

_TIMES = ("_at", "_local")
_NUMBERS = ("mrr", "amount", "quantity", "seconds", "value")
_FLAGS = ("auto_renew", "churned", "voluntary")


def table(rows: Iterable[Mapping[str, Any]], *columns: str, zone: str = "UTC") -> Any:
    """Return rows as a table; instants written as texts are wall-clock times of `zone`.

    `columns` names the columns when there may be no rows.
    """
    rows = list(rows)
    names = list(columns or rows[0])
    arrays = [
        pa.array([_value(name, row[name], zone) for row in rows], _type(name)) for name in names
    ]
    return ibis.memtable(pa.table(arrays, names=names))


def activity(rows: Iterable[tuple[str | None, datetime]]) -> Any:
    """Return (unit, naive UTC instant) pairs as a table of qualifying events."""
    return table(
        [{"unit_id": unit, "occurred_at": at} for unit, at in rows], "unit_id", "occurred_at"
    )


def groups(members: Mapping[str, str | None]) -> Any:
    """Return the group of each unit as a table with one row a unit."""
    rows = [{"unit_id": unit, "group": group} for unit, group in members.items()]
    return table(rows, "unit_id", "group")


def _type(name: str) -> pa.DataType:
    if name.endswith(_TIMES):
        return pa.timestamp("us")
    if name in _NUMBERS:
        return pa.float64()
    return pa.bool_() if name in _FLAGS else pa.string()


def _value(name: str, value: Any, zone: str) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_at"):
        return _utc(datetime.fromisoformat(value), zone)
    if name.endswith("_local"):
        return datetime.fromisoformat(value)
    if name in _NUMBERS:
        return float(value)
    return {"yes": True, "no": False}[value] if name in _FLAGS else value


def _utc(written: datetime, zone: str) -> datetime:
    """Return the naive UTC instant of a written time; an offset written with it wins."""
    known = written if written.tzinfo else written.replace(tzinfo=ZoneInfo(zone))
    return known.astimezone(UTC).replace(tzinfo=None)
