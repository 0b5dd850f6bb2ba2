"""Why a number is missing or weak, in the language of the page."""

from tenure.charts.unsaid import unsaid
from tenure.charts.words import Words
from tenure.measure.attrition import NOBODY, TRUNCATED, UNFINISHED
from tenure.measure.retention import NOBODY as NOBODY_STARTED
from tenure.measure.retention import UNFINISHED as UNFINISHED_FOR_SOME
from tenure.measure.retention import UNSEEN

__all__ = ["UNSEEN", "in_words"]

_KEYS = {
    UNFINISHED: "reason.unfinished",
    NOBODY: "reason.nobody",
    TRUNCATED: "reason.truncated",
    UNFINISHED_FOR_SOME: "sign.incomplete",
    NOBODY_STARTED: "reason.nobody_started",
    UNSEEN: "reason.unseen",
}


def in_words(reason: str | None, words: Words) -> str:
    """Return a reason in words; one that has none is returned as it is."""
    if not reason:
        return ""
    return words(_KEYS[reason]) if reason in _KEYS else unsaid(reason, words.language)
