"""The comments of a draft, in English and Korean, and how lines of TOML are written."""

import json
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tenure.tables import TABLES

_COLUMN, _WIDTH = 36, 100
_BARE = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Words:
    """The comments of one language."""

    texts: dict[str, Any]

    def say(self, section: str, key: str, **values: object) -> str:
        """Return a comment with its values filled in."""
        text: str = self.texts[section][key]
        return text.format(**values)

    def row(self, table: str) -> str:
        """Say what a row of a table is."""
        rows: dict[str, str] = self.texts.get("rows", {})
        return rows.get(table, TABLES[table].row)

    def meaning(self, table: str, target: str) -> str:
        """Say what a canonical column means."""
        column = TABLES[table].column(target)
        what: dict[str, str] = self.texts.get("columns", {})
        return what.get(target, column.what if column else target)


@dataclass(frozen=True)
class Line:
    """A line of TOML and the comment beside it, or a comment alone.

    One that is not `sure` is commented out.
    """

    code: str
    comment: str = ""
    sure: bool = True


def note(text: str) -> Line:
    """Return a comment of its own."""
    return Line("", text)


def words(language: str) -> Words:
    """Return the comments of a language, English for one that is not known."""
    return Words(_read("ko" if language == "ko" else "en"))


@cache
def _read(language: str) -> dict[str, Any]:
    text = (files("tenure.draft") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def quoted(text: str) -> str:
    """Return a text as a basic string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """Return a key of TOML, quoted where it must be."""
    return name if _BARE.fullmatch(name) else quoted(name)


def array(texts: Sequence[str]) -> str:
    """Return one text as it is, several as an array of TOML."""
    if len(texts) == 1:
        return quoted(texts[0])
    return "[" + ", ".join(quoted(text) for text in texts) + "]"


def percent(share: float) -> str:
    """Return a share as whole per cent."""
    return f"{share:.0%}".replace("%", " %")


def listed(names: Sequence[str], most: int = 12) -> str:
    """Return names with commas, and how many more there are."""
    more = f", +{len(names) - most}" if len(names) > most else ""
    return ", ".join(plain(name) for name in names[:most]) + more


def plain(text: str) -> str:
    """Return text that can stand in a comment: no line breaks, no control characters."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def remark(text: str) -> list[str]:
    """Return a comment of its own, wrapped."""
    lines = [""]
    for word in plain(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and _width(longer) > _WIDTH - 2:
            lines.append(word)
        else:
            lines[-1] = longer
    return [f"# {line}" for line in lines]


def rendered(line: Line) -> list[str]:
    """Return a line with its comment beside it, or above it when both are too long."""
    code = line.code if line.sure else f"# {line.code}"
    comment = plain(line.comment)
    if not line.code:
        return remark(comment)
    if not comment:
        return [code]
    beside = f"{code}{' ' * max(2, _COLUMN - _width(code))}# {comment}"
    return [beside] if _width(beside) <= _WIDTH + 20 else [*remark(comment), code]


def _width(text: str) -> int:
    """Return how many columns of a screen a text takes; a Korean letter takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
