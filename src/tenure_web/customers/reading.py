"""Reading a day's profiles where they lie: DuckDB over the Parquet file, nothing is written.

One connection a process, a cursor a request; values go in as parameters, conditions as the
expressions that `tenure.conditions` has checked. Only the columns that are asked for are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from tenure.company.predictions.days import CROSSED, PROFILES, REASONS, Day
from tenure_web.customers.conditions import Kept

if TYPE_CHECKING:
    import pyarrow as pa

_THREADS = 2
_MEMORY = "1GB"
_AT_ONCE = 2_000
"""Rows of an export that are in memory at once."""
_COUNTS = 512
_ANSWERS, _PAGE = 256, 100
"""Answers of at most so many rows that are in memory: many open the same list in the morning."""

Row = dict[str, Any]


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    settings: dict[str, Any] = {"threads": _THREADS, "memory_limit": _MEMORY}
    found = duckdb.connect(config=settings)
    found.execute("SET parquet_metadata_cache = true; SET TimeZone = 'UTC'")
    return found


@dataclass(frozen=True)
class Profiles:
    """The profiles of a day; `kept` says which of them are read, `members` of which list."""

    day: Day
    kept: Kept
    members: Path | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that there are."""
        return tuple(schema(self.day).names)

    def count(self) -> int:
        """Return how many there are; counted once a day and condition."""
        return _counted(_stamp(self.day.folder / PROFILES), *self._from("count(*) AS n"))

    def rows(
        self,
        columns: Sequence[str],
        *,
        order: str = "",
        limit: int,
        where: str = "",
        given: Sequence[Any] = (),
    ) -> list[Row]:
        """Return rows with some columns; `where` and `order` are SQL made of checked names."""
        sql, files = self._from(", ".join(quoted(one) for one in columns))
        sql += f" WHERE {where}" if where else ""
        sql += f" ORDER BY {order}" if order else ""
        asked = f"{sql} LIMIT {int(limit)}", (*files, *given)
        return run(*asked) if limit > _PAGE else self._answer(*asked)

    def asked(self, select: str, rest: str = "", given: Sequence[Any] = ()) -> list[Row]:
        """Return what a select of aggregates gives; both are SQL made of checked names."""
        sql, files = self._from(select)
        return self._answer(f"{sql} {rest}", (*files, *given))

    def _answer(self, sql: str, given: tuple[Any, ...]) -> list[Row]:
        """Return rows as they were told before, if the files are still the same."""
        stamps = [_stamp(self.day.folder / PROFILES)]
        stamps += [_stamp(self.members)] if self.members is not None else []
        marks = tuple(tuple(one) if isinstance(one, list) else one for one in given)
        names, rows = _answered(tuple(stamps), sql, marks)
        return [dict(zip(names, row, strict=True)) for row in rows]

    def crossed(self, columns: Sequence[str], most: int) -> tuple[list[Row], int]:
        """Return who crossed a band, those first whose risk rose most, and how many did.

        With these columns of their profiles.
        """
        path = self.day.folder / CROSSED
        joined = "JOIN read_parquet(?) AS crossed USING (unit_id)"
        rose = "coalesce(crossed.risk - crossed.risk_before, 0) DESC, " if self._risked() else ""
        own = "".join(f", kept.{quoted(one)}" for one in columns)
        sql, files = self._from(f"crossed.*{own}")
        rows = run(f"{sql} {joined} ORDER BY {rose}unit_id LIMIT {int(most)}", (*files, str(path)))
        sql, files = self._from("count(*) AS n")
        return rows, _counted(_stamp(path), f"{sql} {joined}", (*files, str(path)))

    def _risked(self) -> bool:
        names = _schema(_stamp(self.day.folder / CROSSED)).names
        return {"risk", "risk_before"} <= set(names)

    def stream(self, columns: Sequence[str], order: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield all rows, some at a time, for an export."""
        sql, files = self._from(", ".join(quoted(one) for one in columns))
        cursor = _connection().cursor().execute(f"{sql} ORDER BY {order}", files)
        while part := cursor.fetchmany(_AT_ONCE):
            yield part

    def one(self, unit: str) -> Row | None:
        """Return a profile; None where it is not among those kept."""
        found = self.rows(self.names, limit=1, where="unit_id = ?", given=[unit])
        return found[0] if found else None

    def _from(self, select: str) -> tuple[str, tuple[str, ...]]:
        """Return SQL up to its FROM, and the files that it reads."""
        files = [str(self.day.folder / PROFILES)]
        within = ""
        if self.members is not None:
            files.append(str(self.members))
            within = " WHERE unit_id IN (SELECT COLUMNS(*) FROM read_parquet(?))"
        sql = (
            f"WITH profiles AS (SELECT * FROM read_parquet(?){within}), "
            f"kept AS ({self.kept.sql}) SELECT {select} FROM kept"
        )
        return sql, tuple(files)


def of_unit(day: Day, name: str, unit: str, order: str = "unit_id") -> list[Row]:
    """Return the rows of a unit in another table of the day; none where there is no such table."""
    path = day.folder / name
    if not path.is_file():
        return []
    sql = f"SELECT * FROM read_parquet(?) WHERE unit_id = ? ORDER BY {order} LIMIT 100"
    return run(sql, (str(path), unit))


def reasons_of(day: Day, unit: str) -> list[Row]:
    """Return why a unit's risk is what it is, the strongest reason of each direction first."""
    return of_unit(day, REASONS, unit, "direction DESC, rank")


def crossing_of(day: Day, unit: str) -> Row | None:
    """Return in what a unit differs from the day before; None where it is in the same bands."""
    return next(iter(of_unit(day, CROSSED, unit)), None)


def past_of(every: Sequence[Day], unit: str) -> list[Row]:
    """Return risk and health of a unit on several days, the first one first."""
    files = [str(one.folder / PROFILES) for one in every]
    there = [name for name in ("risk", "health") if all(name in schema(one).names for one in every)]
    if not files or not there:
        return []
    sql = (
        f"SELECT as_of, {', '.join(there)} FROM read_parquet(?, union_by_name = true) "
        "WHERE unit_id = ? ORDER BY as_of"
    )
    return run(sql, (files, unit))


def schema(day: Day) -> "pa.Schema":
    """Return the columns of a day's profiles and what they hold."""
    return _schema(_stamp(day.folder / PROFILES))


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'


def run(sql: str, given: Sequence[Any] | dict[str, Any]) -> list[Row]:
    """Return the rows of SQL made of checked names, with its parameters in order or by name."""
    asked = given if isinstance(given, dict) else list(given)
    names, rows = _ran(sql, asked)
    return [dict(zip(names, row, strict=True)) for row in rows]


def _ran(sql: str, given: list[Any] | dict[str, Any]) -> tuple[list[str], list[tuple[Any, ...]]]:
    cursor = _connection().cursor().execute(sql, given)
    return [one[0] for one in cursor.description or ()], cursor.fetchall()


def _stamp(path: Path) -> tuple[str, int]:
    """Name a version of a file: a day that is scored anew is another one."""
    return str(path), path.stat().st_mtime_ns


@lru_cache(16)
def _schema(stamp: tuple[str, int]) -> "pa.Schema":
    import pyarrow.parquet as pq

    return pq.read_schema(stamp[0])


@lru_cache(_ANSWERS)
def _answered(
    stamps: tuple[tuple[str, int], ...], sql: str, given: tuple[Any, ...]
) -> tuple[list[str], list[tuple[Any, ...]]]:
    return _ran(sql, [list(one) if isinstance(one, tuple) else one for one in given])


@lru_cache(_COUNTS)
def _counted(stamp: tuple[str, int], sql: str, files: tuple[str, ...]) -> int:
    return int(run(sql, files)[0]["n"])
