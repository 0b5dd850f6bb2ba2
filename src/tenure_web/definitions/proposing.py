"""What the library's draft proposes for one file, and what it would for another table."""

import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import Any

from tenure.draft.vocabulary import SURE, likeness
from tenure.tables import TABLES

_HEAD = re.compile(r"^# ?\[tables\.(\w+)\]")
_COLUMN = re.compile(r'^(# ?)?(\w+) = "((?:[^"\\]|\\.)*)"\s*(?:# (.*))?$')
LAYOUT = ("sheet", "skip_rows", "fixed", "layout")
OPTIONS = ("dates", "time_zone", "decimal", *LAYOUT)


@dataclass(frozen=True)
class Proposal:
    """A table, the columns of the file that are its own, how sure that is, and how to read it.

    `doubtful` where nothing in the file says which table it is.
    """

    table: str
    columns: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)
    doubtful: bool = False


def proposed(text: str, columns: list[str]) -> Proposal:
    """Read a draft of one file: what it is sure of, and what it asks."""
    tables = tomllib.loads(text).get("tables", {})
    if not tables:
        doubted = next((match[1] for line in text.split("\n") if (match := _HEAD.match(line))), "")
        table = doubted if doubted in TABLES else "customers"
        return replace(for_table(table, columns), doubtful=doubted not in TABLES)
    name, said = next(iter(tables.items()))
    mapped = {one: one for one in columns if TABLES[name].column(one)}
    notes: dict[str, str] = {}
    for target, column, note in _lines(text, name):
        if column in columns and TABLES[name].column(target):
            mapped[target] = column
            notes[target] = note
    options = {key: said[key] for key in OPTIONS if key in said}
    return Proposal(name, mapped, notes, options)


def for_table(table: str, columns: list[str]) -> Proposal:
    """Pair the file's columns with those of a table by what they are called."""
    pairs = sorted(
        (
            (likeness(column, table, target.name), target.name, column)
            for target in TABLES[table].columns
            for column in columns
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for how, target, column in pairs:
        if how >= SURE and target not in found and column not in found.values():
            found[target] = column
    return Proposal(table, found)


def _lines(text: str, table: str) -> list[tuple[str, str, str]]:
    """Return the lines of a table's columns, those in doubt, too: target, column, comment."""
    found, within = [], False
    for line in text.split("\n"):
        if line.lstrip("# ").startswith("["):
            within = line == f"[tables.{table}.columns]"
        match = _COLUMN.match(line) if within else None
        if match:
            found.append((match[2], tomllib.loads(f'x = "{match[3]}"')["x"], match[4] or ""))
    return found
