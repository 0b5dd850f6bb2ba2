"""Look at a source's values, in the engine, to tell numbers, flags and how times are written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.tables import parse
from tenure.tables.recipe import ISO, Reading, Recipe, Source
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SAMPLE = 20_000
_DAYS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y. %m. %d",
    "%Y. %m. %d.",
    "%Y%m%d",
    "%Y년 %m월 %d일",
    "%b %d, %Y",
    "%d %b %Y",
)
_CLOCKS = (
    "",
    " %H:%M:%S.%f",
    " %H:%M:%S",
    " %H:%M",
    " %p %I:%M:%S",
    " %p %I:%M",
    " %I:%M:%S %p",
    " %I:%M %p",
)
_MAY_SWAP = {
    "%d-%m-%Y": "%m-%d-%Y",
    "%d/%m/%Y": "%m/%d/%Y",
}


def attributes(
    raw: "ir.Table", chosen: list[Reading], recipe: Recipe, reader: Reader
) -> list[Reading]:
    """Give attributes that come as text the narrowest kind that holds every value of theirs."""
    texts = [reading for reading in chosen if reading.kind == "as_is" and reading.textual]
    if not texts:
        return chosen
    measures: dict[str, Any] = {}
    for position, reading in enumerate(texts):
        measures |= _looks(position, raw[reading.source].strip().nullif(""), recipe)
    seen = _only(reader, raw.agg(**measures))
    kinds = {reading.name: _kind(position, seen) for position, reading in enumerate(texts)}
    return [replace(reading, kind=kinds.get(reading.name, reading.kind)) for reading in chosen]


def _looks(position: int, text: "ir.StringValue", recipe: Recipe) -> dict[str, Any]:
    value = parse.number(text, decimal=recipe.decimal, thousands=recipe.thousands)
    return {
        f"filled{position}": text.count(),
        f"number{position}": value.count(),
        f"whole{position}": (value == value.round()).sum(),
        f"flag{position}": parse.flag(text).count(),
        f"digit{position}": value.isin([0.0, 1.0]).sum(),
        f"padded{position}": text.re_search(r"^0\d").sum(),
        f"day{position}": text.re_search(r"^\d{4}-\d{2}-\d{2}([ T]|$)").sum(),
    }


def _kind(position: int, seen: dict[str, Any]) -> Source:
    """Choose the kind; identifiers such as 00123 stay text, a column of 0 and 1 is a number."""
    filled = seen[f"filled{position}"]
    if not filled:
        return "text"
    if seen[f"number{position}"] == filled and not seen[f"padded{position}"]:
        return "integer" if seen[f"whole{position}"] == filled else "number"
    if seen[f"flag{position}"] == filled and not seen[f"digit{position}"]:
        return "flag"
    return "time" if seen[f"day{position}"] == filled else "text"


def time_formats(
    raw: "ir.Table", chosen: list[Reading], recipe: Recipe, reader: Reader
) -> list[Reading]:
    """Find, for every time that comes as text, the formats that read the most of it.

    Those of the company come first; else a sample says which could fit, and
    the whole column decides between them.
    """
    return [
        _with_formats(raw[reading.source].strip().nullif(""), reading, recipe, reader)
        if reading.kind == "time" and reading.textual
        else reading
        for reading in chosen
    ]


def _with_formats(
    text: "ir.StringValue", reading: Reading, recipe: Recipe, reader: Reader
) -> Reading:
    if recipe.dates:
        return replace(reading, formats=_expanded(recipe.dates))
    sample = text.name("value").as_table().filter(lambda t: t.value.notnull()).limit(_SAMPLE)
    candidates = [(ISO,), *((day,) for day in _DAYS)]
    counts = _fits(sample.value, candidates, reader)
    possible = [way for way, count in zip(candidates, counts, strict=True) if count]
    if len(possible) > 1:
        column = text.name("value").as_table()
        counts = _fits(column.value, possible, reader)
        best = max(counts)
        possible = [way for way, count in zip(possible, counts, strict=True) if count == best]
    if not possible:
        return replace(reading, formats=(ISO,))
    swapped = _MAY_SWAP.get(possible[0][0])
    ambiguous = (possible[0][0], swapped) if swapped and (swapped,) in possible else ()
    return replace(reading, formats=_expanded(possible[0]), ambiguous=ambiguous)


def _fits(
    value: "ir.StringValue", candidates: Sequence[tuple[str, ...]], reader: Reader
) -> list[int]:
    measures = {
        f"way{position}": parse.naive_time(value, _expanded(way), reader).count()
        for position, way in enumerate(candidates)
    }
    seen = _only(reader, value.as_table().agg(**measures))
    return [seen[f"way{position}"] for position in range(len(candidates))]


def _expanded(formats: tuple[str, ...]) -> tuple[str, ...]:
    """Let a format of a day also read the same day with a time of day behind it."""
    ways: list[str] = []
    for form in formats:
        timed = form == ISO or any(sign in form for sign in ("%H", "%I", "%T", "%s"))
        ways.extend([form] if timed else [form + clock for clock in _CLOCKS])
    return tuple(ways)


def bounds(raw: "ir.Table", chosen: list[Reading], reader: Reader) -> list[Reading]:
    """Note of every time column what it covers and whether it holds whole days only."""
    times = [reading for reading in chosen if reading.kind == "time"]
    if not times:
        return chosen
    measures: dict[str, Any] = {}
    for position, reading in enumerate(times):
        naive = wall_clock(raw, reading, reader)
        measures |= {
            f"first{position}": naive.min().cast("date"),
            f"last{position}": naive.max().cast("date"),
            f"timed{position}": (naive != naive.truncate("D")).any(),
        }
    seen = _only(reader, raw.agg(**measures))
    noted = {
        reading.name: replace(
            reading,
            first=_day(seen[f"first{position}"]),
            last=_day(seen[f"last{position}"]),
            whole_days=seen[f"timed{position}"] is False,
        )
        for position, reading in enumerate(times)
    }
    return [noted.get(reading.name, reading) for reading in chosen]


def wall_clock(raw: "ir.Table", reading: Reading, reader: Reader) -> "ir.TimestampValue":
    """Return a time column as the clock showed it, before any zone is applied."""
    column = raw[reading.source]
    if reading.textual:
        return parse.naive_time(column.strip().nullif(""), reading.formats, reader)
    kind = column.type()
    if kind.is_timestamp() and kind.timezone is not None:
        return reader.naive_utc(column)
    if kind.is_integer():
        return parse.naive_time(column.cast("string"), ("%Y%m%d",), reader)
    return column.cast("timestamp")


def _day(found: date | None) -> str | None:
    return found.isoformat() if found else None


def _only(reader: Reader, row: "ir.Table") -> dict[str, Any]:
    """Run an aggregation and return its single row."""
    return dict(reader.execute(row, metric="look at the columns").to_pylist()[0])
