"""Retention by segment as a table: a row a segment, over all cohorts together."""

from collections.abc import Mapping, Sequence

from tenure.charts.pooled import pool
from tenure.charts.result import RetentionRow
from tenure.charts.words import Words
from tenure.report.tables import Cell, Head, Row, TableView, name
from tenure.report.triangle import shown_periods

MOST_ROWS = 24
_AFTER = {"day": (1, 7, 14, 28), "week": (1, 4, 8, 12, 26), "month": (1, 3, 6, 12, 24)}


def segments_table(
    segments: Mapping[str | None, Sequence[RetentionRow]],
    words: Words,
    *,
    by: str,
    kind: str,
    small_cell: int,
) -> TableView:
    """Write each segment's pooled retention with its interval at a few telling periods."""
    found = {row.period for rows in segments.values() for row in rows if row.complete}
    periods = [p for p in _AFTER.get(kind, (1, 2, 3, 4)) if p in found]
    periods = periods or shown_periods(found, kind)[:5]
    heads = [Head(by, numeric=False), Head(words("column.size"))]
    heads += [Head(words("triangle.after", span=words(f"span.{kind}", count=p))) for p in periods]
    rows = [
        _row(label or words("chart.unknown"), rows, periods, words, small_cell)
        for label, rows in list(segments.items())[:MOST_ROWS]
    ]
    return TableView(words("numbers.segment_retention", by=by), heads, rows, caption_shown=True)


def _row(
    label: str,
    rows: Sequence[RetentionRow],
    periods: Sequence[int],
    words: Words,
    small_cell: int,
) -> Row:
    pooled = {p.period: p for p in pool(rows)}
    size = sum({row.cohort: row.size for row in rows}.values())
    cells = [name(label), Cell(words.formats.number(size))]
    for period in periods:
        cell = pooled.get(period)
        if cell is None or cell.rate is None:
            why = words("sign.nobody_over")
            cells.append(Cell("–", title=why, said=why, style="null"))
            continue
        rate = words.formats.percent(cell.rate)
        interval = words.formats.interval(cell.low, cell.high)
        counts = f"{words.formats.number(cell.returned)} / {words.formats.number(cell.eligible)}"
        style = "small" if cell.eligible < small_cell else ""
        cells.append(Cell(f"{rate} ({interval})", title=counts, style=style))
    return Row(cells)
