"""What has to be said about a forecast, and why a number is missing: codes, and in words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["en", "ko"]

BEYOND = "beyond_the_horizon"
NO_CAUSE = "no_cause_recorded"
NOT_SAID = "cause_mostly_unknown"
NOBODY = "nobody_would_leave"


@dataclass(frozen=True)
class Note:
    """Something that has to be said: a `code`, and the numbers or names that belong to it."""

    code: str
    values: tuple[tuple[str, float | str], ...] = ()

    def says(self, language: Language = "en") -> str:
        """Return the note as a sentence."""
        return said(self.code, language, **dict(self.values))


def note(code: str, **values: float | str) -> Note:
    """Return a note with its values, by name."""
    return Note(code, tuple(values.items()))


def said(code: str, language: Language = "en", **values: float | str) -> str:
    """Return the sentence of a code, with its values filled in."""
    return texts(language)[code].format(**values)


@cache
def texts(language: Language) -> dict[str, str]:
    """Return the sentences of a language, by code."""
    text = files("tenure.predict.survival").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
