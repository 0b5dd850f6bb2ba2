"""The columns of a source, read value by value: numbers, flags, identifiers, wall-clock times."""

from typing import TYPE_CHECKING

from tenure.tables import guess, parse
from tenure.tables.recipe import Reading, Recipe
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir

FILLED = "_filled_"
DAY = "_day_"
AHEAD = "_ahead_"


def read_values(
    raw: "ir.Table", readings: list[Reading], recipe: Recipe, reader: Reader, *, name: str
) -> "ir.Table":
    """Read every column as its kind, null where it cannot be read.

    Grain in and out: a row of the source. Times are what the clock showed. Adds
    `_filled_<column>` where reading can fail: whether the source has a value;
    `_day_<column>` where some times are just days; `_ahead_<column>` where some
    say their offset: its minutes, null without. What is read from text becomes a
    relation of its own, called `name`, so that it is read once.
    """
    columns: dict[str, ir.Value] = {}
    for reading in readings:
        columns[reading.name] = _value(raw, reading, recipe, reader)
        column = raw[reading.source]
        if _may_fail(reading, column):
            columns[FILLED + reading.name] = _there(column)
        if reading.kind == "time" and reading.formats:
            text = parse.written(column)
            if reading.some_days and not reading.whole_days:
                columns[DAY + reading.name] = ~parse.has_time_of_day(text)
            if reading.offsets:
                columns[AHEAD + reading.name] = parse.minutes_ahead(text, reading.formats)
    columns |= {FILE_COLUMN: raw[FILE_COLUMN], ROW_COLUMN: raw[ROW_COLUMN]}
    read = raw.select(**columns)
    costly = any(one.textual and one.kind not in ("id", "text", "as_is") for one in readings)
    return reader.view(read, name) if costly else read


def _value(raw: "ir.Table", reading: Reading, recipe: Recipe, reader: Reader) -> "ir.Value":
    column = raw[reading.source]
    if reading.kind == "time":
        return guess.wall_clock(raw, reading, reader)
    if not reading.textual or (recipe.trusted and reading.kind in ("id", "text", "as_is")):
        return _typed(column, reading)
    text = parse.clean(column, reader)
    if reading.kind in ("number", "integer"):
        value = parse.number(text, decimal=recipe.decimal, thousands=recipe.thousands)
        return value.try_cast("int64") if reading.kind == "integer" else value
    if reading.kind == "flag":
        return parse.flag(text)
    return text.re_replace(r"\.0+$", "") if reading.floats else text


def _typed(column: "ir.Value", reading: Reading) -> "ir.Value":
    """Use a value that is no text as it lies, or cast it to the kind that is asked for."""
    import ibis

    kind = column.type()
    if reading.kind == "id":
        return parse.identifier(column)
    if (reading.kind == "text" and not kind.is_string()) or kind.is_interval():
        return column.cast("string")
    if reading.kind == "integer" and not kind.is_integer():
        return column.try_cast("int64")
    if reading.kind == "flag" and not kind.is_boolean():
        return column.try_cast("bool")
    if kind.is_floating():
        return ibis.ifelse(column.isnan() | column.isinf(), ibis.null(kind), column)
    return column.try_cast("float64") if reading.kind == "number" else column


def _may_fail(reading: Reading, column: "ir.Value") -> bool:
    """Say whether reading a column can leave a value out."""
    kind = column.type()
    if reading.kind == "time":
        return reading.textual or reading.strays or kind.is_numeric()
    if reading.kind in ("number", "integer", "flag"):
        return reading.textual or not (kind.is_integer() or kind.is_boolean())
    return False


def _there(column: "ir.Value") -> "ir.BooleanValue":
    if column.type().is_string():
        return parse.filled(column).notnull()
    if column.type().is_floating():
        return column.notnull() & ~column.isnan()
    return column.notnull()
