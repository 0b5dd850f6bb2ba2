"""The engine contract and the choice of an engine by its URL."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenure.errors import DefinitionError, suggest
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENGINES = ("duckdb", "postgres", "spark")


class Engine(Reader, Protocol):
    """What an engine can do: read tables, run expressions, show their SQL."""

    def script(self, expression: "ir.Expr") -> str:
        """Return SQL that can be run by itself: the named expressions it needs, then its own."""
        ...

    def sql(self, expression: "ir.Expr") -> str:
        """Return the SQL of an expression in the engine's dialect."""
        ...

    def close(self) -> None:
        """Release the connection and its temporary files."""
        ...


def connect(
    url: str,
    *,
    memory: str = "4GB",
    threads: int | None = None,
    folder: Path | None = None,
    scratch: Path | None = None,
) -> Engine:
    """Connect to the engine that a URL names.

    For the embedded engine, `folder` is where relative paths in SQL sources start, and
    `scratch` where it may spill what does not fit into `memory`. On Spark, `memory` is
    an executor's and `threads` the cores of all of them. PostgreSQL has its own settings.
    """
    scheme = url.partition("://")[0]
    if scheme == "duckdb":
        from tenure.engines.duckdb import DuckDB

        return DuckDB(url, memory=memory, threads=threads, folder=folder, scratch=scratch)
    if scheme in ("postgres", "postgresql"):
        from tenure.engines.postgres import Postgres

        return Postgres(url)
    if scheme == "spark":
        from tenure.engines.spark import Spark

        return Spark(url, memory=memory, threads=threads)
    near = suggest(scheme, ENGINES)
    raise DefinitionError(
        f"there is no engine {scheme!r}; this version has: {', '.join(ENGINES)}",
        where="engine.url",
        hint=f"did you mean {near!r}?" if near else None,
    )
