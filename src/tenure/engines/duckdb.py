"""DuckDB, the embedded engine: connection, reading, running."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import ibis
import sqlglot
from ibis.common.exceptions import IbisError
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from tenure.engines import duckdb_files as files
from tenure.engines.duckdb_functions import naive_utc, nfc, offset_instant, strptime
from tenure.errors import EngineError
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Converted, Scan

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa


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
        self._connection = ibis.duckdb.connect(_database(url, folder), **settings)
        if folder:
            self._run(f"SET file_search_path = {files.quoted(str(folder))}", metric="connect")

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of Parquet files, unread until asked for, under a name.

        Adds `_file` and `_row`, unless the rows are `placed`: carry them already.
        """
        places = {} if placed else {"filename": FILE_COLUMN, "file_row_number": True}
        with self._errors("read", sql=", ".join(path.name for path in paths)):
            table = self._connection.read_parquet(
                [str(path) for path in paths],
                table_name=name,
                union_by_name=len(paths) > 1,
                hive_partitioning=False,
                **places,
            )
        return table if placed else table.rename({ROW_COLUMN: "file_row_number"})

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Write the rows of a source to Parquet files in a folder, with `_file` and `_row`."""
        folder.mkdir(parents=True, exist_ok=True)
        if scan.format == "xlsx":
            return files.convert_xlsx(scan, folder)
        with self._errors(f"read {table}", sql=", ".join(path.name for path in scan.files)):
            return files.convert_text(self._connection.con, scan, folder)

    def convert_query(self, sql: str, folder: Path, *, table: str) -> Converted:
        """Write the rows of a query to Parquet in a folder, with `_file` and `_row`."""
        folder.mkdir(parents=True, exist_ok=True)
        with self._errors(f"read {table}", sql=sql):
            return files.convert_query(self._connection.con, sql, folder)

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Read text as a naive timestamp by the first format that fits; null where none does."""
        return ibis.coalesce(*(strptime(text, form) for form in formats))

    def instant(self, text: "ir.StringValue") -> "ir.TimestampValue":
        """Read ISO text with an offset as a naive UTC timestamp; null where it does not fit."""
        return offset_instant(text)

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        return naive_utc(instant)

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text in Unicode normal form C."""
        return nfc(text)

    def execute(self, expression: "ir.Expr", *, metric: str) -> "pa.Table":
        """Run an expression and return its (small) result."""
        with self._errors(metric, expression=expression):
            rows: pa.Table = self._connection.to_pyarrow(expression)
            return rows

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Run an expression and write its rows to one Parquet file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors(metric, expression=table):
            self._connection.to_parquet(table, path, compression="zstd")

    def view(self, table: "ir.Table", name: str) -> "ir.Table":
        """Give an expression a name, which then stands for it in SQL."""
        with self._errors(name, expression=table):
            return self._connection.create_view(name, table, overwrite=True)

    def script(self, expression: "ir.Expr") -> str:
        """Return SQL that can be run by itself: the named expressions it needs, then its own."""
        query = self.sql(expression)
        return "\n\n".join([*_statements(self._views(), query), query + ";"])

    def _views(self) -> dict[str, str]:
        rows = self._connection.con.execute(
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"
        ).fetchall()
        return dict(rows)

    def sql(self, expression: "ir.Expr") -> str:
        """Return the SQL of an expression in DuckDB's dialect."""
        nested = sqlglot.parse_one(str(ibis.to_sql(expression, dialect="duckdb")), dialect="duckdb")
        return eliminate_subqueries(nested).sql(dialect="duckdb", pretty=True)

    def close(self) -> None:
        """Release the connection and its temporary files."""
        self._connection.disconnect()

    def _run(self, sql: str, *, metric: str) -> None:
        with self._errors(metric, sql=sql):
            self._connection.con.execute(sql)

    @contextmanager
    def _errors(
        self, metric: str, *, sql: str = "", expression: "ir.Expr | None" = None
    ) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, IbisError) as error:
            text = sql if expression is None else self.sql(expression)
            raise EngineError(
                _without_values(str(error)), metric=metric, engine=self.name, sql=text
            ) from error


def _database(url: str, folder: Path | None) -> str:
    path = url.partition("://")[2].removeprefix("/")
    if not path:
        return ":memory:"
    return str((folder or Path()) / path)


def _statements(views: dict[str, str], query: str) -> list[str]:
    """List the definitions of the views that a query needs, those needed first first."""
    needed: list[str] = []
    texts = [query]
    while texts:
        text = texts.pop()
        for name in views:
            if name not in needed and re.search(rf"\b{re.escape(name)}\b", text):
                needed.append(name)
                texts.append(views[name])
    return [
        sqlglot.transpile(views[name], read="duckdb", write="duckdb", pretty=True)[0] + ";"
        for name in views
        if name in needed
    ]


def _without_values(message: str) -> str:
    """Keep the engine's first sentence, without the values of rows that it quotes."""
    first = message.strip().split("\n", 1)[0]
    return re.sub(r'string "[^"]*"|\'[^\']*\'', "a value", first)
