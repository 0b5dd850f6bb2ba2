"""What a sample of a source shows: its columns, how each is filled, and how times are written."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.draft.gather import Found
from tenure.draft.text import Layout, layout
from tenure.draft.vocabulary import hints, mentions
from tenure.engines import Engine
from tenure.errors import TenureError
from tenure.tables import parse
from tenure.tables.guess import time_formats, wall_clock
from tenure.tables.recipe import ISO, Reading, Recipe
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, FileFormat, Scan

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROWS = 50_000
_MOST, _ALL = 0.9, 0.98
_ID_LENGTH = 64
_DATE = (
    r"^\d{4}[-./]\s?\d{1,2}[-./]\s?\d{1,2}|^\d{1,2}[-./]\d{1,2}[-./]\d{4}|^(19|20)\d{6}$"
    r"|^\d{4}년|^[A-Za-z]{3} \d{1,2}, \d{4}|^\d{1,2} [A-Za-z]{3} \d{4}"
)
_EPOCH = r"^(\d{10}|\d{13}|\d{16}|\d{19})$"
_COMMA_END, _POINT_END = r"\d,\d{1,2}\D*$", r"\d\.\d{1,2}\D*$"
SIGNS = {"KRW": "[₩원]", "USD": r"\$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SHAPES = {"is_timestamp": "time", "is_date": "time", "is_boolean": "flag", "is_string": "text"}


@dataclass(frozen=True)
class Column:
    """One column of a source as its sample shows it; numbers are counts of rows."""

    name: str
    shape: str
    rows: int
    seen: dict[str, Any]
    formats: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    dated: int = 0
    timed: bool = False

    @property
    def filled(self) -> int:
        """Rows that have a value."""
        return int(self.seen.get("filled") or 0)

    @property
    def distinct(self) -> int:
        """Different values."""
        return int(self.seen.get("distinct") or 0)

    @property
    def unique(self) -> bool:
        """Whether it can be a key: filled, and but for a few repetitions never the same."""
        return bool(self.filled) and self.distinct >= 0.95 * self.rows

    def share(self, measure: str) -> float:
        """Return the share of filled rows of which something is so."""
        return float(self.seen.get(measure) or 0) / self.filled if self.filled else 0.0

    def fits(self, kind: str) -> bool:
        """Say whether the values can be of a canonical kind; an empty column fits any."""
        if not self.filled:
            return True
        if kind == "time":
            return self.shape == "time" or self.dated >= _MOST * self.filled
        number = self.shape == "number" or self.share("number") >= _MOST
        if kind == "number":
            return number
        if kind == "integer":
            return number and self.share("whole") >= _MOST
        if kind == "flag":
            return self.shape == "flag" or self.share("flag") >= _ALL or self.is_binary
        if kind == "id":
            whole = self.shape == "number" and self.share("whole") >= _ALL
            text = self.shape == "text" and (self.seen.get("length") or 0) <= _ID_LENGTH
            return (whole or text) and not self.timed
        if kind == "category":
            return self.shape in ("text", "flag") or (number and self.share("whole") >= _ALL)
        return self.shape == "text" and self.dated < _MOST * self.filled

    @property
    def is_binary(self) -> bool:
        """Whether the values are 0 and 1."""
        return self.distinct <= 2 and self.share("binary") >= _ALL


@dataclass(frozen=True)
class Source:
    """Files that belong together and what a sample of their rows shows."""

    found: Found
    layout: Layout | None
    format: FileFormat
    skip_rows: int
    raw: "ir.Table"
    rows: int
    whole: bool
    columns: tuple[Column, ...]
    rejected: int = 0

    def column(self, name: str) -> Column | None:
        """Return the column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Name the columns."""
        return tuple(column.name for column in self.columns)

    @property
    def layout_is_named(self) -> bool:
        """Whether its columns have names of their own."""
        return self.layout is None or self.layout.named

    @property
    def decimal(self) -> str:
        """The decimal sign of its numbers: a comma when some end like `,5` and none like `.5`."""
        numbers = [column for column in self.columns if column.fits("number")]
        comma = sum(column.share("comma") for column in numbers)
        return "," if comma > sum(column.share("point") for column in numbers) else "."


def look(found: Found, number: int, engine: Engine, scratch: Path) -> Source | str:
    """Look at a sample of a source; return why it cannot be used (a key of the words) instead.

    Raises TenureError when the engine cannot read it.
    """
    source = _opened(found, number, engine, scratch)
    if isinstance(source, str):
        return source
    sample = source.raw.limit(ROWS)
    columns = _columns(sample, source.rows, engine)
    if not columns or not source.rows:
        return "empty"
    return replace(source, columns=tuple(_dated(sample, columns, engine)))


def _opened(found: Found, number: int, engine: Engine, scratch: Path) -> Source | str:
    name = f"draft_{number}"
    if found.format == "parquet":
        chosen = sorted({found.files[0], found.files[len(found.files) // 2], found.files[-1]})
        raw = engine.scan_parquet(chosen, name=name)
        rows = _count(raw.limit(ROWS), engine)
        return Source(found, None, "parquet", 0, raw, rows, False, ())
    shape = None
    if found.format in ("csv", "json"):
        shape = layout(found.files[0], scratch / f"{name}_head", found.format)
    if shape and shape.problem:
        return shape.problem
    kind: FileFormat = "fixed" if shape and shape.fixed else found.format
    skip = shape.skip_rows if shape else _title_rows(found, engine, scratch / f"{name}_titles")
    scan = Scan(
        (shape.sample if shape else found.files[0],),
        kind,
        skip_rows=skip,
        sheet=found.sheet,
        fixed=shape.fixed if shape else {},
    )
    converted = engine.convert(scan, scratch / name, table=found.label)
    raw = engine.scan_parquet(converted.paths, name=name, placed=True)
    rows = _count(raw.limit(ROWS), engine)
    whole = (shape is None or shape.whole) and len(found.files) == 1
    return Source(found, shape, kind, skip, raw, rows, whole, (), converted.rejected.num_rows)


def _title_rows(found: Found, engine: Engine, scratch: Path) -> int:
    """Return the rows above the header of a sheet: those that leave most columns without name."""
    if found.format != "xlsx":
        return 0
    for skip in range(6):
        scan = Scan(found.files[:1], "xlsx", skip_rows=skip, sheet=found.sheet)
        part = engine.convert(scan, scratch / str(skip), table=found.label).paths[0]
        names = _kept(engine.scan_parquet([part], name="draft_titles", placed=True).columns)
        if sum(name.startswith("__UNNAMED__") for name in names) * 2 < len(names):
            return skip
    return 0


def _kept(names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in (FILE_COLUMN, ROW_COLUMN)]


def _count(rows: "ir.Table", engine: Engine) -> int:
    return int(_one(rows.agg(rows=rows.count()), engine)["rows"])


def _columns(sample: "ir.Table", rows: int, engine: Engine) -> list[Column]:
    names = [name for name in _kept(sample.columns) if not sample[name].type().is_nested()]
    shapes = {name: _shape(sample[name]) for name in names}
    seen: dict[str, dict[str, Any]] = {name: {} for name in names}
    for shape, measures in (("text", _of_texts), ("number", _of_numbers), (None, _of_others)):
        chosen = [name for name in names if shape in (shapes[name], None)]
        chosen = [name for name in chosen if shape or shapes[name] not in ("text", "number")]
        if chosen:
            _measure(sample, chosen, measures, seen, engine)
    return [Column(name, shapes[name], rows, seen[name]) for name in names]


def _measure(
    sample: "ir.Table",
    names: Sequence[str],
    measures: Callable[["ir.Value", "ir.Value"], dict[str, Any]],
    seen: dict[str, dict[str, Any]],
    engine: Engine,
) -> None:
    """Measure columns of one kind in one query, which looks at each different value once."""
    import ibis.selectors as s

    kinds = {"text": "string", "number": "float64"}
    kind = kinds.get(_shape(sample[names[0]]), "string")
    side = sample.select(**{str(at): sample[name].cast(kind) for at, name in enumerate(names)})
    if kind == "string":
        side = side.select(**{name: parse.filled(side[name]) for name in side.columns})
    long = side.pivot_longer(s.all(), names_to="place", values_to="value")
    filled = long.filter(long.value.notnull())
    counted = filled.group_by("place", "value").agg(times=filled.count())
    found = counted.group_by("place").agg(
        filled=counted.times.sum(),
        distinct=counted.count(),
        **measures(counted.value, counted.times),
    )
    for row in engine.execute(found, metric="look at a source").to_pylist():
        seen[names[int(row["place"])]] = _finite(row)


def _shape(column: "ir.Value") -> str:
    kind = column.type()
    for test, shape in _SHAPES.items():
        if getattr(kind, test)():
            return shape
    return "number" if kind.is_numeric() else "other"


def _of_others(value: "ir.Value", times: "ir.Value") -> dict[str, Any]:
    return {}


def _of_numbers(value: "ir.Value", times: "ir.Value") -> dict[str, Any]:
    whole = value == value.round()
    epoch = value.between(1e9, 2.2e9) | value.between(1e12, 2.2e12) | (value >= 1e15)
    return {
        "whole": times.sum(where=whole),
        "binary": times.sum(where=value.isin([0.0, 1.0])),
        "day": times.sum(where=whole & value.between(19000101, 21001231)),
        "epoch": times.sum(where=whole & epoch),
    }


def _of_texts(text: "ir.StringValue", times: "ir.Value") -> dict[str, Any]:
    import ibis

    plain = parse.number(text)
    value = ibis.ifelse(text.re_search(_COMMA_END), parse.number(text, decimal=","), plain)
    patterns = {
        "comma": _COMMA_END,
        "point": _POINT_END,
        "day": _DATE,
        "epoch": _EPOCH,
        "seoul": r":\d{2}(\.\d+)?\s*\+09(:?00)?$",
        "hangul": "[가-힣]",
        "email": r"^\S+@\S+\.\S+$",
        **SIGNS,
    }
    return {
        "number": times.sum(where=value.notnull()),
        "whole": times.sum(where=value == value.round()),
        "binary": times.sum(where=text.isin(["0", "1"])),
        "padded": times.sum(where=text.re_search(r"^0\d")),
        "flag": times.sum(where=parse.flag(text).notnull()),
        "offset": times.sum(where=parse.has_offset(text, ())),
        "iso": times.sum(where=parse.is_iso(text)),
        "length": (text.length() * times).sum() / times.sum(),
        **{name: times.sum(where=text.re_search(form)) for name, form in patterns.items()},
    }


def _dated(sample: "ir.Table", columns: Sequence[Column], engine: Engine) -> list[Column]:
    """Add to columns that look like times how they are written and how many can be read."""
    return [
        _as_time(sample, column, engine) if _may_be_time(column) else column for column in columns
    ]


def _may_be_time(column: Column) -> bool:
    """Say whether values look like times; counts from 1970 only where the name says so, too."""
    counted = column.share("epoch") >= _MOST and mentions(column.name, hints()["names"]["times"])
    return column.shape == "time" or column.share("day") >= _MOST or bool(counted)


def _as_time(sample: "ir.Table", column: Column, engine: Engine) -> Column:
    reading = Reading(column.name, column.name, "time", textual=column.shape == "text")
    if column.share("iso") == 1:
        reading = replace(reading, formats=(ISO,))
    else:
        different = sample.select(column.name).distinct().order_by(column.name)
        [reading] = time_formats(different, [reading], Recipe(), engine)
    naive = wall_clock(sample, reading, engine)
    timed = (naive != naive.truncate("D")).sum()
    row = _one(sample.agg(dated=naive.count(), timed=timed), engine)
    return replace(
        column,
        formats=reading.formats,
        ambiguous=reading.ambiguous,
        dated=int(row["dated"]),
        timed=bool(row["timed"]),
    )


def _one(row: "ir.Table", engine: Engine) -> dict[str, Any]:
    return _finite(engine.execute(row, metric="look at a source").to_pylist()[0])


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: 0 if isinstance(value, float) and math.isnan(value) else value
        for name, value in row.items()
    }


def tally(values: "ir.Value") -> "ir.Table":
    """Count how often each value comes: (value, rows); missing ones are left out."""
    rows = values.name("value").as_table()
    filled = rows.filter(rows.value.notnull())
    return filled.group_by("value").agg(rows=filled.count())


def reason_of(error: Exception) -> str:
    """Return the first line of what went wrong, for a comment."""
    text = error.message if isinstance(error, TenureError) else str(error)
    return text.split("\n", 1)[0]
