"""Facts put together as a short text: what is certain first, what may be chance named as such."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from tenure.explain.why.fact import CERTAINTIES, KINDS, Fact, Kind
from tenure.sentences import fill

LANGUAGES = ("en", "ko")
_MOST = 3
"""Facts of a kind that a short text has room for."""


def tell(facts: Sequence[Fact], language: str = "en", *, most: int = _MOST) -> list[str]:
    """Return paragraphs made of the facts, a kind each, in the order of `KINDS`.

    Of each kind the most certain and then the largest come first. What may be chance is told
    only of the change itself; of other kinds it is said that there is no more than chance. A
    kind of which nothing is known is left out.
    """
    found = [_paragraph(kind, _ordered(facts, kind), language, most) for kind in KINDS]
    return [paragraph for paragraph in found if paragraph]


def said(key: str, language: str, **values: object) -> str:
    """Return the sentence of a key with its values filled in."""
    return fill(texts(language)[key], **values)


def counted(unit: str, language: str) -> dict[str, str]:
    """Return what customers or accounts are called, and what follows their number in Korean."""
    return {"units": said(f"unit_{unit}", language), "counter": said(f"counter_{unit}", language)}


@cache
def texts(language: str) -> Mapping[str, str]:
    """Return the sentences of a language by key; English where there is none."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    text = files("tenure.explain.why").joinpath(f"words/{spoken}.toml").read_text("utf-8")
    return tomllib.loads(text)


def _ordered(facts: Sequence[Fact], kind: Kind) -> list[Fact]:
    own = [one for one in facts if one.kind == kind]
    if kind == "change":
        return own
    return sorted(own, key=lambda one: (CERTAINTIES.index(one.certainty), -abs(one.size or 0.0)))


def _paragraph(kind: Kind, facts: Sequence[Fact], language: str, most: int) -> str:
    if not facts:
        return ""
    if kind == "change":
        return " ".join(one.says[language] for one in facts)
    standing = [one for one in facts if one.stands]
    unknown = [one for one in facts if one.certainty == "unknown"]
    if not standing and not unknown:
        return said(f"{kind}_none", language, looked=len(facts))
    told = [one.says[language] for one in (*standing, *unknown)[:most]]
    left = len(standing) - most
    more = [said("more", language, number=left)] if left > 0 else []
    return " ".join([said(f"{kind}_head", language), *told, *more])
