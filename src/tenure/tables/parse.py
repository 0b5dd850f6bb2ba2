"""Single values: text to numbers, flags and times, as expressions on any engine."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.periods import Calendar, Observation
from tenure.tables.recipe import ISO
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_TRUE = ("true", "t", "yes", "y", "1", "예", "네", "참")
_FALSE = ("false", "f", "no", "n", "0", "아니오", "아니요", "거짓")
_OFFSET = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|z|[+-]\d{2}(:?\d{2})?)$"
_MONEY = r"[\s₩$€£¥원]|[A-Z]{3}"


def clean(value: "ir.StringValue", reader: Reader) -> "ir.StringValue":
    """Return text without outer white space, in Unicode form C; null when nothing is left."""
    return reader.normalised(value.strip()).nullif("")


def identifier(value: "ir.Value") -> "ir.StringValue":
    """Return any value as an identifier: whole floating numbers lose their `.0`."""
    if value.type().is_floating():
        whole = value.cast("int64")
        import ibis

        return ibis.ifelse(whole == value, whole.cast("string"), value.cast("string"))
    text = value if value.type().is_string() else value.cast("string")
    return text.nullif("")


def number(
    text: "ir.StringValue", *, decimal: str = ".", thousands: str | None = None
) -> "ir.FloatingValue":
    """Read text as a number: signs, currency, (negative), thousands in groups of three.

    Null where it is no number; a separator in an unexpected place makes it none.
    """
    import ibis

    group = thousands or ("." if decimal == "," else ",")
    bare = text.re_replace(_MONEY, "")
    negative = bare.re_search(r"^\(.*\)$")
    bare = ibis.ifelse(negative, bare.re_replace(r"[()]", ""), bare)
    mark, point = _escaped(group), _escaped(decimal)
    grouped = bare.re_search(rf"^[+-]?\d{{1,3}}({mark}\d{{3}})+({point}\d+)?$")
    bare = ibis.ifelse(grouped, bare.replace(group, ""), bare)
    if decimal != ".":
        bare = ibis.ifelse(bare.contains("."), ibis.null("string"), bare.replace(decimal, "."))
    plain = text.try_cast("float64") if decimal == "." else ibis.null("float64")
    read = ibis.coalesce(plain, bare.try_cast("float64"))
    finite = ~(read.isnan() | read.isinf())
    return ibis.ifelse(finite, ibis.ifelse(negative, -read, read), ibis.null("float64"))


def flag(text: "ir.StringValue") -> "ir.BooleanValue":
    """Read text as yes or no, in English and Korean; null where it is neither."""
    import ibis

    word = text.lower()
    return ibis.cases((word.isin(_TRUE), True), (word.isin(_FALSE), False), else_=ibis.null("bool"))


def naive_time(
    text: "ir.StringValue", formats: Sequence[str], reader: Reader
) -> "ir.TimestampValue":
    """Read text as a wall-clock time by the first format that fits; null where none does."""
    import ibis

    other = [form for form in formats if form != ISO]
    ways = [text.try_cast("timestamp")] if ISO in formats else []
    if other:
        halves = text.replace("오전", "AM").replace("오후", "PM")
        ways.append(reader.parse_time(halves, other))
    return ibis.coalesce(*ways)


def has_offset(text: "ir.StringValue") -> "ir.BooleanValue":
    """Say whether a time written as text ends in an offset from UTC."""
    return text.re_search(_OFFSET)


def to_utc(
    naive: "ir.TimestampValue", zone: str, observed: Observation | None
) -> "ir.TimestampValue":
    """Return the UTC instant of wall-clock times in a zone."""
    if zone == "UTC" or observed is None:
        return naive
    return Calendar(zone).instant(naive, observed)


def _escaped(sign: str) -> str:
    return f"[{sign}]" if sign != "^" else r"\^"
