"""The phrases that are looked for: those that ship with Tenure, with what a company changed."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Phrase:
    """A phrase as people write it, and what kind of risk it tells of."""

    text: str
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """Phrases by language."""

    phrases: Mapping[str, tuple[Phrase, ...]]

    @classmethod
    def shipped(cls) -> Self:
        """Return the phrases that ship with Tenure."""
        return cls({language: _shipped(language) for language in LANGUAGES})

    def edited(
        self, add: Mapping[str, Iterable[str]] | None = None, remove: Iterable[str] = ()
    ) -> Self:
        """Return this lexicon with phrases added by kind, and others removed.

        An added phrase is looked for in texts of the language that it is written in.
        """
        gone = {text.casefold() for text in remove}
        added = [Phrase(text, kind) for kind, texts in (add or {}).items() for text in texts]
        return type(self)({
            language: (
                *(one for one in phrases if one.text.casefold() not in gone),
                *(one for one in added if _language(one.text) == language),
            )
            for language, phrases in self.phrases.items()
        })  # fmt: skip


def _language(text: str) -> str:
    return "en" if text.isascii() else "ko"


@cache
def _shipped(language: str) -> tuple[Phrase, ...]:
    text = files(__package__).joinpath("words", f"{language}.toml").read_text("utf-8")
    return tuple(
        Phrase(phrase, kind) for kind, phrases in tomllib.loads(text).items() for phrase in phrases
    )
