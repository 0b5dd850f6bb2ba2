"""PostgreSQL: the metrics run in a company's own database, which is only ever read."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import ibis
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.backends.sql.datatypes import PostgresType

from tenure.engines.postgres_functions import naive_utc, nfc
from tenure.engines.postgres_sql import COMPILER
from tenure.engines.server import Server, with_ticket
from tenure.errors import EngineError, SourceError
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_ROWS = 1_000_000
"""Rows that a result may have: aggregates have fewer, and no others may come here."""

_BATCH = 50_000
_SESSION = {
    "default_transaction_read_only": "on",
    "timezone": "UTC",
    "datestyle": "ISO",
    "jit": "off",  # it takes longer than these queries do
    "client_encoding": "UTF8",
}


class Postgres(Server):
    """Run expressions in a PostgreSQL database, in a session that cannot write."""

    name = "postgres"
    compiler = COMPILER
    refused: ClassVar[tuple[type[Exception], ...]] = (psycopg.Error, pa.ArrowException)

    def __init__(self, url: str, *, most_rows: int = MOST_ROWS) -> None:
        super().__init__()
        self.url = url
        self._most_rows = most_rows
        options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
        address = url.replace("postgres://", "postgresql://", 1)
        try:
            self._connection = psycopg.connect(address, autocommit=True, options=options)
        except psycopg.Error as error:
            raise EngineError(
                str(error).strip().split("\n", 1)[0], metric="connect", engine=self.name, sql=""
            ) from error

    def rows(self, sql: str) -> pa.Table:
        """Run a query whose result is small; raises EngineError when it is not."""
        found = list(self._batches(sql, limit=self._most_rows))
        if sum(len(batch) for batch in found) > self._most_rows:
            raise EngineError(
                f"the result has more than {self._most_rows:,} rows; only aggregates are fetched",
                metric="execute",
                engine=self.name,
                sql=sql,
            )
        return pa.concat_tables(found)

    def schema(self, sql: str) -> Any:
        """Return the Ibis schema of what a query gives."""
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM (\n{self.complete(sql)}\n) AS q LIMIT 0")
            return _schema(cursor)

    def complete(self, sql: str) -> str:
        """Put the named queries before a query that uses them."""
        names = self.needed(sql)
        if not names:
            return sql
        steps = ",\n".join(f'"{name}" AS (\n{self._views[name]}\n)' for name in names)
        return f"WITH {steps},\n{sql[5:]}" if sql.startswith("WITH ") else f"WITH {steps}\n{sql}"

    def numbered(self, sql: str) -> str:
        """Return a query for the rows of another one, numbered as they come."""
        return (
            f"SELECT *, 'query' AS {FILE_COLUMN}, row_number() OVER () AS {ROW_COLUMN}"
            f" FROM (\n{sql}\n) AS q"
        )

    def digest(self, sql: str) -> str:
        """Return a query for one row that identifies the rows of another."""
        return (
            "SELECT count(*) AS n, sum(hashtextextended(q::text, 0)::numeric)::text AS h"
            f" FROM (\n{sql}\n) AS q"
        )

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Stream the rows of an expression into one Parquet file, which carries its query."""
        path.parent.mkdir(parents=True, exist_ok=True)
        sql = self.sql(table)
        schema = with_ticket(table.schema().to_pyarrow(), self.own(table))
        with self._errors(metric, sql), pq.ParquetWriter(path, schema, compression="zstd") as out:
            for batch in self._batches(sql):
                out.write_table(batch.select(schema.names).cast(schema))

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Refuse: PostgreSQL cannot try to read text as a time and give null where it fails."""
        raise SourceError(
            f"postgres cannot read times from text ({', '.join(formats)})",
            hint="cast the column in sql = …, for instance with to_timestamp(text, 'YYYY-MM-DD')",
        )

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        return naive_utc(instant)

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text in Unicode normal form C."""
        return nfc(text)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def told(self, error: Exception) -> str:
        """Return what an error says; errors about the query may name columns, others nothing."""
        state = getattr(error, "sqlstate", None) or ""
        first = str(error).strip().split("\n", 1)[0]
        return first if state.startswith("42") else super().told(error)

    def _batches(self, sql: str, *, limit: int | None = None) -> Iterator[pa.Table]:
        """Fetch the rows of a query little by little, at most one batch more than the limit."""
        with self._connection.transaction(), self._connection.cursor(name="tenure") as cursor:
            cursor.execute(sql)
            fetched = 0
            while True:
                rows = cursor.fetchmany(_BATCH)
                schema = _schema(cursor).to_pyarrow()
                columns = list(zip(*rows, strict=True)) or [()] * len(schema)
                arrays = [
                    pa.array(column, field.type)
                    for column, field in zip(columns, schema, strict=True)
                ]
                yield pa.table(arrays, schema=schema)
                fetched += len(rows)
                if len(rows) < _BATCH or (limit is not None and fetched > limit):
                    return


def _schema(cursor: "psycopg.Cursor[Any] | psycopg.ServerCursor[Any]") -> Any:
    columns = cursor.description or ()
    return ibis.schema({one.name: _type(one.type_display) for one in columns})


def _type(shown: str) -> Any:
    return PostgresType.from_string("text" if shown == "unknown" else shown)
