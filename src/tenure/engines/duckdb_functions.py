"""DuckDB's own functions that reading needs and that Ibis has no word for."""

from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

_UTC = dt.Timestamp("UTC")


def _try_strptime(text: object, forms: object) -> None: ...


def _nfc_normalize(text: object) -> None: ...


def _timezone(zone: object, at: object) -> None: ...


_BUILTIN = ibis.udf.scalar.builtin
_strptime = _BUILTIN(
    _try_strptime, name="try_strptime", signature=((dt.string, dt.Array(dt.string)), dt.timestamp)
)
_nfc = _BUILTIN(_nfc_normalize, name="nfc_normalize", signature=((dt.string,), dt.string))
_wall_clock = _BUILTIN(_timezone, name="timezone", signature=((dt.string, _UTC), dt.timestamp))


def strptime(text: ir.StringValue, forms: Sequence[str]) -> ir.TimestampValue:
    """Read text by the first format that fits; null where none does."""
    return _strptime(text, list(forms))


def nfc(text: ir.StringValue) -> ir.StringValue:
    """Return text in Unicode normal form C."""
    return _nfc(text)


def naive_utc(instant: ir.TimestampValue) -> ir.TimestampValue:
    """Return zoned instants as naive UTC."""
    return _wall_clock("UTC", instant)
