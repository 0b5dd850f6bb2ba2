"""Codes on a time line as its reader says them: how a payment ended, channels, arms, reasons.

What a company writes in its own words stays; a code that systems use has words in both languages.
"""

from functools import lru_cache

from tenure.charts.words import Words
from tenure.company.explanations.reasons.said import edited
from tenure.definitions.reasons import Reasons
from tenure.measure.payments import outcome_of
from tenure.report.more import named
from tenure_web.lib import company

_KEPT = 1_024
_CONTRACTS = ("contract_notice", "contract_ended")
_CHANNELS = ("ticket", "ticket_solved", "touch", "touch_opened", "touch_clicked")


def what(kind: str, text: str, words: Words) -> str:
    """Return what a line is about: of a payment how it ended, of a contact its channel."""
    if kind == "payment":
        return payment(text, words)
    if kind in _CHANNELS:
        return channel(text, words)
    return named(text, words) if kind == "feedback" else text


def detail(kind: str, text: str, words: Words) -> str:
    """Return what more a line says: of a contract that ends, why."""
    return reason(text, words) if kind in _CONTRACTS and text else text


def payment(status: str, words: Words) -> str:
    """Return how a payment ended; a word of the reader's own language, or of none, stays."""
    ended = outcome_of(status)
    if ended is None or status.isascii() == (words.language == "en"):
        return status
    return words(f"story_payment.{ended}")


def channel(name: str, words: Words) -> str:
    """Return what a channel is called; another than those known here stays as it is."""
    key = name.strip().casefold().replace(" ", "_").replace("-", "_")
    return words.texts.get(f"story_channel.{key}", name)


def reason(label: str, words: Words) -> str:
    """Return why a contract ended, by the company's own taxonomy of reasons."""
    return _reason(company.definitions().reasons.model_dump_json(), label, words.language)


@lru_cache(_KEPT)
def _reason(own: str, label: str, language: str) -> str:
    found = edited(Reasons.model_validate_json(own))
    return found.words(found.of_label(label).code, language) or label
