"""DuckDB's own functions that reading needs and that Ibis has no word for."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

_UTC = dt.Timestamp("UTC")


def _try_strptime(text: object, form: object) -> None: ...


def _nfc_normalize(text: object) -> None: ...


def _timezone(zone: object, at: object) -> None: ...


_BUILTIN = ibis.udf.scalar.builtin
_strptime = _BUILTIN(
    _try_strptime, name="try_strptime", signature=((dt.string, dt.string), dt.timestamp)
)
_nfc = _BUILTIN(_nfc_normalize, name="nfc_normalize", signature=((dt.string,), dt.string))
_wall_clock = _BUILTIN(_timezone, name="timezone", signature=((dt.string, _UTC), dt.timestamp))


def strptime(text: ir.StringValue, form: str) -> ir.TimestampValue:
    """Read text by one format; null where it does not fit."""
    return _strptime(text, form)


def nfc(text: ir.StringValue) -> ir.StringValue:
    """Return text in Unicode normal form C."""
    return _nfc(text)


def naive_utc(instant: ir.TimestampValue) -> ir.TimestampValue:
    """Return zoned instants as naive UTC."""
    return _wall_clock("UTC", instant)


def offset_instant(text: ir.StringValue) -> ir.TimestampValue:
    """Read text with an offset as naive UTC.

    A plain cast to TIMESTAMP drops the offset; the one to TIMESTAMPTZ keeps it.
    """
    return naive_utc(text.try_cast(_UTC))
