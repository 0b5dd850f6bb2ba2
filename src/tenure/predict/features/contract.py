"""What a feature is: its name in stored models, its kind and unit, and how people say it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import isnan
from typing import Literal

Kind = Literal["number", "flag", "category"]
Family = Literal[
    "use",
    "value",
    "money",
    "ratio",
    "service",
    "sentiment",
    "relationship",
    "payment",
    "contract",
    "purchase",
    "logo",
    "tenure",
    "attribute",
]
Unit = Literal[
    "times",
    "hours",
    "days",
    "weeks",
    "months",
    "names",
    "users",
    "share",
    "change",
    "difference",
    "money",
    "ratio",
    "points",
    "",
]
"""change: (now − then) / then; difference: now − then. Both are said by their sign."""

SIGNED = ("change", "difference")
_WHOLE = ("times", "days", "weeks", "months", "names", "users")
"""Units of which one is said in words."""
LANGUAGES = ("en", "ko")
_OF_ALL, _NORM = ("change", "per_event"), "_against_norm"
"""What stands where the name of an event does in features of all events, and after such a name."""
_LONGEST = 40
"""Bytes of a name that stay as they are: PostgreSQL cuts names of columns after 63."""


@dataclass(frozen=True)
class Feature:
    """One column of the matrix.

    name: stable, for models keep it. kind: number and flag are float64 in the matrix (a flag
    1 or 0), a category is a string; null is undefined. table: the canonical table without
    which it is not there. words: the key of its sentences in words/*.toml, into which
    `about` (the name of an event, of an attribute) and `days` (of its window) are put.
    """

    name: str
    kind: Kind
    family: Family
    unit: Unit
    table: str
    words: str
    about: str = ""
    days: int | None = None

    def says(self, value: object, language: str = "en", higher: bool = True) -> str:
        """Return the sentence that a person would say, with the value in it.

        `higher` says whether the value is above what is usual; a change says by its own sign
        whether it rose or fell, a flag whether it is so. A value that is None or NaN is said
        to be unknown.
        """
        text = _sentences(language)
        told = text[self.words]
        if value is None or (isinstance(value, float) and isnan(value)):
            return text["unknown"]["what"].format(what=self.called(language))
        if self.kind == "category":
            return told["high"].format(value=value, about=self.about, days=self.days)
        number = float(value)  # type: ignore[arg-type]
        if self.unit in SIGNED:
            higher = number >= 0
        elif self.kind == "flag":
            higher = number > 0
        written = said(abs(number) if self.unit in SIGNED else number, self.unit)
        alone = "none" if written == "0" else "one" if number == 1 and self.unit in _WHOLE else ""
        sentence = told.get(alone, told["high" if higher else "low"])
        return sentence.format(value=written, about=self.about, days=self.days)

    def called(self, language: str = "en") -> str:
        """Return what the feature is, in a few words."""
        what = _sentences(language)[self.words]["what"]
        return what.format(about=self.about, days=self.days)


def features_of(family: Family, table: str) -> Callable[..., Feature]:
    """Return a function that makes the features of a family, all from one table.

    Its arguments: name, unit, words, and about, days and kind where they matter.
    """

    def made(
        name: str,
        unit: Unit,
        words: str,
        *,
        about: str = "",
        days: int | None = None,
        kind: Kind = "number",
    ) -> Feature:
        return Feature(name, kind, family, unit, table, words, about, days)

    return made


def said(number: float, unit: str) -> str:
    """Return a number as people write it: percents of shares, thousands apart, few decimals."""
    if unit in ("share", "change"):
        return f"{number * 100:,.0f}" if abs(number) >= 0.1 or number == 0 else _short(number * 100)
    if unit == "money" and abs(number) >= 100:
        return f"{number:,.0f}"
    return _short(number)


def _short(number: float) -> str:
    """Write whole numbers whole, large ones without decimals, others with one or two."""
    decimals = 0 if abs(number) >= 100 else 1 if abs(number) >= 1 else 2
    text = f"{number:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def part_of_name(word: str) -> str:
    """Return a word of the company (an event, an attribute) as part of a feature's name.

    Lower-case letters, digits and underscores stay, of any script. Whatever else there is
    becomes an underscore and a digest of the word is added, so that two words never share a
    column, not even in engines to which upper and lower case are the same. So is it to words
    that would make the name of another feature: `value_change_28d` is not that of a "change".
    """
    kept = re.sub(r"[^\w]", "_", word.lower())
    meant_otherwise = word in _OF_ALL or word.endswith(_NORM)
    if kept == word and len(word.encode()) <= _LONGEST and not meant_otherwise:
        return word
    short = kept.encode()[: _LONGEST - 9].decode(errors="ignore")
    return f"{short}_{sha256(word.encode()).hexdigest()[:8]}"


@cache
def _sentences(language: str) -> Mapping[str, Mapping[str, str]]:
    """Read the sentences of a language; what it lacks is said in English."""
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    text = files("tenure.predict") / "words" / f"features.{spoken}.toml"
    return tomllib.loads(text.read_text("utf-8"))
