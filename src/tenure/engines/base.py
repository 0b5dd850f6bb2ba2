"""The engine contract and the choice of an engine by its URL."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenure.errors import DefinitionError, suggest
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENGINES = ("duckdb",)


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

    `folder` is where relative paths in SQL sources start; `scratch` is where
    the engine may spill what does not fit into `memory`.
    """
    scheme = url.partition("://")[0]
    if scheme != "duckdb":
        near = suggest(scheme, ENGINES)
        raise DefinitionError(
            f"there is no engine {scheme!r}; this version has: {', '.join(ENGINES)}",
            where="engine.url",
            hint=f"did you mean {near!r}?" if near else None,
        )
    from tenure.engines.duckdb import DuckDB

    return DuckDB(url, memory=memory, threads=threads, folder=folder, scratch=scratch)
