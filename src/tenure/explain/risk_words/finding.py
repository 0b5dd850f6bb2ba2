"""Risk words found in sentences: by lemma, in order, and not where they are not meant."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from tenure.explain.risk_words.english import English
from tenure.explain.risk_words.grammar import Denial, Grammar
from tenure.explain.risk_words.hit import Hit
from tenure.explain.risk_words.korean import Korean
from tenure.explain.risk_words.lexicon import HARMLESS, Lexicon
from tenure.explain.risk_words.pattern import Pattern
from tenure.explain.tokens import Analyse, Sentence, Token

ACTIONS = frozenset(["leaving", "never_again", "competitor", "refund", "legal"])
"""Kinds of what somebody does: that one cannot do it is no denial ('I cannot cancel')."""


@dataclass(frozen=True)
class Match:
    """A pattern and the places of its words in a sentence."""

    pattern: Pattern
    places: tuple[int, ...]


@dataclass(frozen=True)
class Finder:
    """The patterns of one language by the lemma that they begin with."""

    by_first: dict[str, tuple[Pattern, ...]]
    grammar: Grammar

    @classmethod
    def of(cls, lexicon: Lexicon, language: str, analyse: Analyse) -> Self:
        """Cut every phrase of a language as texts are cut; two of the same words count as one."""
        grammar: Grammar = Korean() if language == "ko" else English()
        slots = {
            name: tuple(lemma for word in words for lemma in _lemmas(word, grammar, analyse))
            for name, words in lexicon.slots.get(language, {}).items()
        }
        by_first: dict[str, list[Pattern]] = {}
        known: set[object] = set()
        for phrase in lexicon.phrases.get(language, ()):
            pattern = Pattern.of(phrase, slots, grammar, analyse)
            key = pattern and (pattern.steps, pattern.denied, phrase.kind)
            if pattern is None or key in known:
                continue
            known.add(key)
            for lemma in sorted(pattern.steps[0].lemmas):
                by_first.setdefault(lemma, []).append(pattern)
        return cls({lemma: tuple(some) for lemma, some in by_first.items()}, grammar)

    def hits(self, sentences: Iterable[Sentence]) -> tuple[Hit, ...]:
        """Return the risk words that are meant, in their order; a word tells each kind once."""
        return tuple(hit for one in sentences for hit in self._in(one))

    def _in(self, sentence: Sentence) -> Iterator[Hit]:
        matches = list(self._matches(sentence.tokens))
        if not matches or all(one.pattern.phrase.kind == HARMLESS for one in matches):
            return
        tokens = sentence.tokens
        denials = self.grammar.denials(tokens)
        if self.grammar.in_jest(tokens, sentence.text):
            return
        taken = {p for one in matches if _harmless(one, denials) for p in one.places}
        said: set[tuple[str, int]] = set()
        for match in sorted(matches, key=_order):
            phrase, places = match.pattern.phrase, match.places
            if phrase.kind == HARMLESS or taken & set(places):
                continue
            if said & {(phrase.kind, place) for place in places}:
                continue
            if _meant(match, denials) and not self.grammar.others_say(tokens, places):
                said |= {(phrase.kind, place) for place in places}
                yield Hit(match.pattern.told(tokens, places), phrase.kind, sentence.text)

    def _matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        for at, token in enumerate(tokens):
            for pattern in self.by_first.get(token.lemma, ()):
                places = pattern.find(tokens, at, self.grammar)
                if places is not None:
                    yield Match(pattern, places)


def _harmless(match: Match, denials: Sequence[tuple[Denial, ...]]) -> bool:
    """Tell whether a phrase says that a risk word is none; one with a denial must be denied."""
    pattern = match.pattern
    if pattern.phrase.kind != HARMLESS:
        return False
    return not pattern.denied or _denied(match, denials)


def _lemmas(word: str, grammar: Grammar, analyse: Analyse) -> tuple[str, ...]:
    """Return a word of a slot as it stands, which is shown first, and its lemma when it has one."""
    tokens = [token for one in analyse(word) for token in one.tokens]
    kept = [one.lemma for at, one in enumerate(tokens) if grammar.in_phrase(tokens, at)]
    return (word, *(kept if len(kept) == 1 else ()))


def _order(match: Match) -> tuple[int, bool, int]:
    """First what begins first; of these what has no slots, then what is longest."""
    slots = any(step.slot for step in match.pattern.steps)
    return match.places[0], slots, -len(match.places)


def _meant(match: Match, denials: Sequence[tuple[Denial, ...]]) -> bool:
    """Tell whether a phrase is meant as it stands in the lexicon: denied there, or not."""
    against = _against(match, denials)
    denied = len(against) % 2 == 1
    if denied == match.pattern.denied:
        return True
    return denied and match.pattern.phrase.kind in ACTIONS and all(d.only_able for d in against)


def _denied(match: Match, denials: Sequence[tuple[Denial, ...]]) -> bool:
    return len(_against(match, denials)) % 2 == 1


def _against(match: Match, denials: Sequence[tuple[Denial, ...]]) -> set[Denial]:
    own = set(match.places)
    return {one for place in match.places for one in denials[place] if one.at not in own}
