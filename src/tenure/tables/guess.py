"""Look at a source's values, in the engine, to tell numbers, flags and how times are written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.tables import parse
from tenure.tables.recipe import EPOCH, ISO, Reading, Recipe, Source
from tenure.tables.source import Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

_SAMPLE = 5_000
_MOST_WAYS = 4
_NO_NUMBER = r"^[+(]|^-?0\d|\d{16}|[eE]"
"""What makes a column of numbers one of identifiers, telephone numbers or codes."""
_DAYS = (
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y.%m.%d",
    "%Y. %m. %d",
    "%Y. %m. %d.",
    "%Y%m%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d%H%M",
    "%Y%m%dT%H%M%S",
    "%Y년 %m월 %d일",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%d-%b-%Y",
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
_SWAPPED = {
    "%d-%m-%Y": "%m-%d-%Y",
    "%d/%m/%Y": "%m/%d/%Y",
    "%m-%d-%Y": "%d-%m-%Y",
    "%m/%d/%Y": "%d/%m/%Y",
}
_COUNTED = ("%Y%m%d", EPOCH)


def attributes(
    raw: "ir.Table", chosen: list[Reading], recipe: Recipe, reader: Reader
) -> list[Reading]:
    """Give attributes that come as text the narrowest kind that holds every value of theirs.

    A sample comes first: a kind that does not hold its values holds not all.
    """
    texts = [reading for reading in chosen if reading.kind == "as_is" and reading.textual]
    kinds: dict[str, Source] = {}
    for rows in (raw.limit(_SAMPLE), raw):
        texts = [one for one in texts if kinds.get(one.name) != "text"]
        if texts:
            kinds |= _kinds(rows, texts, recipe, reader)
    return [replace(reading, kind=kinds.get(reading.name, reading.kind)) for reading in chosen]


def _kinds(
    rows: "ir.Table", texts: Sequence[Reading], recipe: Recipe, reader: Reader
) -> dict[str, Source]:
    measures: dict[str, Any] = {}
    for position, reading in enumerate(texts):
        measures |= _looks(position, parse.filled(rows[reading.source]), recipe)
    seen = _only(reader, rows.agg(**measures))
    found = {reading.name: _kind(position, seen) for position, reading in enumerate(texts)}
    return {name: kind for name, kind in found.items() if kind}


def _looks(position: int, text: "ir.StringValue", recipe: Recipe) -> dict[str, Any]:
    value = parse.number(text, decimal=recipe.decimal, thousands=recipe.thousands)
    return {
        f"filled{position}": text.count(),
        f"number{position}": value.count(),
        f"whole{position}": (value == value.try_cast("int64")).sum(),
        f"flag{position}": parse.flag(text).count(),
        f"digit{position}": value.isin([0.0, 1.0]).sum(),
        f"code{position}": text.re_search(_NO_NUMBER).sum(),
        f"letter{position}": text.re_search("[A-Z]{3}").sum(),
        f"day{position}": parse.is_iso(text).sum(),
    }


def _kind(position: int, seen: dict[str, Any]) -> Source | None:
    """Choose the kind; identifiers such as 00123 stay text, a column of 0 and 1 is a number."""
    filled = seen[f"filled{position}"]
    if not filled:
        return None
    coded = seen[f"code{position}"] or seen[f"letter{position}"]
    if seen[f"number{position}"] == filled and not coded:
        return "integer" if seen[f"whole{position}"] == filled else "number"
    if seen[f"flag{position}"] == filled and not seen[f"digit{position}"]:
        return "flag"
    return "time" if seen[f"day{position}"] == filled else "text"


def identifiers(
    raw: "ir.Table", chosen: list[Reading], recipe: Recipe, reader: Reader
) -> list[Reading]:
    """Note which identifiers in text all came as whole numbers with a `.0` behind them."""
    texts = [one for one in chosen if one.kind == "id" and one.textual and not recipe.trusted]
    if not texts:
        return chosen
    measures: dict[str, Any] = {}
    for position, reading in enumerate(texts):
        text = parse.filled(raw[reading.source])
        measures |= {
            f"whole{position}": text.re_search(r"^\d+\.0+$").sum(),
            f"decimal{position}": text.re_search(r"^\d+\.\d+$").sum(),
        }
    seen = _only(reader, raw.agg(**measures))
    floats = {
        reading.name
        for position, reading in enumerate(texts)
        if seen[f"whole{position}"] and seen[f"whole{position}"] == seen[f"decimal{position}"]
    }
    return [replace(one, floats=True) if one.name in floats else one for one in chosen]


def time_formats(
    raw: "ir.Table", chosen: list[Reading], recipe: Recipe, reader: Reader
) -> list[Reading]:
    """Find, for every time that comes as text, the formats that read the most of it.

    Those of the company are the only ones; else a sample says which could fit,
    and the whole column decides between them. Where days and months can be
    swapped, another column of the table may decide.
    """
    found = [
        _with_formats(raw[reading.source], reading, recipe, reader)
        if reading.kind == "time"
        else reading
        for reading in chosen
    ]
    sure = {form for one in found if not one.ambiguous for form in one.formats}
    return [_decided(reading, sure) for reading in found]


def _with_formats(column: "ir.Value", reading: Reading, recipe: Recipe, reader: Reader) -> Reading:
    """Collect ways of writing until every value is read, the most frequent first."""
    if column.type().is_numeric():
        return replace(reading, formats=(*_expanded(recipe.dates), *_COUNTED))
    if not reading.textual or recipe.dates:
        return replace(reading, formats=_expanded(recipe.dates) if reading.textual else ())
    values = parse.filled(column).name("value").as_table()
    left = values.filter(values.value.notnull())
    formats: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    for _ in range(_MOST_WAYS):
        ways = [way for way in (ISO, *_DAYS, EPOCH) if _SWAPPED.get(way, way) not in formats]
        best = _most(left, [way for way in ways if way not in formats], reader)
        if not best:
            break
        formats += _expanded(best[:1])
        if not ambiguous and _SWAPPED.get(best[0]) in best:
            ambiguous = (best[0], _SWAPPED[best[0]])
        left = left.filter(parse.naive_time(left.value, _expanded(best[:1]), reader).isnull())
    return replace(reading, formats=formats or (ISO,), ambiguous=ambiguous)


def _most(values: "ir.Table", ways: Sequence[str], reader: Reader) -> tuple[str, ...]:
    """Return the way that reads most of a sample; none when no way reads any of it.

    Where day and month can be swapped, all values decide; both when none does.
    """
    sample = values.limit(_SAMPLE)
    total, *iso = _fits(sample, ways[:1], reader)
    if not total or iso == [total]:
        return tuple(ways[:1]) if total else ()
    counts = dict(zip(ways, _fits(sample, ways, reader)[1:], strict=True))
    best = max(ways, key=lambda way: counts[way])
    other = _SWAPPED.get(best)
    if not counts[best] or other is None or not counts.get(other):
        return (best,) if counts[best] else ()
    _, one, two = _fits(values, (best, other), reader)
    if one == two:
        return best, other
    return (best,) if one > two else (other,)


def _fits(values: "ir.Table", ways: Sequence[str], reader: Reader) -> list[int]:
    """Count the values, and how many of them each way reads."""
    measures = {
        f"way{position}": parse.naive_time(values.value, _expanded((way,)), reader).count()
        for position, way in enumerate(ways)
    }
    seen = _only(reader, values.agg(total=values.count(), **measures))
    return [seen["total"], *(seen[f"way{position}"] for position in range(len(ways)))]


def _decided(reading: Reading, sure: set[str]) -> Reading:
    """Swap day and month where a column that is sure has them the other way round."""
    if not reading.ambiguous:
        return reading
    one, other = reading.ambiguous
    if other not in sure or one in sure:
        return reading
    kept = tuple(form for form in reading.formats if not form.startswith(one))
    return replace(reading, formats=_expanded((other,)) + kept, ambiguous=())


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
    columns: dict[str, Any] = {}
    for position, reading in enumerate(times):
        columns |= _clocks(position, raw, reading, reader)
    read = reader.view(raw.select(**columns), "times_as_written")
    measures: dict[str, Any] = {}
    for position, _ in enumerate(times):
        measures |= _covers(position, read)
    seen = _only(reader, read.agg(**measures))
    noted = {one.name: _noted(position, one, seen) for position, one in enumerate(times)}
    return [noted.get(reading.name, reading) for reading in chosen]


def _clocks(position: int, raw: "ir.Table", reading: Reading, reader: Reader) -> dict[str, Any]:
    import ibis

    columns: dict[str, Any] = {
        f"naive{position}": wall_clock(raw, reading, reader),
        f"day{position}": ibis.literal(False),
        f"offset{position}": ibis.literal(False),
    }
    if reading.formats:
        text = parse.written(raw[reading.source])
        columns[f"day{position}"] = ~parse.has_time_of_day(text)
        columns[f"offset{position}"] = parse.has_offset(text, reading.formats)
    return columns


def _covers(position: int, read: "ir.Table") -> dict[str, Any]:
    naive = read[f"naive{position}"]
    within = parse.in_range(naive)
    return {
        f"first{position}": naive.min(where=within).cast("date"),
        f"last{position}": naive.max(where=within).cast("date"),
        f"timed{position}": (naive != naive.truncate("D")).any(),
        f"stray{position}": (~within).any(),
        f"day{position}": (naive.notnull() & read[f"day{position}"]).any(),
        f"offset{position}": read[f"offset{position}"].any(),
    }


def _noted(position: int, reading: Reading, seen: dict[str, Any]) -> Reading:
    offsets = bool(seen[f"offset{position}"])
    return replace(
        reading,
        first=_day(seen[f"first{position}"]),
        last=_day(seen[f"last{position}"]),
        whole_days=seen[f"timed{position}"] is False and not offsets,
        some_days=bool(seen[f"day{position}"]),
        offsets=offsets,
        strays=bool(seen[f"stray{position}"]),
    )


def wall_clock(raw: "ir.Table", reading: Reading, reader: Reader) -> "ir.TimestampValue":
    """Return a time column as the clock showed it, before any zone is applied."""
    import ibis

    column = raw[reading.source]
    kind = column.type()
    formats = reading.formats or (_COUNTED if kind.is_numeric() else ())
    if formats:
        return parse.naive_time(parse.written(column), formats, reader)
    zoned = kind.is_timestamp() and kind.timezone is not None
    naive = reader.naive_utc(column) if zoned else column.cast("timestamp")
    if not reading.strays:
        return naive
    return ibis.ifelse(parse.in_range(naive), naive, ibis.null("timestamp"))


def _day(found: date | None) -> str | None:
    return found.isoformat() if found else None


def _only(reader: Reader, row: "ir.Table") -> dict[str, Any]:
    """Run an aggregation and return its single row."""
    return dict(reader.execute(row, metric="look at the columns").to_pylist()[0])
