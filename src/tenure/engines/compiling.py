"""What compilers of several engines share: a caller's small table goes along inside of the SQL.

So no engine needs a right to create tables, and none is left behind.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

import ibis.expr.operations as ops
import sqlglot as sg
import sqlglot.expressions as sge
from sqlglot.optimizer.eliminate_subqueries import eliminate_subqueries

from tenure.errors import EngineError

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.sql.compilers.base import SQLGlotCompiler

MOST_ROWS = 20_000
"""Rows of a caller's table that may go along in SQL."""


class InlineTables:
    """Compile tables in memory to rows in SQL; a mixin before one of Ibis's compilers.

    What that compiler says of operations is kept, so that a subclass may say otherwise.
    """

    __slots__ = ()
    SIMPLE_OPS: ClassVar[dict[Any, str]] = {}
    UNSUPPORTED_OPS: ClassVar[tuple[Any, ...]] = ()
    LOWERED_OPS: ClassVar[dict[Any, Any]] = {}

    cast: Any
    dialect: Any
    visit_Literal: Any  # noqa: N815

    def visit_InMemoryTable(self, op: Any, *, name: str, schema: Any, data: Any) -> Any:  # noqa: N802
        """Return the rows of a table as a query of constants."""
        rows = data.to_pyarrow(schema).to_pylist()
        if len(rows) > MOST_ROWS:
            raise EngineError(
                f"a table of {len(rows):,} rows is too large to go along in a query; "
                "put it where the engine reads it",
                metric="compile",
                engine=str(self.dialect.__name__).lower(),
                sql="",
            )
        empty = not rows
        rows = rows or [dict.fromkeys(schema.names)]
        values = self._rows(
            [[self._constant(row[column], kind) for column, kind in schema.items()] for row in rows]
        )
        columns = [sg.to_identifier(f"c{number}") for number in range(len(schema))]
        source = sge.Values(
            expressions=values, alias=sge.TableAlias(this=sg.to_identifier("v"), columns=columns)
        )
        typed = [
            self.cast(sge.Column(this=column), kind).as_(field, quoted=True)
            for column, (field, kind) in zip(columns, schema.items(), strict=True)
        ]
        query = sg.select(*typed).from_(source)
        return (query.where(sge.false()) if empty else query).subquery()

    def _rows(self, rows: "list[list[Any]]") -> "list[Any]":
        return [sge.Tuple(expressions=row) for row in rows]

    def _constant(self, value: Any, kind: Any) -> Any:
        if value is None:
            return sge.null()
        if kind.is_timestamp() or kind.is_date():
            return sge.convert(str(value))
        return self.visit_Literal(ops.Literal(value, kind), value=value, dtype=kind)


def compiled(compiler: "SQLGlotCompiler", expression: "ir.Expr") -> "sge.Expression":
    """Return the query of an expression in an engine's own words."""
    query: sge.Expression = compiler.to_sqlglot(expression.as_table())
    return query


def with_steps(query: "sge.Expression") -> "sge.Expression":
    """Give the queries within a query names, as a person would write it."""
    return eliminate_subqueries(query.copy())


def with_shared_steps(query: "sge.Expression") -> "sge.Expression":
    """Give names to the queries within a query that are used more than once, and to no others."""
    query = with_steps(query)
    used = Counter(table.name for table in query.find_all(sge.Table))
    steps = query.find(sge.With)
    if steps is None:
        return query
    once = {
        step.alias: step.this
        for step in steps.expressions
        if used[step.alias] == 1 and not step.args["alias"].columns
    }

    def put(node: "sge.Expression") -> "sge.Expression":
        if not isinstance(node, sge.Table) or node.name not in once:
            return node
        alias = node.args.get("alias") or sge.TableAlias(this=sg.to_identifier(node.name))
        return sge.Subquery(this=once[node.name].transform(put), alias=alias)

    shared = [step for step in steps.expressions if step.alias not in once]
    if shared:
        steps.set("expressions", shared)
    else:
        steps.pop()
    return query.transform(put)
