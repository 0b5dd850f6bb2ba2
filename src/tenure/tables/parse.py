"""Single values: text to numbers, flags and times, as expressions on any engine."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tenure.periods import Calendar, Observation
from tenure.tables.recipe import EPOCH, ISO
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_NOTHING = r"^(NULL|null|\\N|NaN|nan|NaT|<NA>|#N/A)$"
"""How programs write that there is no value; words that people write are values."""
_TRUE = ("true", "t", "yes", "y", "1", "예", "네", "참")
_FALSE = ("false", "f", "no", "n", "0", "아니오", "아니요", "거짓")
_WIDE, _NARROW = "０１２３４５６７８９，．−△▲￦", "0123456789,.---₩"
_SIGNS = r"\s*[₩$€£¥원]\s*"
_CODE_BEFORE, _CODE_AFTER = r"^[A-Z]{3} ?([-+(]?\d)", r"(\d\)?) ?[A-Z]{3}$"
_SPACES = " \u00a0\u202f"
_YEAR = r"(1[89]|[2-9]\d)\d\d"
_DAY = rf"^{_YEAR}[-/]\d{{1,2}}[-/]\d{{1,2}}"
_ISO = _DAY + r"([T ] ?\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?)?$"
_OFFSET = r"([:T]\d{2,6}(?:\.\d+)?) ?(?:Z|z|UTC|GMT|([-+])(\d{2}):?(\d{2})?)(?:\[[\w/]+\])?$"
_OFFSET_IN_FORMAT = re.compile(r"\s*(?:%[zZ]|Z|UTC|GMT)$")
_TIME_OF_DAY = r"\d:\d|\d\s*시|\dT\d|^\d{12,}$"
_EPOCH = r"^(\d{10}(\.\d+)?|\d{13}|\d{16}|\d{19})$"
_HANGUL = re.compile("[가-힣]")
_KOREAN = (
    (r"\s*\([월화수목금토일](?:요일)?\)", ""),
    (r"({n})\s*년\s*({n})\s*월\s*({n})\s*일", r"\1-\2-\3"),
    (r"({n})\s*시\s*({n})\s*분\s*({n})\s*초", r"\1:\2:\3"),
    (r"({n})\s*시\s*({n})\s*분", r"\1:\2"),
)
_EARLIEST, _LATEST = "1800-01-01 00:00:00", "9999-12-31 23:59:59"
_NEVER = "9999-01-01 00:00:00"


def clean(value: "ir.StringValue", reader: Reader) -> "ir.StringValue":
    """Return text without outer white space, in Unicode form C; null when it says nothing."""
    return reader.normalised(filled(value))


def filled(value: "ir.StringValue") -> "ir.StringValue":
    """Return text without outer white space; null when it says nothing."""
    import ibis

    text = value.strip()
    return ibis.ifelse(text.length() > 4, text, text.re_replace(_NOTHING, "").nullif(""))


def identifier(value: "ir.Value") -> "ir.StringValue":
    """Return any value as an identifier: whole floating numbers lose their `.0`."""
    import ibis

    if value.type().is_floating():
        whole = value.try_cast("int64")
        text = ibis.ifelse(whole == value, whole.cast("string"), value.cast("string"))
        return ibis.ifelse(value.isnan() | value.isinf(), ibis.null("string"), text)
    text = value if value.type().is_string() else value.cast("string")
    return text.nullif("")


def number(
    text: "ir.StringValue", *, decimal: str = ".", thousands: str | None = None
) -> "ir.FloatingValue":
    """Read text as a number: signs, currency, (negative), thousands in groups of three.

    The accountant's △ and a minus behind the number are negative, too. Null where
    it is no number; a separator in an unexpected place makes it none, and so does
    a per cent sign, by which 5 % could be 5 or 0.05.
    """
    import ibis

    group = thousands or ("." if decimal == "," else ",")
    bare = text.translate(_WIDE, _NARROW)
    bare = bare.re_replace(_CODE_BEFORE, r"\1").re_replace(_CODE_AFTER, r"\1")
    bare = bare.re_replace(_SIGNS, "")
    bare = bare.re_replace(r"^\((.+)\)$", r"-\1").re_replace(r"^(\d.*)-$", r"-\1")
    mark, point = _escaped(group), _escaped(decimal)
    groups = rf"\d{{1,3}}(({mark}\d{{3}})+|([{_SPACES}]\d{{3}})+)"
    whole = rf"^[+-]? ?({groups}|\d*)({point}\d*)?([eE][+-]?\d{{1,2}})?$"
    plain = bare.re_extract(whole, 0).re_replace(rf"{mark}|[{_SPACES}]", "")
    simple = text.re_search(rf"^-?\d+({point}\d+)?$")  # most are, and need no closer look
    return ibis.ifelse(simple, text, plain).replace(decimal, ".").try_cast("float64")


def flag(text: "ir.StringValue") -> "ir.BooleanValue":
    """Read text as yes or no, in English and Korean; null where it is neither."""
    import ibis

    word = text.lower()
    return ibis.cases((word.isin(_TRUE), True), (word.isin(_FALSE), False), else_=ibis.null("bool"))


def written(value: "ir.Value") -> "ir.StringValue":
    """Return a time that comes as text or as a number as text."""
    return filled(value) if value.type().is_string() else identifier(value)


def naive_time(
    text: "ir.StringValue", formats: Sequence[str], reader: Reader
) -> "ir.TimestampValue":
    """Read text as a wall-clock time by the first format that fits; null where none does.

    An offset from UTC behind the time is left out; see `minutes_ahead`. A year needs
    four digits unless a format says %y, and must be 1800 or later.
    """
    import ibis

    bare = text.re_replace(_OFFSET, r"\1")
    ways = []
    if ISO in formats:
        iso = ibis.ifelse(text.re_search(_ISO), text, bare.re_extract(_ISO, 0))
        ways.append(iso.try_cast("timestamp"))
    if EPOCH in formats:
        ways.append(_epoch(text))
    forms = [_OFFSET_IN_FORMAT.sub("", form) for form in formats if form not in (ISO, EPOCH)]
    if forms:
        sensible = text.re_search(r"\d" if any("%y" in form for form in forms) else _YEAR)
        dated = ibis.ifelse(sensible, bare, ibis.null("string"))
        halves = dated.replace("오전", "AM").replace("오후", "PM")
        korean = [_western_format(form) for form in forms if _HANGUL.search(form)]
        others = [form for form in forms if not _HANGUL.search(form)]
        ways += [reader.parse_time(halves, others)] if others else []
        ways += [reader.parse_time(_western(halves), korean)] if korean else []
    return ibis.coalesce(*ways)


def in_range(naive: "ir.TimestampValue") -> "ir.BooleanValue":
    """Say whether a time lies in the years 1800 to 9999."""
    import ibis

    return (naive >= ibis.timestamp(_EARLIEST)) & (naive <= ibis.timestamp(_LATEST))


def is_iso(text: "ir.StringValue") -> "ir.BooleanValue":
    """Say whether text is an ISO 8601 day, with or without a time and an offset."""
    return text.re_replace(_OFFSET, r"\1").re_search(_ISO)


def has_time_of_day(text: "ir.StringValue") -> "ir.BooleanValue":
    """Say whether a time is written with hours, and is not just a day."""
    return text.re_search(_TIME_OF_DAY)


def has_offset(text: "ir.StringValue", formats: Sequence[str]) -> "ir.BooleanValue":
    """Say whether a time says its distance from UTC: by an offset, or counted from 1970."""
    found = text.re_search(_OFFSET)
    return found | text.re_search(_EPOCH) if EPOCH in formats else found


def minutes_ahead(text: "ir.StringValue", formats: Sequence[str]) -> "ir.IntegerValue":
    """Return how far ahead of UTC a time says it is, in minutes; null where it does not say."""
    import ibis

    hours, minutes = (text.re_extract(_OFFSET, part).try_cast("int64") for part in (3, 4))
    ahead = hours.fill_null(0) * 60 + minutes.fill_null(0)
    signed = ibis.ifelse(text.re_extract(_OFFSET, 2) == "-", -ahead, ahead)
    return ibis.ifelse(has_offset(text, formats), signed, ibis.null("int64"))


def to_utc(
    naive: "ir.TimestampValue", zone: str, first: str | None, last: str | None
) -> "ir.TimestampValue":
    """Return the UTC instant of wall-clock times in a zone; ISO days bound what was seen.

    A day in the year 9999 stands for never and stays as it is.
    """
    import ibis

    observed = _observed(first, last)
    if zone == "UTC" or observed is None:
        return naive
    moved = Calendar(zone).instant(naive, observed)
    if last is None or last < _NEVER:
        return moved
    return ibis.ifelse(naive >= ibis.timestamp(_NEVER), naive, moved)


def _observed(first: str | None, last: str | None) -> Observation | None:
    """Return the days that a column covers, kept to a range that offsets can be listed for."""
    if first is None or last is None:
        return None
    low, high = date(1970, 1, 1), date(2100, 1, 1)
    days = (date.fromisoformat(first), date.fromisoformat(last))
    return Observation(*(min(max(day, low), high) for day in days))


def _epoch(text: "ir.StringValue") -> "ir.TimestampValue":
    """Read a count from 1970 on: ten digits are seconds, those that follow their fraction."""
    import ibis

    digits = text.re_extract(_EPOCH, 0).replace(".", "").nullif("")
    micros = (digits + "000000").left(16).try_cast("int64")
    return ibis.timestamp("1970-01-01 00:00:00") + micros.as_interval("us")


def _western(text: "ir.StringValue") -> "ir.StringValue":
    """Turn the Korean signs of dates and hours into dashes and colons."""
    for pattern, sign in _KOREAN:
        text = text.re_replace(pattern.replace("{n}", r"\d{1,4}"), sign)
    return text


def _western_format(form: str) -> str:
    for pattern, sign in _KOREAN:
        form = re.sub(pattern.replace("{n}", "%[A-Za-z]"), sign, form)
    return form


def _escaped(sign: str) -> str:
    return f"[{sign}]" if sign != "^" else r"\^"
