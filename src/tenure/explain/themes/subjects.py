"""What customers of any company speak about: the shipped words on which themes are learnt."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tenure.explain.roots import roots

LANGUAGES = ("en", "ko")


@dataclass(frozen=True)
class Subject:
    """A subject: its code, its title by language, and the lemmas that tell of it by language."""

    code: str
    title: Mapping[str, str]
    words: Mapping[str, frozenset[str]]


@cache
def subjects() -> tuple[Subject, ...]:
    """Return the subjects that are shipped."""
    told = tomllib.loads(
        files("tenure.explain.themes").joinpath("words/subjects.toml").read_text("utf-8")
    )
    return tuple(Subject(code, one["title"], _words(one)) for code, one in told.items())


def _words(told: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    return {
        language: frozenset(root for word in told[language] for root in roots(word))
        for language in LANGUAGES
    }
