"""One block a result: heading, definition, pictures, and what they were made from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.report.figures import Figure
from tenure.report.tables import TableView
from tenure.report.triangle import Triangle


@dataclass(frozen=True)
class Block:
    """What a template prints of one result."""

    key: str
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
    marks: Sequence[str] = field(default=())


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
