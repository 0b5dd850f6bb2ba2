"""The blocks of retention: the triangle with its curves, and the curves of segments."""

from tenure import charts
from tenure.charts.curves import first_period
from tenure.charts.pooled import pool
from tenure.charts.result import Result, period_kind, retention_rows, split_by
from tenure.charts.retention_split import MOST_PANELS, largest_segments
from tenure.charts.words import Words
from tenure.report.blocks import Block, chosen_shown, definition_shown, mode_shown, options_shown
from tenure.report.data import ReportData
from tenure.report.figures import Figure, figure
from tenure.report.numbers import cohort_table, pooled_table
from tenure.report.segments import segments_table
from tenure.report.triangle import Triangle, triangle


def cohorts(result: Result, data: ReportData, words: Words, key: str) -> Block:
    """Show the triangle of cohorts and their curves."""
    kind, small = period_kind(result), data.small_cell
    title = words(
        "retention.cohorts", period=words(f"period.{kind}"), mode=mode_shown(result, words)
    )
    if not result.table.num_rows:
        return _nothing(result, words, key, title)
    laid = triangle(result, words, small_cell=small)
    drawable = any(p.rate is not None and p.eligible >= small for p in laid.pooled)
    return Block(
        key=key,
        title=title,
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        triangle=laid,
        figures=[_curves(result, data, words, key)] if drawable else [],
        numbers=[
            pooled_table(laid.pooled, words, small_cell=small),
            cohort_table(laid.shown, words, kind=kind, small_cell=small),
        ],
        notes=_notes(laid, words),
    )


def by_segment(result: Result, data: ReportData, words: Words, key: str) -> Block:
    """Show the pooled retention of each segment."""
    by, kind = split_by(result) or "", period_kind(result)
    title = words(
        "retention.by_segment",
        by=by,
        period=words(f"period.{kind}"),
        mode=mode_shown(result, words),
    )
    segments = largest_segments(retention_rows(result))
    if not segments:
        return _nothing(result, words, key, title)
    figures = [
        figure(
            lambda width: charts.retention_split(
                result, language=words.language, small_cell=data.small_cell, width=width
            ),
            key=key,
            label=words("figure.panels_label", by=by),
            caption=[words("figure.panels", n=data.small_cell)],
        )
    ]
    notes = [words("note.panels", n=MOST_PANELS)] if len(segments) > MOST_PANELS else []
    return Block(
        key=key,
        title=title,
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        figures=figures,
        tables=[segments_table(segments, words, by=by, kind=kind, small_cell=data.small_cell)],
        notes=notes,
    )


def _nothing(result: Result, words: Words, key: str, title: str) -> Block:
    """Say that a result has no rows."""
    return Block(
        key=key,
        title=title,
        metric=result.metric,
        definition=definition_shown(result, words),
        sql=result.sql,
        options=options_shown(result),
        lead=chosen_shown(result, words),
        notes=[words("note.nothing")],
    )


def _curves(result: Result, data: ReportData, words: Words, key: str) -> Figure:
    pooled = pool(retention_rows(result))
    says = [words("figure.curves")]
    if first_period(pooled) == 1:
        says.append(words("figure.without_zero"))
    return figure(
        lambda width: charts.retention_curves(
            result, language=words.language, small_cell=data.small_cell, width=width
        ),
        key=key,
        label=words("figure.curves_label"),
        caption=says,
    )


def _notes(laid: Triangle, words: Words) -> list[str]:
    notes = []
    if laid.hidden_cohorts:
        notes.append(words("note.cohorts", count=laid.hidden_cohorts))
    if laid.hidden_periods:
        notes.append(words("note.columns"))
    return notes
