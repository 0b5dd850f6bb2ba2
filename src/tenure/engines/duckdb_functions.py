"""DuckDB's own functions that reading needs and that Ibis has no word for."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir


@ibis.udf.scalar.builtin
def try_strptime(text: str, form: str) -> dt.timestamp:  # type: ignore[empty-body]
    """Read text by one format; null where it does not fit."""


@ibis.udf.scalar.builtin
def nfc_normalize(text: str) -> str:  # type: ignore[empty-body]
    """Return text in Unicode normal form C."""


@ibis.udf.scalar.builtin
def timezone(zone: str, at: dt.Timestamp("UTC")) -> dt.timestamp:  # type: ignore
    """Return the wall-clock time of an instant in a zone."""


def offset_instant(text: ir.StringValue) -> ir.TimestampValue:
    """Read text with an offset as naive UTC.

    A plain cast to TIMESTAMP drops the offset; the one to TIMESTAMPTZ keeps it.
    """
    return timezone("UTC", text.try_cast(dt.Timestamp("UTC")))
