"""Phrases that many texts have in the same words: a form's wording, a signature, a greeting."""

from collections import Counter
from collections.abc import Sequence

from tenure.explain.themes.vectors import Lemmas

RUN = 3
"""So many lemmas in a row, at least, are a phrase."""
_SHARE = 0.05
_LEAST = 20
"""A phrase in this share of different texts, and in so many, is a formula."""

Formulas = frozenset[tuple[str, ...]]


def formulas(texts: Sequence[Lemmas]) -> Formulas:
    """Return the runs of `RUN` lemmas that too many of some different texts share."""
    seen: Counter[tuple[str, ...]] = Counter()
    for lemmas in texts:
        seen.update({tuple(lemmas[at : at + RUN]) for at in range(len(lemmas) - RUN + 1)})
    most = max(_LEAST, _SHARE * len(texts))
    return frozenset(run for run, number in seen.items() if number >= most)


def without(lemmas: Lemmas, known: Formulas) -> Lemmas:
    """Return a text's lemmas without its formulas."""
    if not known:
        return lemmas
    found = [at for at in range(len(lemmas) - RUN + 1) if tuple(lemmas[at : at + RUN]) in known]
    if not found:
        return lemmas
    covered = {at + step for at in found for step in range(RUN)}
    return [lemma for at, lemma in enumerate(lemmas) if at not in covered]
