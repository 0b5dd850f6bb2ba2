"""Words that tell how others are meant: those that deny, report, laugh or praise."""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import Self


@dataclass(frozen=True)
class Signs:
    """The lists of one language; what a language has no use for is empty."""

    negating: frozenset[str] = frozenset()
    negating_pairs: frozenset[str] = frozenset()
    passing: frozenset[str] = frozenset()
    function: frozenset[str] = frozenset()
    clause: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    pronouns: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    saying: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    praise: frozenset[str] = frozenset()
    laughter: frozenset[str] = frozenset()

    @classmethod
    @cache
    def of(cls, language: str) -> Self:
        """Return the lists of a language."""
        text = files(__package__).joinpath("words", f"signs.{language}.toml").read_text("utf-8")
        lists = tomllib.loads(text)
        unknown = set(lists) - {one.name for one in fields(cls)}
        if unknown:
            raise ValueError(f"unknown lists: {sorted(unknown)}")
        return cls(**{name: frozenset(words) for name, words in lists.items()})
