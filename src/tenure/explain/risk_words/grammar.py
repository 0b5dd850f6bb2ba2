"""What must be known of a language to tell whether a risk word is meant."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tenure.explain.tokens import Token


class Denial(NamedTuple):
    """One word that denies another: where it stands, and whether it denies only that one can."""

    at: int
    only_able: bool = False


class Grammar(Protocol):
    """How phrases are cut, and what makes them not meant, in one language."""

    def in_phrase(self, tokens: Sequence[Token], at: int) -> bool:
        """Tell whether a token of a phrase must be in a text that has it."""

    def literal(self, token: Token) -> bool:
        """Tell whether a token that denies is a word of its phrase like any other."""

    def counts(self, token: Token) -> bool:
        """Tell whether a token counts as a word that stands between two others."""

    def divides(self, token: Token) -> bool:
        """Tell whether no phrase goes on beyond a token."""

    def denials(self, tokens: Sequence[Token]) -> list[tuple[Denial, ...]]:
        """Return what denies each token."""

    def others_say(self, tokens: Sequence[Token], places: Sequence[int]) -> bool:
        """Tell whether the words at these places are quoted, or said or done by third persons."""

    def in_jest(self, tokens: Sequence[Token], text: str) -> bool:
        """Tell whether a sentence laughs and praises."""


def quoted(tokens: Sequence[Token], opens: str, closes: str) -> frozenset[int]:
    """Return the places between quotation marks, unless they hold the whole sentence."""
    inside: list[int] = []
    opened: int | None = None
    for at, token in enumerate(tokens):
        if opened is not None and token.form in closes:
            inside.extend(range(opened + 1, at))
            opened = None
        elif opened is None and token.form in opens:
            opened = at
    return frozenset(inside if len(inside) + 3 < len(tokens) else ())
