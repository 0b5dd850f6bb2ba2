"""Warehouses that no test can run: their SQL is compiled and looked at, not more.

BigQuery, Snowflake and Trino cannot be had on a developer's machine.
"""

from typing import TYPE_CHECKING, Any

import sqlglot.expressions as sge
from ibis.backends.sql.compilers.bigquery import BigQueryCompiler
from ibis.backends.sql.compilers.snowflake import SnowflakeCompiler
from ibis.backends.sql.compilers.trino import TrinoCompiler

from tenure.engines.compiling import InlineTables, compiled, with_steps

if TYPE_CHECKING:
    import ibis.expr.types as ir


class _Ranges(InlineTables):
    """Ranges whose ends are sums: Ibis 12 subtracts them without parentheses."""

    __slots__ = ()

    def visit_IntegerRange(self, op: Any, *, start: Any, stop: Any, step: Any) -> Any:  # noqa: N802
        """Count from start to before stop."""
        ends = {"start": sge.paren(start), "stop": sge.paren(stop), "step": step}
        return super().visit_IntegerRange(op, **ends)  # type: ignore[misc]


class _BigQuery(_Ranges, BigQueryCompiler):  # type: ignore[misc]
    __slots__ = ()


class _Snowflake(_Ranges, SnowflakeCompiler):  # type: ignore[misc]
    __slots__ = ()


class _Trino(_Ranges, TrinoCompiler):  # type: ignore[misc]
    __slots__ = ()


_COMPILERS = {"bigquery": _BigQuery(), "snowflake": _Snowflake(), "trino": _Trino()}
WAREHOUSES = tuple(_COMPILERS)


def warehouse_sql(expression: "ir.Expr", warehouse: str) -> str:
    """Return the SQL of an expression for a warehouse."""
    compiler = _COMPILERS[warehouse]
    query = with_steps(compiled(compiler, expression))
    return str(query.sql(dialect=compiler.dialect, pretty=True))
