"""Texts in English and Korean: masked, cut into lemmas, searched for risk words."""

from tenure.explain.risk_words.hit import Hit
from tenure.explain.risk_words.lexicon import Lexicon
from tenure.explain.text.lemmas import NEGATION
from tenure.explain.text.reading import Read, Reader

__all__ = ["NEGATION", "Hit", "Lexicon", "Read", "Reader"]
