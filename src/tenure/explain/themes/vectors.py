"""Texts as vectors: how much each of some words tells of a text (tf-idf), rows of length 1."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenure.explain.text.lemmas import NEGATION

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float64]
Lemmas = Sequence[str]

NOT = "not "
"""What stands before a word that is negated: "not work" is a term of its own."""
LEAST_TEXTS = 3
MOST_SHARE = 0.3
"""Words in fewer texts, or in more than this share of them, tell no theme."""
MOST_WORDS = 4_000


@dataclass(frozen=True)
class Vocabulary:
    """The words that tell of themes, and the inverse document frequency of each (v,).

    `common`: words that are too frequent, or tell of a mood.
    """

    words: tuple[str, ...]
    rarity: Floats
    common: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> frozenset[str]:
        """The words that tell, and those that were left out as common ones or as moods."""
        return self.common.union(self.words)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each word stands."""
        return {word: at for at, word in enumerate(self.words)}

    def vectors(self, texts: Iterable[Lemmas]) -> "csr_matrix":
        """Return texts as rows (n, v) of length 1; a text without any of the words is all 0.

        (1 + log of how often) · rarity, over the length of the row.
        """
        from scipy.sparse import csr_matrix

        place, columns, begin = self.place, list[int](), [0]
        for lemmas in texts:
            columns += [place[term] for term in terms_of(lemmas) if term in place]
            begin.append(len(columns))
        shape = (len(begin) - 1, len(self.words))
        found = csr_matrix((np.ones(len(columns)), columns, begin), shape=shape)
        found.sum_duplicates()
        found.data = (1 + np.log(found.data)) * self.rarity[found.indices]
        return unit(found)


def terms_of(lemmas: Lemmas) -> Iterator[str]:
    """Yield the terms of a text: its lemmas, and those that follow a negation marked with it."""
    negated = False
    for lemma in lemmas:
        marks = lemma in _NEGATIONS
        if not marks:
            yield lemma
            if negated:
                yield NOT + lemma
        negated = marks


_NEGATIONS = frozenset(NEGATION.values())


def vocabulary(texts: Sequence[Lemmas], without: frozenset[str] = frozenset()) -> Vocabulary:
    """Return the words that tell these texts apart, but those `without`: the most frequent ones.

    Rarity: 1 + log((1 + texts) / (1 + texts with the word)).
    """
    seen: Counter[str] = Counter()
    for lemmas in texts:
        seen.update(set(terms_of(lemmas)))
    most = max(MOST_SHARE * len(texts), LEAST_TEXTS)
    kept = [
        (word, number)
        for word, number in seen.items()
        if LEAST_TEXTS <= number <= most and word.removeprefix(NOT) not in without
    ]
    kept = sorted(sorted(kept), key=lambda one: -one[1])[:MOST_WORDS]
    numbers = np.array([number for _, number in kept], float)
    rarity = 1 + np.log((1 + len(texts)) / (1 + numbers))
    common = frozenset(word for word, number in seen.items() if number > most) | without
    return Vocabulary(tuple(word for word, _ in kept), rarity, common)


def unit(rows: "csr_matrix") -> "csr_matrix":
    """Return sparse rows at length 1, empty ones as they are."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scale = np.repeat(1 / np.where(lengths > 0, lengths, 1), np.diff(rows.indptr))
    rows.data = rows.data * scale
    return rows
