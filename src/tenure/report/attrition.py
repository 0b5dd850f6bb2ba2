"""The blocks of attrition: over time, and by segment."""

from collections.abc import Sequence

from tenure import charts
from tenure.charts.attrition import MOST_PERIODS, shown_periods
from tenure.charts.changes import Change, numbered, within
from tenure.charts.result import (
    SNAPSHOT,
    AttritionRow,
    Result,
    attrition_rows,
    period_kind,
    split_by,
)
from tenure.charts.split import Split, last_split
from tenure.charts.words import Words
from tenure.report.blocks import Block, chosen_shown, definition_shown, options_shown
from tenure.report.data import ReportData
from tenure.report.figures import Figure, figure
from tenure.report.numbers import attrition_table, segment_table
from tenure.report.tables import TableView


def totals_figure(result: Result, words: Words) -> Figure:
    """Draw what the total hides."""
    says = [words("figure.totals")]
    if any(not row.complete for row in shown_periods(result)):
        says.append(words("figure.totals_open"))
    return figure(
        lambda width: charts.totals(result, language=words.language, width=width),
        key="totals",
        label=words("figure.totals_label"),
        caption=says,
    )


def numbers(result: Result, data: ReportData, words: Words) -> TableView:
    """List the periods that the charts of a result show."""
    return attrition_table(
        shown_periods(result),
        words,
        kind=period_kind(result),
        small_cell=data.small_cell,
        as_of=result.as_of,
    )


def changes_shown(results: Sequence[Result], changes: Sequence[Change]) -> list[Change]:
    """Return the changes that fall into a period of any of the results."""
    spans = [(rows[0].start, rows[-1].end) for rows in map(shown_periods, results) if rows]
    return [one for one in changes if any(start <= one.at < end for start, end in spans)]


def over_time(
    result: Result, data: ReportData, changes: Sequence[Change], words: Words, key: str
) -> Block:
    """Show attrition in every period, with the changes numbered on it."""
    rows, kind = shown_periods(result), period_kind(result)
    notes = [words("note.periods", n=MOST_PERIODS)] if len(rows) == MOST_PERIODS else []
    drawn = _drawn(result, rows, data, changes, words, key)
    return Block(
        key=key,
        title=words("attrition.snapshot")
        if kind == SNAPSHOT
        else words("attrition.by_period", period=words(f"period.{kind}")),
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        figures=[drawn] if drawn else [],
        numbers=[numbers(result, data, words)] if rows else [],
        notes=notes if rows else [words("note.nothing")],
        marks=[(number, _mark(one, words)) for number, one in numbered(changes)] if drawn else [],
    )


def _drawn(
    result: Result,
    rows: list[AttritionRow],
    data: ReportData,
    changes: Sequence[Change],
    words: Words,
    key: str,
) -> Figure | None:
    kind = period_kind(result)
    if kind == SNAPSHOT or all(row.rate is None for row in rows):
        return None
    return figure(
        lambda width: charts.attrition(
            result,
            language=words.language,
            changes=changes,
            small_cell=data.small_cell,
            width=width,
        ),
        key=key,
        label=_label(rows, kind, words),
        caption=_caption(rows, data, changes, words),
    )


def by_segment(result: Result, data: ReportData, words: Words, key: str) -> Block:
    """Show the last complete period split by an attribute."""
    by, kind = split_by(result) or "", period_kind(result)
    split = last_split(result)
    figures: list[Figure] = []
    tables: list[TableView] = []
    notes = [] if split else [words("note.none_complete")]
    period = words.formats.period(split.start if split else result.as_of, kind)
    if split:
        figures = [
            figure(
                lambda width: charts.attrition_split(
                    result, language=words.language, small_cell=data.small_cell, width=width
                ),
                key=key,
                label=words("figure.split_label", by=by),
                caption=_split_caption(split, data, words),
            )
        ]
        last = [row for row in attrition_rows(result) if row.start == split.start]
        tables = [segment_table(last, words, by=by, small_cell=data.small_cell, period=period)]
        if split.left_out:
            notes.append(words("note.segments", count=split.left_out))
    return Block(
        key=key,
        title=words("attrition.snapshot_by", by=by)
        if kind == SNAPSHOT
        else words("attrition.by_segment", by=by, period=period),
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        figures=figures,
        numbers=tables,
        notes=notes,
    )


def _split_caption(split: Split, data: ReportData, words: Words) -> list[str]:
    """Explain only the signs that the chart shows."""
    says = [words("figure.split")]
    if split.earlier:
        says.append(words("figure.split_earlier"))
    if split.overall is not None:
        says.append(words("figure.split_all"))
    if any((row.at_start or 0) < data.small_cell for row in split.rows):
        says.append(words("figure.split_small", n=data.small_cell))
    return says


def _mark(change: Change, words: Words) -> str:
    kind = words.texts.get(f"change.{change.kind}", change.kind)
    return words("note.change", date=words.formats.date(change.at), kind=kind, name=change.name)


def _label(rows: list[AttritionRow], kind: str, words: Words) -> str:
    known = [row for row in rows if row.complete and row.rate is not None]
    if not known:
        return words("note.none_complete")
    formats = words.formats
    return words(
        "figure.attrition_label",
        first=formats.period(known[0].start, kind),
        last=formats.period(known[-1].start, kind),
        from_rate=formats.percent(known[0].rate),
        to_rate=formats.percent(known[-1].rate),
    )


def _caption(
    rows: list[AttritionRow], data: ReportData, changes: Sequence[Change], words: Words
) -> list[str]:
    """Explain only the signs that the chart shows."""
    says = [words("figure.attrition")]
    if any(not row.complete for row in rows):
        says.append(words("figure.unfinished"))
    drawn = [row for row in rows if row.complete and row.rate is not None]
    if any((row.at_start or 0) < data.small_cell for row in drawn):
        says.append(words("figure.small", n=data.small_cell))
    if any(row.reason for row in drawn):
        says.append(words("figure.truncated"))
    if rows and within(changes, rows[0].start, rows[-1].end):
        says.append(words("figure.changes"))
    return says
