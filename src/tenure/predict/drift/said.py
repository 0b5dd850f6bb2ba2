"""What moved, as people say it: a bin of a column with its numbers, in English or Korean."""

import re
from typing import TYPE_CHECKING

from tenure.predict.drift.reference import ANY, MISSING, OTHER
from tenure.predict.evaluate.doubt import Language, sentence

if TYPE_CHECKING:
    from tenure.predict.features.contract import Feature

_BINS = (
    (re.compile(r"≥ (\S+)"), "at_least"),
    (re.compile(r"< (\S+)"), "below"),
    (re.compile(r"(\S+) … (\S+)"), "between"),
)
_NAMED = {MISSING: "missing", OTHER: "other", ANY: "any"}


def moved_said(moved: str, feature: "Feature | None", language: Language = "en") -> str:
    """Say of whom a share has moved: those in a bin of a feature, or of the risk (None).

    Numbers are rounded and have the unit of the feature: "2.1% or more", "3 to 5 days".
    """
    if moved in _NAMED:
        return sentence("moved", _NAMED[moved], language)
    if feature is not None and feature.kind == "category":
        return sentence("moved", "level", language, level=moved)
    if feature is not None and feature.kind == "flag":
        return sentence("moved", "no" if moved.startswith("<") else "yes", language)
    unit = "share" if feature is None else feature.unit
    for pattern, code in _BINS:
        found = pattern.fullmatch(moved)
        if found:
            ends = [_number(one, unit, language) for one in found.groups()]
            return sentence("moved", code, language, low=ends[0], high=ends[-1])
    return moved


def share_said(share: float) -> str:
    """Write a share, with a decimal below a tenth."""
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{share:.1%}"


def _number(text: str, unit: str, language: Language) -> str:
    from tenure.predict.features.contract import said

    return sentence("unit", unit or "none", language, n=said(float(text), unit))
