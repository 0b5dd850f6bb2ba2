"""Phrases found in sentences as sequences of lemmas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from tenure.explain.risk_words.hit import Hit
from tenure.explain.risk_words.lexicon import Lexicon, Phrase
from tenure.explain.tokens import Analyse, Sentence


@dataclass(frozen=True)
class Finder:
    """The phrases of one language by the lemma that they begin with."""

    by_first: dict[str, tuple[tuple[tuple[str, ...], Phrase], ...]]

    @classmethod
    def of(cls, lexicon: Lexicon, language: str, analyse: Analyse) -> Self:
        """Cut every phrase of a language as texts are cut."""
        found: dict[str, list[tuple[tuple[str, ...], Phrase]]] = {}
        for phrase in lexicon.phrases.get(language, ()):
            lemmas = tuple(t.lemma for one in analyse(phrase.text) for t in one.tokens)
            found.setdefault(lemmas[0], []).append((lemmas, phrase))
        return cls({first: tuple(rest) for first, rest in found.items()})

    def hits(self, sentences: Iterable[Sentence]) -> tuple[Hit, ...]:
        """Return the phrases found, in their order."""
        return tuple(hit for one in sentences for hit in self._in(one))

    def _in(self, sentence: Sentence) -> Sequence[Hit]:
        lemmas = tuple(token.lemma for token in sentence.tokens)
        return [
            Hit(phrase.text, phrase.kind, sentence.text)
            for at, first in enumerate(lemmas)
            for wanted, phrase in self.by_first.get(first, ())
            if lemmas[at : at + len(wanted)] == wanted
        ]
