"""The words by which columns, tables and kinds of company are recognised."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from tenure.tables import TABLES

SURE, ASK = 0.7, 0.4
"""From `SURE` on a guess is written down; from `ASK` on it becomes a question."""

_LEVELS = {"sure": 0.95, "likely": 0.8, "perhaps": 0.55}
_CANONICAL, _ENDING = 1.0, 0.6
_BRACKETED = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]\s*$")
_SHORTEST_ENDING = 3


@dataclass(frozen=True)
class TableWords:
    """How one table is recognised: by its file's name, by columns, and by how telling each is."""

    files: tuple[str, ...]
    needs: tuple[str, ...]
    weights: Mapping[str, float]
    columns: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    open_ends: frozenset[str] = frozenset()


def folded(name: str) -> str:
    """Return a name without case, spaces and signs, in Unicode form C."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name)).casefold()


def tokens(name: str) -> list[str]:
    """Split a name where a space, a sign or a capital begins a new word."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name)
    parts = re.split(r"[\W_]+", unicodedata.normalize("NFC", spaced))
    return [part.casefold() for part in parts if part]


def variants(name: str) -> tuple[str, ...]:
    """Return a name as it is and without units: `refund (USD)`, `amount_krw`, `auto_renew_flag`."""
    bare = tokens(_BRACKETED.sub("", name)) or tokens(name)
    units = hints()["names"]["units"]
    while len(bare) > 1 and bare[-1] in units:
        bare = bare[:-1]
    while len(bare) > 1 and bare[0] in units:
        bare = bare[1:]
    short = "".join(bare).removesuffix("여부")
    return (folded(name), short) if short and short != folded(name) else (folded(name),)


def mentions(name: str, words: Iterable[str]) -> str | None:
    """Return the first word that a name holds: as whole words, or anywhere when Korean."""
    parts = tokens(name)
    joined = f" {' '.join(parts)} "
    singular = f" {' '.join(part.removesuffix('s') for part in parts)} "
    for word in words:
        plain = " ".join(tokens(word))
        if plain.isascii():
            if f" {plain} " in joined or f" {plain} " in singular:
                return word
        elif folded(word) in folded(name):
            return word
    return None


def likeness(name: str, table: str, target: str) -> float:
    """Return how surely a column of this name is the canonical column, from 0 to 1."""
    if folded(name) == folded(target):
        return _CANONICAL
    known = table_words()[table].columns.get(target, {})
    best = max(known.get(variant, 0.0) for variant in variants(name))
    return best or (_ENDING if _ends_like(name, known) else 0.0)


def _ends_like(name: str, known: Mapping[str, float]) -> bool:
    whole = variants(name)[-1]
    if not whole.isascii():
        return any(
            whole.endswith(word) and len(word) >= _SHORTEST_ENDING and not word.isascii()
            for word, level in known.items()
            if level >= _LEVELS["sure"]
        )
    parts = tokens(name)
    endings = ("".join(parts[at:]) for at in range(1, len(parts)))
    return any(known.get(ending, 0.0) >= _LEVELS["sure"] for ending in endings)


def is_open_end(name: str, table: str) -> bool:
    """Say whether a name means an end of which only the values tell what kind it is."""
    return bool(table_words()[table].open_ends.intersection(variants(name)))


@cache
def hints() -> dict[str, Any]:
    """Return the words about kinds of company, leaving and logging in."""
    return _read("hints")


@cache
def table_words() -> dict[str, TableWords]:
    """Return, by table, the words that recognise it and its columns."""
    raw = _read("columns")
    shared = raw["shared"]
    return {
        name: TableWords(
            tuple(raw[name]["files"]),
            tuple(raw[name].get("needs", ())),
            raw[name]["weights"],
            {
                column.name: _levels(raw[name].get(column.name, {}), shared, column.name)
                for column in schema.columns
            },
            frozenset(folded(word) for word in raw[name].get("ended_at", {}).get("open", ())),
        )
        for name, schema in TABLES.items()
    }


def _levels(own: Mapping[str, Any], shared: Mapping[str, Any], name: str) -> dict[str, float]:
    common = shared.get(own.get("use", name), {})
    return {
        folded(word): level
        for source in (common, own)
        for key, level in reversed(_LEVELS.items())
        for word in source.get(key, ())
    }


def _read(name: str) -> dict[str, Any]:
    text = (files("tenure.draft") / "words" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
