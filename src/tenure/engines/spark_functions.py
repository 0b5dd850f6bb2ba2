"""Spark's own functions that reading needs and that Ibis has no word for."""

import re
from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

_BUILTIN = ibis.udf.scalar.builtin
_SIGNS = {
    "Y": "yyyy",
    "y": "yy",
    "m": "M",
    "d": "d",
    "H": "H",
    "I": "h",
    "M": "m",
    "S": "s",
    "f": "SSSSSS",
    "p": "a",
    "b": "MMM",
    "B": "MMMM",
}
"""Python's signs for the parts of a time, and Java's."""


def _try_to_timestamp(text: object, form: object) -> None: ...


_parsed = _BUILTIN(
    _try_to_timestamp,
    name="try_to_timestamp",
    signature=((dt.string, dt.string), dt.timestamp),
)


def strptime(text: ir.StringValue, forms: Sequence[str]) -> ir.TimestampValue:
    """Read text by the first format that fits; null where none does."""
    return ibis.coalesce(*(_parsed(text, java_format(form)).cast(dt.timestamp) for form in forms))


def java_format(form: str) -> str:
    """Return a format of Python's `strptime` as Java writes it."""
    parts = [part for part in re.split(r"(%.)", form) if part]
    return "".join(
        _sign(part, parts[at - 1 : at], parts[at + 1 : at + 2])
        if part.startswith("%")
        else _quoted(part)
        for at, part in enumerate(parts)
    )


def _sign(part: str, before: Sequence[str], after: Sequence[str]) -> str:
    """Return Java's sign; numbers that follow each other without a space have two digits."""
    sign = _SIGNS.get(part[1], "")
    adjoining = any(one.startswith("%") for one in (*before, *after))
    return sign * 2 if len(sign) == 1 and sign != "a" and adjoining else sign


def naive_utc(instant: ir.TimestampValue) -> ir.TimestampValue:
    """Return zoned instants as naive UTC; the session's clock shows UTC."""
    return instant.cast(dt.timestamp)


def _quoted(text: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda found: f"'{found[0]}'", text)
