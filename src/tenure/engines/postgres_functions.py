"""PostgreSQL's own functions that reading needs and that Ibis has no word for."""

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

_UTC = dt.Timestamp("UTC")
_BUILTIN = ibis.udf.scalar.builtin


def _normalize(text: object) -> None: ...


def _timezone(zone: object, at: object) -> None: ...


_nfc = _BUILTIN(_normalize, name="normalize", signature=((dt.string,), dt.string))
_wall_clock = _BUILTIN(_timezone, name="timezone", signature=((dt.string, _UTC), dt.timestamp))


def nfc(text: ir.StringValue) -> ir.StringValue:
    """Return text in Unicode normal form C."""
    return _nfc(text)


def naive_utc(instant: ir.TimestampValue) -> ir.TimestampValue:
    """Return zoned instants as naive UTC."""
    return _wall_clock("UTC", instant)
