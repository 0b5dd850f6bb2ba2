"""An answer as a page shows it: the report's block, drawn once and kept as a part of a page."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup, escape

from tenure import charts
from tenure.charts import to_pdf, to_png
from tenure.charts.changes import Change
from tenure.charts.result import SNAPSHOT, attrition_rows, period_kind, retention_rows, split_by
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure.report import ReportData, attrition, explained, more, retention
from tenure.report.blocks import Block
from tenure.report.chapters import chapter_of
from tenure.report.pictures import drawing
from tenure.report.triangle import STEPS
from tenure.store import fingerprint_code, write_text
from tenure_web.insights.counting import closed
from tenure_web.lib import company
from tenure_web.people.rights import Right

if TYPE_CHECKING:
    import altair as alt

MOST_CELLS = 400
"""Cells of tables that are folded away; what is larger is to be had as a file."""
KIND, FILE = "drawn", "article.html"
_drawing = threading.Lock()
_WRITTEN = ("sentence", "sentences", "phrase")
"""Columns of what customers wrote."""
_NAMING = {"growth-potential": ("first",)}
"""Columns of texts that name single customers, by metric."""
_EVERYONE = frozenset({Right.SEE_CUSTOMERS, Right.SEE_EVERYONE})
WIDE = 920
_KEY, _FORM, _SQL = "--key--", "--form--", "--sql--"
"""What stands in a kept part for what differs from page to page."""


@dataclass(frozen=True)
class Live:
    """What a part of a page can do that a file cannot; `form` opens customers, or is empty.

    From counts in `closed` nothing opens. `customers` is where pages of customers begin, empty
    where there are none.
    """

    form: str
    closed: frozenset[str]
    customers: str = ""


def lists_customers(result: Result) -> bool:
    """Say whether a result names single customers."""
    return "unit_id" in result.table.column_names


def seen_by(result: Result, rights: frozenset[Right]) -> Result | None:
    """Return what somebody may see of a result: all, less what is hidden, or nothing."""
    if lists_customers(result) and not rights >= _EVERYONE:
        return None
    away = hidden(result, rights)
    return replace(result, table=result.table.drop_columns(away)) if away else result


def hidden(result: Result, rights: frozenset[Right]) -> list[str]:
    """Return the columns that somebody may not see: what customers wrote, and who they are."""
    away: tuple[str, ...] = () if Right.SEE_PERSONAL in rights else _WRITTEN
    away += () if rights >= _EVERYONE else _NAMING.get(result.metric, ())
    return [name for name in away if name in result.table.column_names]


def is_attrition(result: Result) -> bool:
    """Say whether a result has the rows of attrition; under all conventions at once it has not."""
    return result.metric == "attrition" and "at_start" in result.table.column_names


def block(result: Result, words: Words, key: str, changes: Sequence[Change] = ()) -> Block:
    """Return a result as the report shows it, made light enough for a page."""
    small = company.definitions().retention.small_cell
    data = ReportData("", result.as_of, [result], language=words.language, small_cell=small)
    split = split_by(result) is not None
    if is_attrition(result):
        if split:
            return attrition.by_segment(result, data, words, key)
        return attrition.over_time(
            result, data, attrition.changes_shown([result], changes), words, key
        )
    if result.metric == "retention":
        found = (retention.by_segment if split else retention.cohorts)(result, data, words, key)
        # Each cell of the triangle has its numbers: only those of all cohorts are a table.
        return replace(found, numbers=found.numbers[:1])
    explains = chapter_of(result.metric) == "explain"
    told = (explained if explains else more).block(result, words, key, whole="insights.cut_here")
    return _light(told)


def _light(found: Block) -> Block:
    kept = [one for one in found.numbers if len(one.rows) * len(one.heads) <= MOST_CELLS]
    return replace(found, numbers=kept)


def article(
    result: Result,
    words: Words,
    key: str,
    *,
    form: str = "",
    changes: Sequence[Change] = (),
    sql: str = "",
    brief: bool = False,
) -> Markup:
    """Return a result as a part of a page, kept until anything that it shows changes.

    `form` is the id of the form that opens customers, where one may; `sql` the address of how
    it is computed; a `brief` one has no folds.
    """
    small, opens = company.definitions().retention.small_cell, bool(form)
    linked = _customers() if lists_customers(result) else ""
    with closing(company.store()) as store:
        name = store.key(
            *(KIND, fingerprint_code(), _fingerprint_templates(), words.language, _print(result)),
            *(sorted(changes), opens and sorted(closed(result)), bool(sql), brief, small, linked),
        )

        def build(folder: Path) -> None:
            with _drawing:
                drawn = block(result, words, _KEY, changes)
            context = {"item": drawn, "words": words, "small_cell": small, "steps": STEPS}
            context |= {
                "live": Live(_FORM if opens else "", closed(result), linked),
                "sql": _SQL if sql else "",
            }
            context |= {"columns": columns_told(result, words), "brief": brief}
            write_text(folder / FILE, render_to_string("insights/_article.html.j2", context))

        text = (store.entry(KIND, name, build) / FILE).read_text("utf-8")
    for mark, told in ((_KEY, key), (_FORM, form), (_SQL, sql)):
        text = text.replace(mark, str(escape(told)))
    return Markup(text)  # it is made of escaped parts alone


def _customers() -> str:
    """Return where pages of customers begin; nothing before there are profiles."""
    return reverse("customers:one", args=["-"])[:-1] if company.last_day() else ""


def picture(
    result: Result, kind: str, words: Words, changes: Sequence[Change] = ()
) -> bytes | None:
    """Return a result's chart as PNG or PDF, kept as `article` keeps it; None where it has none."""
    draw = chart_of(result, words, changes)
    if draw is None:
        return None
    small = company.definitions().retention.small_cell
    with closing(company.store()) as store:
        name = store.key(
            *(KIND, kind, fingerprint_code(), words.language, _print(result)),
            *(sorted(changes), small),
        )

        def build(folder: Path) -> None:
            with _drawing:
                content = to_png(draw(WIDE)) if kind == "png" else to_pdf(draw(WIDE))
            (folder / kind).write_bytes(content)

        return (store.entry(KIND, name, build) / kind).read_bytes()


def _print(result: Result) -> list[object]:
    """Return what tells a result from every other."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, result.table.schema) as stream:
        stream.write_table(result.table.combine_chunks())
    rows = hashlib.sha256(sink.getvalue()).hexdigest()
    return [result.metric, rows, result.as_of, sorted(result.options.items()), result.words]


@cache
def _fingerprint_templates() -> str:
    parts = files("tenure_web.insights") / "jinja2" / "insights"
    texts = [(parts / name).read_text("utf-8") for name in ("_article.html.j2",)]
    return hashlib.sha256("".join(texts).encode()).hexdigest()


def columns_told(result: Result, words: Words) -> list[tuple[str, str]]:
    """Return what each column means."""
    there = set(result.table.column_names)
    return [
        (one["name"], one[words.language])
        for one in result.columns
        if one["name"] in there and one.get(words.language)
    ]


def chart_of(
    result: Result, words: Words, changes: Sequence[Change] = ()
) -> "Callable[[int], alt.TopLevelMixin] | None":
    """Return what draws a result at a width; None where it has no picture."""
    split = split_by(result) is not None
    options: dict[str, Any] = {
        "language": words.language,
        "small_cell": company.definitions().retention.small_cell,
    }
    if is_attrition(result):
        if split:
            return lambda width: charts.attrition_split(result, width=width, **options)
        known = any(row.rate is not None for row in attrition_rows(result))
        if period_kind(result) == SNAPSHOT or not known:
            return None
        shown = attrition.changes_shown([result], changes)
        return lambda width: charts.attrition(result, changes=shown, width=width, **options)
    if result.metric == "retention":
        if not any(row.rate is not None and row.complete for row in retention_rows(result)):
            return None
        draw = charts.retention_split if split else charts.retention_curves
        return lambda width: draw(result, width=width, **options)
    return drawing(result, words.language)
