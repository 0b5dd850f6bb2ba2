"""The phrases that are looked for: those that ship with Tenure, with what a company changed."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Self

from tenure.errors import DefinitionError, suggest

LANGUAGES = ("en", "ko")
HARMLESS = "harmless"
"""The kind of phrases in which a risk word is none: 'cancel the meeting'."""
SLOT = re.compile(r"\{(\w+)\}")
_LISTED = "tenure explain text --words lists them"
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True)
class Phrase:
    """A phrase as people write it, and what kind of risk it tells of.

    `*` stands for up to six words, `{bank}` for one word of a slot.
    """

    text: str
    kind: str


@dataclass(frozen=True)
class Lexicon:
    """Phrases by language, and the words of their slots."""

    phrases: Mapping[str, tuple[Phrase, ...]]
    slots: Mapping[str, Mapping[str, tuple[str, ...]]]

    @classmethod
    def shipped(cls) -> Self:
        """Return the phrases that ship with Tenure."""
        return cls(
            {language: _phrases(language) for language in LANGUAGES},
            {language: _slots(language) for language in LANGUAGES},
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of risk in their order, without the harmless ones."""
        kinds = dict.fromkeys(one.kind for some in self.phrases.values() for one in some)
        return tuple(kind for kind in kinds if kind != HARMLESS)

    def edited(
        self, add: Mapping[str, Sequence[str]] | None = None, remove: Sequence[str] = ()
    ) -> Self:
        """Return this lexicon with phrases added by kind, and others removed.

        An added phrase is looked for in texts of the language that it is written in; one of
        the kind 'harmless' says where a risk word is none. Raises DefinitionError for a
        phrase to remove that is not there, and for a slot that its language does not have.
        """
        for place, problem in self.wrong(add or {}, remove):
            problem.where = f"risk_words.{place[0]}"
            raise problem
        gone = {text.casefold() for text in remove}
        added = [Phrase(text, kind) for kind, texts in (add or {}).items() for text in texts]
        phrases = {
            language: (
                *(one for one in some if one.text.casefold() not in gone),
                *(one for one in added if language_of_phrase(one.text) == language),
            )
            for language, some in self.phrases.items()
        }
        return type(self)(phrases, self.slots)

    def wrong(
        self, add: Mapping[str, Sequence[str]], remove: Sequence[str]
    ) -> Iterator[tuple[tuple[str | int, ...], DefinitionError]]:
        """Yield what there is not, by its key below [risk_words], as an error."""
        there = [one.text for some in self.phrases.values() for one in some]
        folded = {one.casefold() for one in there}
        for at, text in enumerate(remove):
            if text.casefold() not in folded:
                yield ("remove", at), _unknown("phrase", text, there)
        for kind, texts in add.items():
            for at, text in enumerate(texts):
                slots = self.slots[language_of_phrase(text)]
                for name in SLOT.findall(text):
                    if name not in slots:
                        yield ("add", kind, at), _unknown("slot", name, list(slots))


def _unknown(what: str, text: str, allowed: list[str]) -> DefinitionError:
    near = suggest(text, allowed)
    if near:
        return DefinitionError(f"there is no {what} {text!r}", hint=f"did you mean {near!r}?")
    listed = f"there are: {', '.join(allowed)}" if what == "slot" else _LISTED
    return DefinitionError(f"there is no {what} {text!r}", hint=listed)


def language_of_phrase(text: str) -> str:
    """Return 'ko' for a phrase with a Hangul syllable, else 'en'."""
    return "ko" if _HANGUL.search(text) else "en"


@cache
def _file(language: str) -> dict[str, Any]:
    text = files(__package__).joinpath("words", f"{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _phrases(language: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(text, kind)
        for kind, texts in _file(language).items()
        if kind != "slots"
        for text in texts
    )


def _slots(language: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in _file(language).get("slots", {}).items()}
