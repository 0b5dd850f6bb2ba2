"""What the last run kept of each unit (`tenure.company.timelines`), asked without the company.

A question is written once as SQL over tables of the same names, with marks for the unit and its
users; then only those files are read that have rows of them. Nobody waits for anybody.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from tenure.company.timelines import KIND, Timelines, kept_by
from tenure.company.units import Unit
from tenure.engines.duckdb_files import literal_path, quoted
from tenure.periods import Calendar
from tenure_web.customers.reading import Row, run
from tenure_web.lib import company

if TYPE_CHECKING:
    import ibis.expr.types as ir

_UNIT, _USER = "\ue000", "\ue001"
"""Stand in SQL for the unit and for its users; no id has these private characters."""
_ASKED = "asked AS (SELECT $unit::VARCHAR, $users::VARCHAR[], $until::TIMESTAMP)"
"""Names every parameter, of which a question may need but some."""
_AMONG = "(SELECT unnest($users))"


@dataclass(frozen=True)
class Whom:
    """Whose story it is: a customer, or an account with its users; `only` these, if not None."""

    id: str
    kind: Unit
    only: tuple[str, ...] | None = None


class Source(Protocol):
    """Tables to ask, and whose days they are: a company's, or names and columns alone."""

    @property
    def tables(self) -> "Mapping[str, ir.Table]":
        """The tables by name."""
        ...

    @property
    def calendar(self) -> Calendar:
        """The company's calendar."""
        ...

    @property
    def today(self) -> date:
        """The company's day."""
        ...


Make = Callable[[Source, Whom], "ir.Table | None"]
"""Writes a question about a unit; None where no table tells of it."""


@dataclass(frozen=True)
class Tail:
    """Where rows end: at an instant, in an order, after a number of them; else as they come."""

    until: datetime | None = None
    order: tuple[str, ...] = ()
    most: int = 0

    def over(self, rows: "ir.Table") -> "ir.Table":
        """Return these rows of an expression."""
        import ibis

        if self.until is None:
            return rows
        rows = rows.filter(rows["at"] <= ibis.literal(self.until, type="timestamp"))
        return rows.order_by([ibis.desc("at"), *self.order]).limit(self.most)

    def sql(self, rows: str) -> str:
        """Return SQL for these rows of SQL."""
        if self.until is None:
            return f"SELECT * FROM ({rows})"
        order = ", ".join(['"at" DESC', *self.order])
        return f'SELECT * FROM ({rows}) WHERE "at" <= $until ORDER BY {order} LIMIT {self.most}'


@dataclass(frozen=True)
class Shapes:
    """Tables that questions can be written over, but not asked."""

    tables: "Mapping[str, ir.Table]"
    calendar: Calendar
    today: date


@dataclass(frozen=True)
class Kept:
    """What a run kept, and the questions about it that have been written."""

    lines: Timelines
    source: Shapes
    written: dict[object, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    def rows(self, what: str, unit: Whom, make: Make, tail: Tail) -> list[Row]:
        """Return the rows of a question about a unit; `what` tells the question from others."""
        sql, names = self._written(what, unit, make)
        if not sql:
            return []
        users = self._users(unit) if unit.only is None else unit.only
        tables = [f'"{one}" AS MATERIALIZED ({self._rows_of(one, unit, users)})' for one in names]
        asked = {"unit": unit.id, "users": list(users), "until": tail.until}
        return run(f"WITH {', '.join([_ASKED, *tables])} {tail.sql(sql)}", asked)

    def _written(self, what: str, unit: Whom, make: Make) -> tuple[str, tuple[str, ...]]:
        key = what, unit.kind, unit.only is None
        if key not in self.written:
            marked = None if unit.only is None else (_USER,)
            rows = make(self.source, replace(unit, id=_UNIT, only=marked))
            self.written[key] = ("", ()) if rows is None else _sql(rows)
        return self.written[key]

    def _users(self, unit: Whom) -> tuple[str, ...]:
        """Return whose rows are a unit's: its own, or those of an account's users."""
        if unit.kind == "customer":
            return (unit.id,)
        there = self.source.tables.get("customers")
        if there is None or "account_id" not in there.columns:
            return ()
        rows = self._by("customers", "account_id", [unit.id])
        sql = f"WITH {_ASKED} SELECT customer_id FROM ({rows}) WHERE account_id = $unit"
        found = run(sql, {"unit": unit.id, "users": [], "until": None})
        return tuple(row["customer_id"] for row in found)

    def _rows_of(self, name: str, unit: Whom, users: tuple[str, ...]) -> str:
        """Return SQL for a table's rows of a unit and its users, each once."""
        keys = self.lines.parts[name]
        if "customer_id" not in keys:
            key = next(iter(keys), "")
            return self._by(name, key, [unit.id]) + (f" WHERE {key} = $unit" if key else "")
        by = "= $users[1]" if len(users) == 1 else f"IN {_AMONG}"
        found = f"{self._by(name, 'customer_id', users)} WHERE customer_id {by}"
        if unit.kind == "customer" or "account_id" not in keys:
            return found
        other = f"(customer_id IS NULL OR customer_id NOT IN {_AMONG})"
        whole = f"{self._by(name, 'account_id', [unit.id])} WHERE account_id = $unit"
        return f"{found} UNION ALL {whole} AND {other}"

    def _by(self, name: str, key: str, values: Iterable[str]) -> str:
        files = [quoted(literal_path(one)) for one in self.lines.files(name, key, values)]
        return f"SELECT * FROM read_parquet([{', '.join(files)}], hive_partitioning = false)"


def _sql(rows: "ir.Table") -> tuple[str, tuple[str, ...]]:
    """Return SQL with the unit and its users as parameters, and the tables that it names."""
    import ibis
    from ibis.expr.operations import UnboundTable

    sql = str(ibis.to_sql(rows, dialect="duckdb"))
    sql = sql.replace(f"'{_UNIT}'", "$unit").replace(f"('{_USER}')", _AMONG)
    names = {one.name for one in rows.op().find(UnboundTable)}
    return sql, tuple(sorted(names))


def latest() -> Kept | None:
    """Return what the last run kept by unit; None before the first, and where it kept nothing."""
    found = company.latest()
    entries = found.manifest["entries"] if found else ()
    name = next((one for one in entries if one.startswith(f"{KIND}/")), None)
    if name is None:
        return None
    told = company.definitions().company
    today = datetime.now(ZoneInfo(told.time_zone)).date()
    calendar = Calendar(told.time_zone, told.week_starts)
    return _kept(company.store().root, name, calendar, today)


@lru_cache(2)
def _kept(root: Path, name: str, calendar: Calendar, today: date) -> Kept | None:
    import ibis

    lines = kept_by(root, [name])
    if lines is None:
        return None
    schemas = {name: ibis.Schema.from_pyarrow(one) for name, one in lines.schemas.items()}
    tables = {name: ibis.table(one, name=name) for name, one in schemas.items()}
    return Kept(lines, Shapes(tables, calendar, today))
