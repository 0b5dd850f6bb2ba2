"""One block a result: heading, definition, pictures, and what they were made from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.report.figures import Figure
from tenure.report.tables import TableView
from tenure.report.triangle import Triangle


@dataclass(frozen=True)
class Block:
    """What a template prints of one result."""

    key: str
    metric: str
    title: str
    definition: str
    sql: str
    options: str
    lead: str = ""
    triangle: Triangle | None = None
    figures: Sequence[Figure] = ()
    tables: Sequence[TableView] = ()
    numbers: Sequence[TableView] = ()
    notes: Sequence[str] = ()
    marks: Sequence[tuple[int, str]] = ()
    definition_shown: bool = True
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()


def without_repeats(blocks: Sequence[Block], *, once_a_metric: bool = False) -> list[Block]:
    """Say each thing once a section: definitions, sentences of captions, the list of changes.

    What is left out above a picture stands in the fold beneath it. Split results differ in
    their definition by what they are split by alone: there, once a metric is enough.
    """
    seen: set[str] = set()
    calm = []
    for block in blocks:
        said = block.metric if once_a_metric else block.definition
        figures = [
            replace(figure, caption=[part for part in figure.caption if part not in seen])
            for figure in block.figures
        ]
        marks = [] if "marks" in seen else block.marks
        calm.append(replace(block, figures=figures, marks=marks, definition_shown=said not in seen))
        seen |= {said, *(part for figure in block.figures for part in figure.caption)}
        seen |= {"marks"} if block.marks else set()
    return calm


def options_shown(result: Result) -> str:
    """Write the options of a result on one line, in a fixed order."""
    given = sorted((key, value) for key, value in result.options.items() if value is not None)
    return ", ".join(f"{key} = {value}" for key, value in given)


def definition_shown(result: Result, words: Words) -> str:
    """Return the definition in the language of the page, where the result has it."""
    by_language: dict[str, str] = getattr(result, "words", {})
    return by_language.get(words.language, result.definition)


def chosen_shown(result: Result, words: Words) -> str:
    """Say of whom the result speaks, where it is not of everyone."""
    where = result.options.get("where")
    return words("note.where", where=where) if where else ""


def mode_shown(result: Result, words: Words) -> str:
    """Name the mode of a retention result; one that has no name is shown as it is."""
    mode = str(result.options.get("mode") or "exact").replace("-", "_")
    key = f"mode.{mode}"
    return words(key) if key in words.texts else mode
