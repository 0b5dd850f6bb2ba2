"""The guide of an interview: open questions first, then those about what is known of one."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from tenure.sentences import fill

LANGUAGES = ("en", "ko")
_LONGEST = 160
"""Letters of someone's own words that a question quotes."""


@dataclass(frozen=True)
class Known:
    """What is known of someone to interview; names of reasons and themes come by language.

    themes: what they wrote about; grown: what those like them write about more than before."""

    left: bool
    stated: tuple[str, str] | None = None
    recorded: str | None = None
    words: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)
    contradicts: bool = False
    competitor: str | None = None
    risk: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    themes: tuple[tuple[str, str], ...] = ()
    grown: tuple[str, str] | None = None


def guide(known: Known, language: str) -> list[str]:
    """Return the questions to ask someone, in a language, in their order."""
    place = LANGUAGES.index(language)
    found = [said("ask.opening_left" if known.left else "ask.opening", language)]
    if known.words:
        found.append(said("ask.stated", language, words=_short(known.words)))
    elif known.recorded:
        found.append(said("ask.recorded", language, label=known.recorded))
    elif known.left:
        found.append(said("ask.unknown", language))
    if known.evidence and known.stated and known.contradicts:
        stated = known.stated[place]
        evidence = known.evidence[language]
        found.append(said("ask.contradiction", language, stated=stated, evidence=evidence))
    elif known.evidence:
        found.append(said("ask.observed", language, evidence=known.evidence[language]))
    if known.competitor:
        found.append(said("ask.competitor", language, competitor=known.competitor))
    found += [said("ask.theme", language, theme=one[place]) for one in known.themes]
    if known.grown:
        found.append(said("ask.grown", language, theme=known.grown[place]))
    found += [said("ask.risk", language, says=one) for one in known.risk[place]]
    return [*found, said("ask.alternatives", language), said("ask.closing", language)]


def said(key: str, language: str, **values: object) -> str:
    """Return a sentence, with its values filled in."""
    section, _, name = key.partition(".")
    return fill(str(_words(language)[section][name]), **values)


def keys(language: str) -> Sequence[str]:
    """Name every sentence of a language."""
    return [f"{section}.{name}" for section, own in _words(language).items() for name in own]


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


@cache
def _words(language: str) -> dict[str, dict[str, str]]:
    path = files("tenure.explain.interviews") / "words" / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8"))
