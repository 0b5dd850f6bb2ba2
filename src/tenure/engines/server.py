"""What engines on a server share: queries stay where the rows are, aggregates come back."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.common.exceptions import IbisError

from tenure.engines.compiling import compiled, with_steps
from tenure.errors import EngineError, SourceError
from tenure.tables.source import Converted, Scan

if TYPE_CHECKING:
    import ibis.expr.types as ir

_QUERY = b"tenure.query"
_REJECTED: dict[str, pa.DataType] = {
    "file": pa.string(),
    "line": pa.int64(),
    "reason": pa.string(),
    "text": pa.string(),
}


class Server:
    """Run expressions where the rows are.

    A SQL source stays a query: what the store holds of it is a ticket, a Parquet file
    without rows that carries the query and what identifies the rows it gave.
    """

    name = ""
    compiler: ClassVar[Any] = None
    refused: ClassVar[tuple[type[Exception], ...]] = ()
    """The errors by which the engine refuses a query."""

    def __init__(self) -> None:
        self._views: dict[str, str] = {}
        self._last: tuple[ir.Expr, str] | None = None

    def rows(self, sql: str) -> pa.Table:
        """Run a query whose result is small."""
        raise NotImplementedError

    def schema(self, sql: str) -> Any:
        """Return the Ibis schema of what a query gives."""
        raise NotImplementedError

    def numbered(self, sql: str) -> str:
        """Return a query for the rows of another one, each with a number of its own as `_row`."""
        raise NotImplementedError

    def digest(self, sql: str) -> str:
        """Return a query for one row that identifies the rows of another."""
        raise NotImplementedError

    def named(self, name: str, sql: str) -> None:
        """Give a query a name on the engine; one that is given again comes last."""
        self._views.pop(name, None)
        self._views[name] = sql

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of the query that a ticket carries, under a name.

        Raises SourceError for a Parquet file: it lies here, and the engine is elsewhere.
        """
        queries = [ticket for path in paths if (ticket := ticket_of(path))]
        if len(queries) != len(paths) or len(paths) != 1:
            raise SourceError(
                f"{self.name} cannot read the file {paths[0].name}",
                where=name,
                hint='put the rows into a table there, and name it: sql = "select * from …"',
            )
        return self._table(f"_{name}", queries[0])

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Refuse files: they lie here, and the engine is elsewhere."""
        raise SourceError(
            f"{self.name} cannot read the file {scan.files[0].name}",
            where=f"tables.{table}",
            hint='put the rows into a table there, and name it: sql = "select * from …"',
        )

    def convert_query(self, sql: str, folder: Path, *, table: str) -> Converted:
        """Write a ticket for a query; its rows stay where they are."""
        folder.mkdir(parents=True, exist_ok=True)
        source = sql.strip().rstrip(";")
        with self._errors(f"read {table}", source):
            schema = self.schema(source)
            found = self.rows(self.digest(source)).to_pylist()[0]
        content = hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()
        part = folder / "part-0.parquet"
        _write_ticket(part, self.numbered(source), schema, content)
        return Converted((part,), pa.schema(_REJECTED).empty_table())

    def view(self, table: "ir.Table", name: str) -> "ir.Table":
        """Give an expression a name, which then stands for it in SQL."""
        with self._errors(name, ""):
            return self._table(name, self.own(table))

    def execute(self, expression: "ir.Expr", *, metric: str) -> pa.Table:
        """Run an expression and return its (small) result."""
        with self._errors(metric, ""):
            sql = self.sql(expression)
        with self._errors(metric, sql):
            return _typed(self.rows(sql), expression.as_table().schema().to_pyarrow())

    def script(self, expression: "ir.Expr") -> str:
        """Return SQL that can be run by itself: the named expressions it needs, then its own."""
        return f"{self.sql(expression)};"

    def sql(self, expression: "ir.Expr") -> str:
        """Return the SQL of an expression in the engine's dialect."""
        if self._last is None or self._last[0] is not expression:
            self._last = (expression, self.complete(self.own(expression)))
        return self._last[1]

    def own(self, expression: "ir.Expr") -> str:
        """Return the SQL of an expression, without the named queries that it uses."""
        query = self.steps(compiled(self.compiler, expression))
        return str(query.sql(dialect=self.compiler.dialect, pretty=True))

    def steps(self, query: Any) -> Any:
        """Give the queries within a query names, as the engine takes them best."""
        return with_steps(query)

    def complete(self, sql: str) -> str:
        """Return a query that knows the names it uses."""
        return sql

    def needed(self, sql: str) -> list[str]:
        """List the named queries that a query needs, those needed first first."""
        found: list[str] = []
        texts = [sql]
        while texts:
            text = texts.pop()
            for name in self._views:
                if name not in found and re.search(rf"\b{re.escape(name)}\b", text):
                    found.append(name)
                    texts.append(self._views[name])
        return [name for name in self._views if name in found]

    def _table(self, name: str, sql: str) -> "ir.Table":
        """Give a query a name that no table of the company has."""
        own = f"tenure_{name}".replace("__", "_")
        schema = self.schema(sql)
        self.named(own, sql)
        self._last = None
        return ibis.table(schema, name=own)

    @contextmanager
    def _errors(self, metric: str, sql: str) -> Iterator[None]:
        try:
            yield
        except (IbisError, *self.refused) as error:
            message = self.told(error)
            raise EngineError(message, metric=metric, engine=self.name, sql=sql) from error

    def told(self, error: Exception) -> str:
        """Return what an error says, without the values of rows that it quotes."""
        return without_values(str(error).strip().split("\n", 1)[0])


def without_values(text: str) -> str:
    """Return a text without what it quotes."""
    return re.sub(r"'[^']*'|\"[^\"]*\"", "a value", text)


def _typed(rows: pa.Table, wanted: pa.Schema) -> pa.Table:
    """Return rows as the types that the expression has."""
    return rows.select(wanted.names).cast(wanted) if rows.schema != wanted else rows


def ticket_of(path: Path) -> str | None:
    """Return the query that a Parquet file carries, if any."""
    found = (pq.read_schema(path).metadata or {}).get(_QUERY)
    return found.decode() if found else None


def _write_ticket(path: Path, sql: str, schema: Any, content: str) -> None:
    marked = schema.to_pyarrow().with_metadata({_QUERY: sql.encode(), b"tenure.rows": content})
    pq.write_table(marked.empty_table(), path)


def with_ticket(schema: pa.Schema, sql: str) -> pa.Schema:
    """Let the schema of a Parquet file carry the query that gave its rows."""
    return schema.with_metadata({_QUERY: sql.encode()})
