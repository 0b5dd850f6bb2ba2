"""Themes of two learnings are paired as they are most alike in all."""

import numpy as np

from tenure.explain.themes.factors import of_length_one
from tenure.explain.themes.matching import aligned, matched


def test_pairs_are_best_in_all_and_not_one_by_one():
    """The first of both is most like the first old one, but the second has no other."""
    old = of_length_one(np.array([[1.0, 0.0, 0.0], [0.8, 0.6, 0.0]]))
    new = of_length_one(np.array([[0.9, 0.44, 0.0], [1.0, 0.0, 0.1]]))
    assert matched(new, old) == {0: 1, 1: 0}


def test_what_is_not_alike_is_not_the_same():
    assert matched(np.eye(3)[:1], np.eye(3)[1:]) == {}


def test_themes_over_other_words_are_compared_where_they_share_them():
    rows = aligned(np.array([[0.6, 0.8]]), ["price", "fee"], ["fee", "new", "price"])
    assert np.allclose(rows, [[0.8, 0.0, 0.6]])
    assert np.allclose(aligned(np.array([[1.0]]), ["gone"], ["new"]), [[0.0]])
