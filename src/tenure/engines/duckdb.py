"""DuckDB, the embedded engine: connection, reading, running."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from os import SEEK_END
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis
import sqlglot
from ibis.backends.duckdb.converter import DuckDBPyArrowData
from ibis.common.exceptions import IbisError
from pyarrow.lib import ArrowException
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from tenure.engines import duckdb_files as files
from tenure.engines.duckdb_functions import naive_utc, nfc, strptime
from tenure.engines.duckdb_json import convert_json
from tenure.errors import EngineError, SourceError
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Converted, Scan, common_folder

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    import sqlglot.expressions as sge


_NUMBER = "file_row_number"
_NUMBERED = {_NUMBER: True}
_MAGIC = b"PAR1"
_TOGETHER = 4_000_000
"""Rows that are put into parts at once, to bound what is in memory."""
_ABOUT_QUERY = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.IOException,
    duckdb.ParserException,
)


class DuckDB:
    """Run expressions in an embedded DuckDB, within a memory limit, spilling to disk."""

    name = "duckdb"

    def __init__(
        self,
        url: str,
        *,
        memory: str = "4GB",
        threads: int | None = None,
        folder: Path | None = None,
        scratch: Path | None = None,
    ) -> None:
        settings: dict[str, object] = {"memory_limit": memory}
        if threads:
            settings["threads"] = threads
        if scratch:
            scratch.mkdir(parents=True, exist_ok=True)
            settings["temp_directory"] = str(scratch)
        self._connection = ibis.duckdb.connect(**settings)
        self._last: tuple[ir.Expr, sge.Expression] | None = None
        # It would be on stdout; and to SET it needs a package in notebooks, as the pragma does not.
        self._run("PRAGMA disable_progress_bar", metric="connect")
        if folder:
            self._run(f"SET file_search_path = {files.quoted(str(folder))}", metric="connect")
        if path := url.partition("://")[2].removeprefix("/"):
            self._attach((folder or Path()) / path)

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of Parquet files, unread until asked for, under a name.

        Adds `_file` and `_row`, unless the rows are `placed`: carry what they need
        of them. Folders named key=value become columns, and so do the fields of a
        struct, one level deep: `properties.seconds`. Raises SourceError for a file
        that is no Parquet.
        """
        for path in paths:
            refuse_other(path)
        if placed:
            table = self._parquet(paths, name)
            if ROW_COLUMN in table.columns:
                return table
            return self._parquet(paths, name, **_NUMBERED).rename({ROW_COLUMN: _NUMBER})
        top = common_folder(paths)
        keyed = all("=" in path.parent.relative_to(top).as_posix() for path in paths)
        hive = {"hive_partitioning": keyed}
        table = self._parquet(paths, name, **_NUMBERED, filename=FILE_COLUMN, **hive)
        table = table.rename({ROW_COLUMN: _NUMBER})
        return _flat(table.mutate(**{FILE_COLUMN: table[FILE_COLUMN].substr(len(f"{top}/"))}))

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Write the rows of a source to Parquet files in a folder; see `Converted`."""
        folder.mkdir(parents=True, exist_ok=True)
        if scan.format == "xlsx":
            return files.convert_xlsx(scan, folder)
        ways = {"csv": files.convert_csv, "fixed": files.convert_fixed, "json": convert_json}
        with self._errors(f"read {table}", sql=", ".join(scan.labels)):
            return ways[scan.format](self._connection.con, scan, folder)

    def convert_query(self, sql: str, folder: Path, *, table: str) -> Converted:
        """Write the rows of a query to Parquet in a folder; see `Converted`."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._errors(f"read {table}", sql=sql):
            return files.convert_query(self._connection.con, sql, folder)

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Read text as a naive timestamp by the first format that fits; null where none does."""
        return strptime(text, formats)

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        return naive_utc(instant)

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text in Unicode normal form C."""
        return nfc(text)

    def execute(self, expression: "ir.Expr", *, metric: str) -> "pa.Table":
        """Run an expression and return its (small) result."""
        table = expression.as_table()
        with self._errors(metric, expression=expression):
            self._connection._run_pre_execute_hooks(table)  # tables in memory become known
            query = self._query(expression).sql(dialect="duckdb")
            found = self._connection.con.sql(query).to_arrow_table()
            rows: pa.Table = table.__pyarrow_result__(found, data_mapper=DuckDBPyArrowData)
            return rows

    def prepared(self, expression: "ir.Expr", mark: str) -> str:
        """Return SQL for `ask`: a text that is just `mark` stands for its parameter."""
        with self._errors("prepare", expression=expression):
            self._connection._run_pre_execute_hooks(expression.as_table())
            return str(self._query(expression).sql(dialect="duckdb")).replace(f"'{mark}'", "$1")

    def ask(self, sql: str, value: str, *, metric: str) -> "pa.Table":
        """Run SQL of `prepared` with a value."""
        with self._errors(metric, sql=sql):
            found: pa.Table = self._connection.con.execute(sql, [value]).to_arrow_table()
            return found

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Run an expression and write its rows to one Parquet file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors(metric, expression=table):
            self._connection.to_parquet(table, path, compression="zstd")

    def write_parts(
        self, table: "ir.Table", folder: Path, *, key: str, parts: int, metric: str
    ) -> None:
        """Write rows to folders `part=0`, … by `hashes` of a key: one pass, bounded memory."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        with self._errors(metric, expression=table):
            self._connection._run_pre_execute_hooks(table)
            rows = self._query(table).sql(dialect="duckdb")
            self._connection.con.execute(
                f"SET partitioned_write_max_open_files = {parts + 1};"
                f" SET partitioned_write_flush_threshold = {_TOGETHER}"
            )
            self._connection.con.execute(
                f"COPY (SELECT *, hash({files.name(key)}) % {int(parts)} AS part FROM ({rows}))"
                f" TO {files.quoted(str(folder))}"
                " (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (part))"
            )

    def view(self, table: "ir.Table", name: str) -> "ir.Table":
        """Give an expression a name, which then stands for it in SQL.

        What is computed in it is computed once, however often it is used.
        """
        with self._errors(name, expression=table):
            return self._connection.create_view(name, table, overwrite=True)

    def script(self, expression: "ir.Expr") -> str:
        """Return SQL that can be run by itself: the named expressions it needs, then its own."""
        query = self.sql(expression)
        with self._errors("show the SQL", sql=query):
            views = self._views()
        return "\n\n".join([*_statements(views, query), query + ";"])

    def _views(self) -> dict[str, str]:
        rows = self._connection.con.execute(
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"
        ).fetchall()
        return dict(rows)

    def sql(self, expression: "ir.Expr") -> str:
        """Return the SQL of an expression in DuckDB's dialect."""
        steps = eliminate_subqueries(self._query(expression).copy())
        return str(steps.sql(dialect="duckdb", pretty=True))

    def _query(self, expression: "ir.Expr") -> "sge.Expression":
        """Compile an expression; the last one is kept, for who runs it asks for its SQL next."""
        if self._last is None or self._last[0] is not expression:
            self._last = (expression, self._connection.compiler.to_sqlglot(expression.as_table()))
        return self._last[1]

    def close(self) -> None:
        """Release the connection and its temporary files."""
        self._connection.disconnect()

    def _parquet(self, paths: Sequence[Path], name: str, **options: object) -> "ir.Table":
        settings: dict[str, object] = {"union_by_name": len(paths) > 1, "hive_partitioning": False}
        with self._errors("read", sql=", ".join(path.name for path in paths)):
            return self._connection.read_parquet(
                [files.literal_path(path) for path in paths],
                table_name=name,
                **settings | options,
            )

    def _attach(self, path: Path) -> None:
        """Let queries find a database file's tables; it is read, and never written to."""
        if not path.is_file():
            raise SourceError("there is no such database", where=f"engine.url: {path.name}")
        self._run(f"ATTACH {files.quoted(str(path))} AS source (READ_ONLY)", metric="connect")
        self._run("SET search_path = 'memory,source'", metric="connect")

    def _run(self, sql: str, *, metric: str) -> None:
        with self._errors(metric, sql=sql):
            self._connection.con.execute(sql)

    @contextmanager
    def _errors(
        self, metric: str, *, sql: str = "", expression: "ir.Expr | None" = None
    ) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, IbisError, ArrowException) as error:
            text = sql if expression is None else self.sql(expression)
            raise EngineError(
                _without_values(error), metric=metric, engine=self.name, sql=text
            ) from error
        except RuntimeError as error:  # so the engine tells of Ctrl-C
            if isinstance(error.__cause__, KeyboardInterrupt):
                raise KeyboardInterrupt from error
            raise


def hashes(values: Iterable[str]) -> list[int]:
    """Return the engine's hash of each of some texts; another version's may differ."""
    asked = list(values)
    cursor = _hashing().cursor()  # threads may ask at the same time
    rows = cursor.execute("SELECT list_transform($1::VARCHAR[], x -> hash(x))", [asked]).fetchone()
    return list(rows[0]) if rows else []


@cache
def _hashing() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def _statements(views: dict[str, str], query: str) -> list[str]:
    """List the definitions of the views that a query needs, those needed first first."""
    needed: list[str] = []
    texts = [query]
    while texts:
        text = texts.pop()
        for name in views:
            if name not in needed and _names(text, name):
                needed.append(name)
                texts.append(views[name])
    return [
        sqlglot.transpile(views[name], read="duckdb", write="duckdb", pretty=True)[0] + ";"
        for name in views
        if name in needed
    ]


def _names(sql: str, view: str) -> bool:
    """Say whether SQL asks a view, by its name alone or quoted."""
    name = re.escape(view)
    return re.search(rf'"{name}"|(?<![\w".-]){name}(?![\w".-])', sql) is not None


def refuse_other(path: Path) -> None:
    """Raise SourceError for a file that is no Parquet."""
    with path.open("rb") as stream:
        if stream.read(len(_MAGIC)) == _MAGIC and path.stat().st_size > 2 * len(_MAGIC):
            stream.seek(-len(_MAGIC), SEEK_END)
            if stream.read() == _MAGIC:
                return
    raise SourceError(
        "this is no Parquet file, or it is cut off",
        where=path.name,
        hint="write it again, or give it the ending of what it is",
    )


def _flat(table: "ir.Table") -> "ir.Table":
    """Put the fields of every struct beside the other columns."""
    kinds = {name: kind for name, kind in table.schema().items() if kind.is_struct()}
    if not kinds:
        return table
    fields = {
        f"{name}.{field}": table[name][field]
        for name, kind in kinds.items()
        for field in kind.names
    }
    return table.mutate(**fields).drop(*kinds)


def _without_values(error: Exception) -> str:
    """Keep the engine's first sentence, without the values of rows that it quotes.

    Names of columns and tables are quoted, too, but in errors about the query.
    """
    first = str(error).strip().split("\n", 1)[0]
    masked = re.sub(r"'[^']*'", "a value", first)
    if isinstance(error, _ABOUT_QUERY):
        return masked
    return re.sub(
        r'string "[^"]*"|"[^"]*"|\bvalue [-+\d.]\S*|\{.*|\([-+\d.].*?\)', "a value", masked
    )
