"""When a number should not be trusted, as a code with the numbers in it, and in words."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np

from tenure.predict.evaluate.rows import Integers, Rows

Language = Literal["en", "ko"]

FEW = 10
"""Fewer events than this, or rows without one, and ranking and rates say next to nothing."""

SCARCE = 100
"""Fewer, and a calibration slope is too unsure to judge by: Y. Vergouwe et al., Substantial
effective sample sizes were required for external validation studies, J Clin Epidemiol 58 (2005)."""


@dataclass(frozen=True)
class Doubt:
    """A reason not to trust a number: a `code`, and the numbers that belong to it."""

    code: str
    numbers: tuple[tuple[str, float | str], ...] = ()

    def says(self, language: Language = "en") -> str:
        """Return the doubt as a sentence."""
        return sentence("doubt", self.code, language, **dict(self.numbers))


def doubt(code: str, **numbers: float | str) -> Doubt:
    """Return a doubt with its numbers, by name."""
    return Doubt(code, tuple(numbers.items()))


def sentence(section: str, code: str, language: Language, **numbers: float | str) -> str:
    """Return a text of `words/`, with its numbers filled in."""
    return texts(language)[section][code].format(**numbers)


@cache
def texts(language: Language) -> dict[str, dict[str, str]]:
    """Return the texts of a language, by section and code."""
    text = files("tenure.predict.evaluate").joinpath(f"words/{language}.toml").read_text("utf-8")
    return tomllib.loads(text)


def doubts_of(
    rows: Rows, cluster: Integers, *, wanted: int = FEW, fitted: bool = True
) -> tuple[Doubt, ...]:
    """Return why metrics of these rows should not be trusted; empty when nothing speaks against.

    Events and rows without are counted in customers (`cluster`), not rows, and `wanted` of
    each; `fitted` is false when a recalibration could not be fitted.
    """
    seen = rows.weight > 0
    if not seen.any():
        return (doubt("no_rows"),)
    events, others = (len(np.unique(cluster[seen & (rows.y == value)])) for value in (1, 0))
    if not events or not others:
        return (doubt("no_events" if not events else "only_events"),)
    fewer = min(events, others)
    found = []
    if fewer < wanted:
        found.append(doubt("few" if fewer < FEW else "scarce", events=events, others=others))
    if not fitted:
        found.append(doubt("no_recalibration"))
    return tuple(found)
