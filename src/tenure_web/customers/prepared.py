"""Questions that differ by an id alone: written as SQL once for a company, then asked by the id.

Writing the SQL of a long question takes ten times as long as the engine takes to answer it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from tenure.company import Company
from tenure.engines.duckdb import DuckDB

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MARK = "\ue000"
"""Stands for the id in what is written; no id of a company has this private character."""
_written: "WeakKeyDictionary[Company, dict[object, tuple[ir.Table, str]]]" = WeakKeyDictionary()


def rows_of(
    told: Company, key: object, make: "Callable[[str], ir.Table]", unit: str, metric: str
) -> list[dict[str, Any]]:
    """Return the rows of a question about an id; `key` tells the question from others.

    To be called by who holds the company. Engines other than the embedded one are asked anew.
    """
    engine = told.engine
    if not isinstance(engine, DuckDB):
        return list(engine.execute(make(unit), metric=metric).to_pylist())
    known = _written.setdefault(told, {})
    if key not in known:
        asked = make(_MARK)  # kept, for tables in memory go with it
        known[key] = asked, engine.prepared(asked, _MARK)
    return list(engine.ask(known[key][1], unit, metric=metric).to_pylist())
