"""The chapter on why customers leave: sentences and short tables, all the numbers folded away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.explain.why import Fact, tell
from tenure.report import more
from tenure.report.blocks import Block

_MOST = 8
"""Sentences that a block has room for."""
_WHY = "why"
_SHORT: Mapping[str, tuple[str, ...]] = {
    "reasons": ("why", "stated", "stated_share", "stated_weighted", "recorded", "recorded_share",
                "observed", "observed_share"),
    "themes": ("title", "terms", "texts", "share", "share_negative"),
    "competitor-moves": ("at", "competitor", "change", "what", "before", "after", "ratio",
                         "verdict"),
}  # fmt: skip
"""Columns of the table that is shown of a wide result, without their intervals."""
_MOVED = ("rose", "fell", "together_rose", "together_fell")
"""Verdicts on a change after which attrition moved by more than chance."""
_FOLDED = frozenset({"reasons-by-period", "sentiment-worth", "competitor-mentions"})


def block(result: Result, words: Words, key: str, *, whole: str = "more.cut") -> Block:
    """Show a result as sentences where it has them, else as a table no wider than a page."""
    told = more.block(result, words, key, whole=whole)
    rows = result.table.to_pylist()
    if result.metric == _WHY:
        return _text(told, tell(_facts(rows, words.language), words.language))
    if name := result.options.get("name"):
        told = replace(told, title=f"{told.title}: {name}")
    said = [text for row in _told_first(rows) if (text := row.get(f"says_{words.language}"))]
    says = list(dict.fromkeys(said))
    if says:
        return replace(told, points=says[:_MOST], tables=[], numbers=told.tables)
    if result.metric in _FOLDED:
        return replace(told, tables=[], numbers=told.tables)
    short = _SHORT.get(result.metric)
    if short is None or not rows:
        return told
    shown = more.block(result, words, key, only=_columns(short, words.language), whole=whole)
    return replace(told, tables=shown.tables, numbers=told.tables)


def _told_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put changes after which attrition moved before the others, the newest of each first."""
    if not rows or not {"at", "verdict", "beside"} <= rows[0].keys():
        return rows
    newest = sorted(rows, key=lambda row: row["at"], reverse=True)
    return sorted(newest, key=lambda row: row["verdict"] not in _MOVED)


def _text(told: Block, paragraphs: list[str]) -> Block:
    return replace(told, paragraphs=paragraphs, tables=[], numbers=told.tables, notes=[])


def _facts(rows: list[dict[str, Any]], language: str) -> list[Fact]:
    return [
        Fact(row["kind"], {language: row[f"says_{language}"]}, row["certainty"], size=row["size"])
        for row in rows
        if row["certainty"] is not None
    ]


def _columns(names: tuple[str, ...], language: str) -> frozenset[str]:
    return frozenset(one for name in names for one in (name, f"{name}_{language}"))
