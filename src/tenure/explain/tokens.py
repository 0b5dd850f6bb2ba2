"""What a text is cut into: sentences of tokens, each with its lemma."""

from collections.abc import Callable
from typing import NamedTuple


class Token(NamedTuple):
    """A word or morpheme: as written, its lemma, its part of speech and where it begins.

    `tag` is Kiwi's in Korean text (Sejong tags: NNG, VV, MAG …); elsewhere WORD, NUMBER or MARK.
    """

    form: str
    lemma: str
    tag: str
    start: int


class Sentence(NamedTuple):
    """One sentence: its text, masked, and its tokens in order."""

    text: str
    tokens: tuple[Token, ...]


Analyse = Callable[[str], list[Sentence]]
"""Cuts one phrase of a lexicon, as texts of its language are cut."""

WORD = "WORD"
NUMBER = "NUMBER"
MARK = "MARK"
