"""What Ibis 12 says to PostgreSQL in words that it does not understand, said in its own."""

from typing import Any

import ibis.expr.datatypes as dt
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.postgres import PostgresCompiler

from tenure.engines.compiling import InlineTables


class PostgresSQL(InlineTables, PostgresCompiler):  # type: ignore[misc]
    """Ibis's compiler for PostgreSQL, mended."""

    __slots__ = ()

    def visit_BitwiseLeftShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits by a 32-bit number; a literal alone would be 32 bits wide."""
        return sge.BitwiseLeftShift(this=self._wide(left), expression=self.cast(right, dt.int32))

    def visit_BitwiseRightShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits by a 32-bit number; a literal alone would be 32 bits wide."""
        return sge.BitwiseRightShift(this=self._wide(left), expression=self.cast(right, dt.int32))

    def visit_Cast(self, op: Any, *, arg: Any, to: Any) -> Any:  # noqa: N802
        """Turn a yes or no into a wide number by way of a 32-bit one, the only way there is."""
        if op.arg.dtype.is_boolean() and to.is_integer():
            return self.cast(self.cast(arg, dt.int32), to)
        return super().visit_Cast(op, arg=arg, to=to)

    def visit_IntegerRange(self, op: Any, *, start: Any, stop: Any, step: Any) -> Any:  # noqa: N802
        """Count from start to before stop; Ibis subtracts sums without parentheses."""
        counted = self.f.generate_series(start, sge.paren(stop) - step, step)
        return self.f.array(sge.Subquery(this=sge.select(counted)))

    def visit_Mean(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Take means as floating numbers; those of integers would have any number of decimals."""
        flag = op.arg.dtype.is_boolean()
        number = self.cast(arg, dt.int32) if flag else arg
        return self.agg.avg(self.cast(number, dt.float64), where=where)

    def _wide(self, value: Any) -> Any:
        return sge.Paren(this=self.cast(value, dt.int64))


COMPILER = PostgresSQL()
