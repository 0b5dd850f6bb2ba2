"""Notes on models as codes with numbers, and the sentences that say them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Note:
    """Something to know about a model or a score: its code, and the values that belong to it."""

    code: str
    values: tuple[tuple[str, Any], ...] = ()

    def says(self, language: str = "en") -> str:
        """Return the note as a sentence."""
        return said(f"notes.{self.code}", language, **dict(self.values))


def note(code: str, **values: Any) -> Note:
    """Return a note with its values, by name."""
    return Note(code, tuple(values.items()))


def said(key: str, language: str = "en", **values: Any) -> str:
    """Return the text of a key like "card.title", with its values filled in."""
    section, code = key.split(".")
    return texts(language)[section][code].format(**values)


@cache
def texts(language: str) -> Mapping[str, Mapping[str, str]]:
    """Return the texts of a language by section and code; English where there is none."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    text = files("tenure.predict").joinpath(f"words/models.{spoken}.toml").read_text("utf-8")
    return tomllib.loads(text)
