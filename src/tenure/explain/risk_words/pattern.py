"""A phrase of the lexicon as a sequence of lemmas, and where it stands in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from tenure.explain.risk_words.grammar import Grammar
from tenure.explain.risk_words.lexicon import SLOT, Phrase
from tenure.explain.tokens import Analyse, Token

Slots = Mapping[str, tuple[str, ...]]

_WIDE = "*"
NEAR, FAR = 2, 6
"""How many words may stand between two of a phrase, and where it says `*`."""


@dataclass(frozen=True)
class Step:
    """One word of a phrase: its lemmas, and how many words may stand before it."""

    lemmas: frozenset[str]
    gap: int
    slot: bool = False


@dataclass(frozen=True)
class Pattern:
    """A phrase: its words in order, and whether it is itself a denial ('추천 안 하다')."""

    phrase: Phrase
    steps: tuple[Step, ...]
    denied: bool

    @classmethod
    def of(cls, phrase: Phrase, slots: Slots, grammar: Grammar, analyse: Analyse) -> Self | None:
        """Cut a phrase as texts are cut; None when nothing is left to look for."""
        plain, filled, wide = _spelled(phrase.text, slots)
        tokens = tuple(token for one in analyse(plain) for token in one.tokens)
        denials = [
            [one for one in some if not grammar.literal(tokens[one.at])]
            for some in grammar.denials(tokens)
        ]
        negators = {one.at for some in denials for one in some}
        kept = [
            token
            for at, token in enumerate(tokens)
            if at not in negators and grammar.in_phrase(tokens, at)
        ]
        if not kept:
            return None
        gaps = [0, *(_gap(wide, one.start, two.start) for one, two in pairwise(kept))]
        steps = tuple(
            Step(filled.get(token.start, frozenset([token.lemma])), gap, token.start in filled)
            for token, gap in zip(kept, gaps, strict=True)
        )
        return cls(phrase, steps, any(len(one) % 2 for one in denials))

    def find(self, tokens: Sequence[Token], at: int, grammar: Grammar) -> tuple[int, ...] | None:
        """Return the places of the phrase's words when its first stands at `at`."""
        places = [at]
        for step in self.steps[1:]:
            place = _next(tokens, places[-1] + 1, step, grammar)
            if place is None:
                return None
            places.append(place)
        return tuple(places)

    def told(self, tokens: Sequence[Token], places: Sequence[int]) -> str:
        """Return the phrase with the words that were found in its slots."""
        found = (tokens[at].lemma for step, at in zip(self.steps, places, strict=True) if step.slot)
        return SLOT.sub(lambda slot: next(found, slot[0]), self.phrase.text).replace(_WIDE, "…")


def _next(tokens: Sequence[Token], begin: int, step: Step, grammar: Grammar) -> int | None:
    left = step.gap
    for at in range(begin, len(tokens)):
        token = tokens[at]
        if token.lemma in step.lemmas:
            return at
        left -= grammar.counts(token)
        if left < 0 or grammar.divides(token):
            return None
    return None


def _spelled(text: str, slots: Slots) -> tuple[str, dict[int, frozenset[str]], list[int]]:
    """Put a slot's first word in its place.

    Returns the plain text, the words of the slot at each place, and before which places `*` stands.
    """
    plain, filled, wide = "", {}, []
    for word in text.split():
        if word == _WIDE:
            wide.append(len(plain))
            continue
        found = SLOT.match(word)
        if found:
            filled[len(plain)] = frozenset(slots[found[1]])
            word = slots[found[1]][0] + word[found.end() :]
        plain += f"{word} "
    return plain.strip(), filled, wide


def _gap(wide: list[int], before: int, after: int) -> int:
    return FAR if any(before < place <= after for place in wide) else NEAR
