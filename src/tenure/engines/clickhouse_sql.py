"""What Ibis 12 says to ClickHouse in words that it does not understand, said in its own.

Instants have microseconds and days reach from 1900 to 2299: Ibis would take types that begin
in 1970 and know only whole seconds.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.clickhouse import ClickHouseCompiler
from ibis.backends.sql.datatypes import ClickHouseType

from tenure.engines.compiling import InlineTables, compiled, with_steps

if TYPE_CHECKING:
    import ibis.expr.types as ir

SETTINGS = {"join_use_nulls": "1", "session_timezone": "'UTC'", "enable_materialized_cte": "1"}
"""What a session must be set to: a row without a partner has nulls; clocks show UTC; a step
that others use several times is worked out once."""


class _Types(ClickHouseType):  # type: ignore[misc]
    """Wide days and instants."""

    @classmethod
    def _from_ibis_Timestamp(cls, dtype: Any) -> Any:  # noqa: N802
        return super()._from_ibis_Timestamp(dtype.copy(scale=dtype.scale or 6))

    @classmethod
    def _from_ibis_Date(cls, dtype: Any) -> Any:  # noqa: N802
        return sge.DataType(this=sge.DataType.Type.DATE32, nullable=dtype.nullable)


class ClickHouseSQL(InlineTables, ClickHouseCompiler):  # type: ignore[misc]
    """Ibis's compiler for ClickHouse, mended."""

    __slots__ = ()
    type_mapper = _Types

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        """Write days, instants and parts of a second in types that hold them."""
        if dtype.is_timestamp():
            return self.f.toDateTime64(str(value), 6)
        if dtype.is_date():
            return self.f.toDate32(value.isoformat())
        if dtype.is_interval() and dtype.unit.short == "us":
            return self.f.toIntervalMicrosecond(value)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    def visit_BitOr(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Combine bits, and take the result for a signed number again."""
        return self.f.reinterpretAsInt64(super().visit_BitOr(op, arg=arg, where=where))

    def visit_BitwiseLeftShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits; where a branch is not taken, ClickHouse works it out all the same."""
        return self.f.bitShiftLeft(self.cast(left, dt.int64), self.f.greatest(right, 0))

    def visit_BitwiseRightShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits; where a branch is not taken, ClickHouse works it out all the same."""
        return self.f.bitShiftRight(self.cast(left, dt.int64), self.f.greatest(right, 0))

    def visit_ExtractEpochSeconds(self, op: Any, *, arg: Any) -> Any:  # noqa: N802
        """Count whole seconds since 1970, before it, too."""
        return self.cast(self.f.floor(self.f.toUnixTimestamp64Micro(arg) / 1e6), dt.int64)

    def visit_IntegerRange(self, op: Any, *, start: Any, stop: Any, step: Any) -> Any:  # noqa: N802
        """Count from start to before stop; nothing where either is not known."""
        begin, end = self.f.coalesce(start, stop, 0), self.f.coalesce(stop, start, 0)
        return self.f.range(begin, end, step)

    def visit_LagLead(self, op: Any, *, arg: Any, offset: Any, default: Any) -> Any:  # noqa: N802
        """Give null where no row is so far away; ClickHouse gives 0 unless null is possible."""
        arg = self.f.toNullable(arg)
        return super().visit_LagLead(op, arg=arg, offset=offset, default=default)

    visit_Lag = visit_Lead = visit_LagLead  # noqa: N815

    def visit_Aggregate(  # noqa: N802
        self, op: Any, *, parent: Any, groups: Any, metrics: Any
    ) -> Any:
        """Give counts and sums the types that others expect: ClickHouse's have no sign."""
        typed = {name: self._signed(op.metrics[name], value) for name, value in metrics.items()}
        return super().visit_Aggregate(op, parent=parent, groups=groups, metrics=typed)

    def visit_WindowFunction(self, op: Any, **parts: Any) -> Any:  # noqa: N802
        """Give ranks without the frame of rows that Ibis adds: by it equal rows are not equal.

        Counts and sums have the types that others expect: ClickHouse's have no sign.
        """
        found = super().visit_WindowFunction(op, **parts)
        if isinstance(op.func, ops.MinRank | ops.DenseRank):
            for window in found.find_all(sge.Window):
                window.set("spec", None)
        return self._signed(op, found)

    def _signed(self, op: Any, value: Any) -> Any:
        return self.cast(value, op.dtype) if op.dtype.is_integer() else value


COMPILER = ClickHouseSQL()


def clickhouse_sql(expression: "ir.Expr") -> str:
    """Return the SQL of an expression; without `MATERIALIZED`, steps multiply as they nest."""
    query = with_steps(compiled(COMPILER, expression))
    used = Counter(table.name for table in query.find_all(sge.Table))
    for step in query.find_all(sge.CTE):
        if used[step.alias] > 1:
            step.set("materialized", True)
    return str(query.sql(dialect=COMPILER.dialect, pretty=True))
