"""Put a report together as one HTML text, and write it to a file."""

import re
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.charts.attrition import shown_periods
from tenure.charts.result import SNAPSHOT, Result, period_kind, split_by
from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure.report import attrition, explained, more, retention
from tenure.report.blocks import Block, without_repeats
from tenure.report.chapters import EXPLANATIONS, OF_PAGES, chapter_of
from tenure.report.data import ReportData
from tenure.report.headline import headline, primary
from tenure.report.quality import groups, tables_view
from tenure.report.summary import summary
from tenure.report.triangle import STEPS
from tenure.store import write_text

if TYPE_CHECKING:
    import jinja2
    import markupsafe

_KINDS = ("month", "week", "quarter", "year", "day")
_WORDS = (
    *("at_start", "retained", "lost", "joined", "won_back", "at_end", "joined_and_lost"),
    *("attrition", "interval", "cohort", "eligible", "returned", "retention"),
)


def render(data: ReportData, *, language: str | None = None) -> str:
    """Return the report as one HTML text that needs nothing else.

    `language` is en or ko, the company's own unless given. The same data give the same
    text. Raises TenureError for a language that has no words.
    """
    words = Words(language or data.language, "tenure.report")
    css = _resource("report.css")
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            _content(data, words), data=data, words=words, css=css, csp=_policy(css), steps=STEPS
        )
    )


def write(data: ReportData, path: str | Path, *, language: str | None = None) -> Path:
    """Write the report to a file, which is whole or not there, and return its path."""
    target = Path(path)
    text = render(data, language=language)
    try:
        write_text(target, text)
    except OSError as error:
        raise TenureError(f"the report cannot be written: {error}", where=str(target)) from error
    return target


def _content(data: ReportData, words: Words) -> dict[str, Any]:
    first = primary(data.results)
    head = headline(data.results)
    blocks = _blocks(data, words)
    shown = {
        "summary": True,
        "attrition": blocks["attrition"],
        "retention": blocks["retention"],
        "split": blocks["split"],
        "explain": blocks["explain"],
        "predict": blocks["predict"],
        "more": blocks["more"],
        "quality": data.quality or data.tables,
        "skipped": data.skipped,
        "reading": True,
    }
    titles = {key: words(f"section.{key}") for key in shown}
    if head and head.kind == SNAPSHOT:
        titles["attrition"] = words("section.snapshot")
    totals, totals_numbers = None, []
    if first and head and len(shown_periods(first)) > 1:
        totals = attrition.totals_figure(first, words)
        totals_numbers = [attrition.numbers(first, data, words)]
    return {
        "summary": summary(head, words) if head else None,
        "totals": totals,
        "totals_numbers": totals_numbers,
        "lead": words("headline.none" if first else "headline.nothing"),
        "blocks": blocks,
        "contents": [key for key, there in shown.items() if there],
        "titles": titles,
        "tables": tables_view(data, words),
        "groups": groups(data, words),
        "reading": [(words(f"column.{key}"), words(f"reading.{key}")) for key in _WORDS],
        "kind": words.texts.get(f"kind.{data.kind}", data.kind),
    }


def _blocks(data: ReportData, words: Words) -> dict[str, list[Block]]:
    """Sort the results into sections; each gets a key of its own for its ids."""
    blocks: dict[str, list[Block]] = {
        "attrition": [],
        "split": [],
        "retention": [],
        "explain": [],
        "predict": [],
        "more": [],
    }
    whole = [r for r in data.results if r.metric == "attrition" and split_by(r) is None]
    changes = attrition.changes_shown(whole, data.changes)
    shown = [one for one in data.results if one.metric not in OF_PAGES]
    for number, result in enumerate(sorted(shown, key=_rank)):
        key, split = f"r{number}", split_by(result) is not None
        if result.metric == "attrition" and split:
            blocks["split"].append(attrition.by_segment(result, data, words, key))
        elif result.metric == "attrition":
            blocks["attrition"].append(attrition.over_time(result, data, changes, words, key))
        elif result.metric == "retention" and split:
            blocks["split"].append(retention.by_segment(result, data, words, key))
        elif result.metric == "retention":
            blocks["retention"].append(retention.cohorts(result, data, words, key))
        else:
            chapter = chapter_of(result.metric)
            drawn = explained.block if chapter == "explain" else more.block
            blocks[chapter].append(drawn(result, words, key))
    blocks["explain"].sort(key=lambda block: EXPLANATIONS.index(block.metric))
    return {
        section: without_repeats(found, once_a_metric=section == "split")
        for section, found in blocks.items()
    }


def _rank(result: Result) -> tuple[int, bool]:
    """Put months first, exact periods before later ones; else as they were given."""
    kind = period_kind(result)
    mode = str(result.options.get("mode") or "exact")
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS), mode != "exact"


def _policy(css: str) -> str:
    """Allow the page its own style and nothing else."""
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _resource(name: str) -> str:
    return files("tenure.report").joinpath("static", name).read_text("utf-8")


def _environment() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("tenure.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = unbroken
    return environment


def unbroken(text: str) -> "markupsafe.Markup":
    """Escape a sentence and keep each interval in it on one line."""
    import markupsafe

    keep = markupsafe.Markup('<span class="nb">{}</span>')
    parts = re.split(r"(\(?\d[\d.,]*[–~]\d[\d.,]*%\)?)", text)
    return markupsafe.Markup("").join(
        keep.format(part) if index % 2 else part for index, part in enumerate(parts)
    )
