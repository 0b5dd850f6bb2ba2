"""The numbers behind each chart, as tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tenure.charts.pooled import Pooled
from tenure.charts.result import SNAPSHOT, AttritionRow, RetentionRow
from tenure.charts.words import Words
from tenure.report.reasons import in_words
from tenure.report.tables import Cell, Head, Row, TableView, count, interval, name, rate

_ATTRITION = (
    "at_start",
    "lost",
    "attrition",
    "interval",
    "joined",
    "won_back",
    "at_end",
    "joined_and_lost",
)
_RETENTION = ("eligible", "returned", "retention", "interval")


def attrition_table(
    rows: Sequence[AttritionRow], words: Words, *, kind: str, small_cell: int, as_of: date
) -> TableView:
    """List periods, the latest first."""
    lines = [
        _attrition_row(
            name(
                _marked(words.formats.row(row.start, kind), row, words, as_of),
                in_words(row.reason, words),
            ),
            row,
            words,
            small_cell,
            {"period_start": row.start},
        )
        for row in reversed(rows)
    ]
    return TableView(
        words("numbers.snapshot")
        if kind == SNAPSHOT
        else words("numbers.attrition", period=words(f"period.{kind}")),
        [Head(words("column.period"), numeric=False), *_heads(_ATTRITION, words)],
        lines,
    )


def segment_table(
    rows: Sequence[AttritionRow], words: Words, *, by: str, small_cell: int, period: str
) -> TableView:
    """List the segments of one period."""
    lines = [
        _attrition_row(
            name(row.segment or words("chart.unknown")),
            row,
            words,
            small_cell,
            {"period_start": row.start, by: row.segment},
        )
        for row in rows
    ]
    return TableView(
        words("numbers.segments", by=by, period=period),
        [Head(by, numeric=False), *_heads(_ATTRITION, words)],
        lines,
    )


def cohort_table(
    rows: Iterable[RetentionRow], words: Words, *, kind: str, small_cell: int
) -> TableView:
    """List the complete cells of a triangle."""
    lines = []
    for row in rows:
        if not row.complete:
            continue
        why = in_words(row.reason, words)
        cells = [
            name(words.formats.row(row.cohort, kind)),
            Cell(str(row.period)),
            count(row.eligible, words, why),
            count(row.returned, words, why),
            rate(row.rate, words, why),
            interval(row.low, row.high, words, why),
        ]
        lines.append(Row(cells, style=_small(row.eligible, small_cell)))
    heads = [Head(words("column.cohort"), numeric=False), Head(words("column.since"))]
    return TableView(words("numbers.cohorts"), [*heads, *_heads(_RETENTION, words)], lines)


def pooled_table(pooled: Iterable[Pooled], words: Words, *, small_cell: int) -> TableView:
    """List the points of a pooled curve."""
    lines = [
        Row(
            [
                name(str(p.period)),
                Cell(words.formats.number(p.cohorts)),
                count(p.eligible, words),
                count(p.returned, words),
                rate(p.rate, words, words("sign.empty")),
                interval(p.low, p.high, words, words("sign.empty")),
            ],
            style=_small(p.eligible, small_cell),
        )
        for p in pooled
    ]
    heads = [Head(words("column.since"), numeric=False), Head(words("column.cohorts"))]
    return TableView(words("numbers.pooled"), [*heads, *_heads(_RETENTION, words)], lines)


def _attrition_row(
    label: Cell, row: AttritionRow, words: Words, small_cell: int, of: Mapping[str, object]
) -> Row:
    why = in_words(row.reason, words)

    def counted(column: str) -> Cell:
        return replace(count(getattr(row, column), words, why), count=column, of=of)

    cells = [
        label,
        *(counted(column) for column in _ATTRITION[:2]),
        rate(row.rate, words, why),
        interval(row.low, row.high, words, why),
        *(counted(column) for column in _ATTRITION[4:]),
    ]
    weak = "small" if row.reason else _small(row.at_start, small_cell)
    return Row(cells, style=weak if row.complete else "open")


def _marked(label: str, row: AttritionRow, words: Words, as_of: date) -> str:
    """Mark a period that is not over, or that the data do not show in full."""
    if not row.complete and row.end > as_of:
        return words("numbers.open", label=label)
    partly = not row.complete or (row.reason and row.rate is not None)
    return words("numbers.part", label=label) if partly else label


def _heads(keys: Iterable[str], words: Words) -> list[Head]:
    return [Head(words(f"column.{key}")) for key in keys]


def _small(eligible: int | None, small_cell: int) -> str:
    return "small" if (eligible or 0) < small_cell else ""
