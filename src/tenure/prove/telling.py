"""What is to be said of a result, as a code with the numbers in it, and in words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from tenure.sentences import fill

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")


@dataclass(frozen=True)
class Note:
    """Something to know of a result: a `code`, and the numbers that belong to it."""

    code: str
    values: tuple[tuple[str, float | int | str], ...] = ()

    def says(self, language: Language = "en") -> str:
        """Return the note as a sentence."""
        return fill(texts(language)["notes"][self.code], **dict(self.values))


def note(code: str, **values: float | int | str) -> Note:
    """Return a note with its values, by name."""
    return Note(code, tuple(values.items()))


ALL = "all together"
"""How the sum of all plays is called in tables; no play can be called so."""


def names() -> dict[str, dict[str, str]]:
    """Return what codes in tables are called, by language: verdicts, and the sum."""
    told = {one: texts(one)["names"] for one in LANGUAGES}
    return {code: {one: told[one][code] for one in LANGUAGES} for code in told["en"]}


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return the texts of a language, by section and code."""
    text = files("tenure.prove").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
