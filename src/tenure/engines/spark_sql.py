"""What Ibis 12 says to Spark in words that it does not understand, said in its own."""

from typing import Any

import ibis.expr.datatypes as dt
import sqlglot.expressions as sge
from ibis.backends.sql.compilers.base import SQLGlotCompiler
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from tenure.engines.compiling import InlineTables


class SparkSQL(InlineTables, PySparkCompiler):  # type: ignore[misc]
    """Ibis's compiler for Spark, mended."""

    __slots__ = ()

    def visit_BitOr(self, op: Any, *, arg: Any, where: Any) -> Any:  # noqa: N802
        """Combine bits; Spark has the function, Ibis does not name it."""
        return self.agg.bit_or(arg, where=where)

    def visit_BitwiseLeftShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits by a 32-bit number."""
        return self.f.anon.shiftleft(self.cast(left, dt.int64), self.cast(right, dt.int32))

    def visit_BitwiseRightShift(self, op: Any, *, left: Any, right: Any) -> Any:  # noqa: N802
        """Shift 64 bits by a 32-bit number."""
        return self.f.anon.shiftright(self.cast(left, dt.int64), self.cast(right, dt.int32))

    def visit_IntegerRange(self, op: Any, *, start: Any, stop: Any, step: Any) -> Any:  # noqa: N802
        """Count from start to before stop; Ibis subtracts sums without parentheses."""
        counted = self.f.sequence(start, sge.paren(stop) - step, step)
        return self.if_(stop > start, counted, self.f.array())

    def visit_Field(self, op: Any, *, rel: Any, name: str) -> Any:  # noqa: N802
        """Name a column; Ibis would ask an option of a backend that is not loaded."""
        return SQLGlotCompiler.visit_Field(self, op, rel=rel, name=name)

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
        """Write a constant; Ibis would ask an option of a backend that is not loaded."""
        if dtype.is_floating():
            return self.cast(self.visit_DefaultLiteral(op, value=value, dtype=dtype), dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)


COMPILER = SparkSQL()
