"""Which theme of a new learning is which of an earlier one."""

from collections.abc import Sequence

import numpy as np

from tenure.explain.themes.vectors import Floats

ALIKE = 0.5
"""The cosine of the terms of two themes from which they are the same one."""


def matched(new: Floats, old: Floats, least: float = ALIKE) -> dict[int, int]:
    """Return which old theme each new one is: pairs that are most alike in all, none below `least`.

    new (k, v) and old (m, v): the terms of each theme, rows of length 1. Each is used once.
    Source: H. Kuhn, The Hungarian method for the assignment problem (1955); computed by SciPy.
    """
    return {one: other for one, other, cosine in _pairs(new, old) if cosine >= least}


def alike(first: Floats, second: Floats) -> float:
    """Return the mean cosine of two learnings' themes, each with the one that is its pair."""
    cosines = [cosine for *_, cosine in _pairs(first, second)]
    return sum(cosines) / len(cosines) if cosines else 0.0


def _pairs(new: Floats, old: Floats) -> list[tuple[int, int, float]]:
    from scipy.optimize import linear_sum_assignment

    cosines = new @ old.T
    rows, columns = linear_sum_assignment(cosines, maximize=True)
    return list(zip(rows.tolist(), columns.tolist(), cosines[rows, columns].tolist(), strict=True))


def aligned(terms: Floats, own: Sequence[str], words: Sequence[str]) -> Floats:
    """Return themes (k, v) over `own` words as rows over other words, of length 1 again."""
    place = {word: at for at, word in enumerate(own)}
    found = np.zeros((len(terms), len(words)))
    for at, word in enumerate(words):
        if word in place:
            found[:, at] = terms[:, place[word]]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1))
