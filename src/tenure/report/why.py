"""The block of why attrition changed: a short text, and every fact behind it folded away."""

from dataclasses import replace

from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.explain.why import Fact, tell
from tenure.report import more
from tenure.report.blocks import Block

METRIC = "why"


def block(result: Result, words: Words, key: str) -> Block:
    """Show the facts as text; their table, with intervals and commands, is folded."""
    told = more.block(result, words, key)
    facts = [
        Fact(row["kind"], {words.language: row[f"says_{words.language}"]}, row["certainty"],
             size=row["size"])
        for row in result.table.to_pylist()
        if row["certainty"] is not None
    ]  # fmt: skip
    return replace(told, paragraphs=tell(facts, words.language), tables=[], numbers=told.tables)
