"""The themes of one language as they were learnt, and which of them a text has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tenure.explain.themes.factors import weights_of
from tenure.explain.themes.formulas import Formulas, without
from tenure.explain.themes.vectors import Floats, Lemmas, Vocabulary

HAS = 0.1
"""The weight from which a text has a theme."""
_WINDOW = 15
"""Lemmas that are looked at together, so that a long text is not too much to have any theme."""
_AT_ONCE = 20_000
_TOLD = 6


@dataclass(frozen=True)
class Theme:
    """A theme: its code, the subject it grew from, its titles, its telling terms, sentences.

    `subject` None: the texts suggested it. `terms`: how telling each is, the most telling first.
    """

    code: str
    subject: str | None
    title: Mapping[str, str]
    terms: Mapping[str, float]
    typical: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assigned:
    """Themes of texts: `has` (n, k), and `main` (n,): the place of the one it is most about, or −1.

    `unknown`: the share of the texts' words that the themes do not know.
    """

    weights: Floats
    main: NDArray[np.int64]
    unknown: float

    @property
    def has(self) -> NDArray[np.bool_]:
        """Which themes each text has."""
        return self.weights >= HAS

    @property
    def without(self) -> float:
        """The share of texts without any theme."""
        return float((self.main < 0).mean()) if len(self.main) else 0.0


@dataclass(frozen=True)
class Themes:
    """The themes of a language: rows of `terms` (k, v) of length 1, over a vocabulary.

    `texts`: different ones that they were learnt from; `without`: the share of these that has no
    theme, `unknown`: the share of their words that is not in the vocabulary. `ever`: how many
    themes were ever found, for codes are not used again.
    """

    language: str
    vocabulary: Vocabulary
    terms: Floats
    themes: tuple[Theme, ...]
    texts: int
    without: float = 0.0
    unknown: float = 0.0
    ever: int = 0
    formulas: Formulas = field(default_factory=frozenset)

    def assign(self, texts: Sequence[Lemmas]) -> Assigned:
        """Return which themes texts have, from their lemmas: of a long text, part by part.

        A text is mainly about the strongest theme of a subject, and about one that texts
        suggested only where it has none of those.
        """
        parts = [self._assigned(texts[at : at + _AT_ONCE]) for at in _starts(len(texts))]
        weights = np.concatenate([np.zeros((0, len(self.themes))), *parts])
        return Assigned(weights, self._main(weights), self._unknown(texts))

    def _assigned(self, texts: Sequence[Lemmas]) -> Floats:
        windows, begin = list[Lemmas](), list[int]()
        for lemmas in texts:
            begin.append(len(windows))
            windows += _windows(without(lemmas, self.formulas))
        weights = weights_of(self.vocabulary.vectors(windows), self.terms)
        return np.asarray(np.maximum.reduceat(weights, begin, axis=0))

    def _main(self, weights: Floats) -> NDArray[np.int64]:
        grounded = np.array([one.subject is not None for one in self.themes], bool)
        main = np.full(len(weights), -1)
        for kind in (~grounded, grounded):  # the second has the last word
            if kind.any():
                own = np.where(kind, weights, -1.0)
                best = own.argmax(axis=1)
                main = np.where(own.max(axis=1) >= HAS, best, main)
        return main

    def _unknown(self, texts: Sequence[Lemmas]) -> float:
        known, whole = self.vocabulary.known, 0
        missing = 0
        for lemmas in texts:
            whole += len(lemmas)
            missing += sum(1 for lemma in lemmas if lemma not in known)
        return missing / whole if whole else 0.0


def telling(terms: Floats, vocabulary: Vocabulary, place: int) -> dict[str, float]:
    """Return the terms that tell a theme from the others, the most telling first.

    Weight × the theme's share of the term's weights in all themes: distinctive, not merely
    frequent. A negated term stands for both.
    """
    own = terms[place]
    share = own / np.maximum(terms.sum(axis=0), 1e-12)
    order = np.argsort(-(own * share), kind="stable")
    found: dict[str, float] = {}
    for at in order[: 3 * _TOLD]:
        if own[at] * share[at] > 0:
            found[vocabulary.words[at]] = round(float(own[at] * share[at]), 4)
    return _few(found)


def _few(terms: Mapping[str, float]) -> dict[str, float]:
    kept: dict[str, float] = {}
    for term, weight in terms.items():
        twin = term.rpartition(" ")[2]
        if len(kept) < _TOLD and twin not in kept:
            kept[term] = weight
    return kept


def _windows(lemmas: Lemmas) -> Iterator[Lemmas]:
    """Yield a text in parts of about the same length."""
    parts = max(1, round(len(lemmas) / _WINDOW))
    size = -(-len(lemmas) // parts) or 1
    for at in range(0, max(len(lemmas), 1), size):
        yield lemmas[at : at + size]


def _starts(number: int) -> range:
    return range(0, number, _AT_ONCE)
