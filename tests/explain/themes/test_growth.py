"""When a theme's share changed: found where it was planted, not found where there is nothing."""

import numpy as np
import pytest

from tenure.explain.themes import MOST_BINS, growths


def drawn(shares, texts=60, seed=0):
    rng = np.random.default_rng(seed)
    totals = np.full(len(shares), texts)
    return rng.binomial(totals, shares), totals


def test_a_step_is_found_where_it_was_planted_and_lasts():
    counts, totals = drawn([0.04] * 20 + [0.11] * 12, texts=300)
    (found,) = growths([counts], totals)
    assert abs(found.begin - 20) <= 2
    assert found.end is None
    assert found.sure
    assert found.share.low < 0.11 < found.share.high
    assert found.share_before.low < 0.04 < found.share_before.high


def test_a_shock_that_passes_has_an_end():
    counts, totals = drawn([0.1] * 14 + [0.45] * 4 + [0.1] * 14)
    (found,) = growths([counts], totals)
    assert (found.begin, found.end) == (14, 18)
    assert found.inside[1] == 4 * 60
    assert found.before[1] == 14 * 60


def test_a_fall_is_found_as_well():
    counts, totals = drawn([0.3] * 16 + [0.1] * 16)
    (found,) = growths([counts], totals)
    assert found.sure
    assert found.difference.high < 0


def test_where_nothing_changed_hardly_anything_is_called_sure():
    """Of 60 themes without a change, tested 10 at a time, none or one is called sure."""
    sure = 0
    for seed in range(6):
        own = [drawn([0.1] * 30, seed=100 * seed + one)[0] for one in range(10)]
        sure += sum(one.sure for one in growths(own, np.full(30, 60), seed=seed))
    assert sure <= 1


def test_having_looked_at_more_themes_makes_each_less_sure():
    counts, totals = drawn([0.1] * 20 + [0.17] * 10)
    (alone,) = growths([counts], totals)
    among = growths([counts, *(drawn([0.1] * 30, seed=s)[0] for s in range(1, 15))], totals)[0]
    assert among.p == alone.p
    assert among.corrected > alone.corrected


def test_too_few_texts_have_no_growth():
    counts, totals = drawn([0.1] * 5 + [0.9] * 5, texts=2)
    assert growths([counts], totals) == [None]


def test_a_theme_that_nobody_or_everybody_has_cannot_move():
    totals = np.full(10, 50)
    assert growths([np.zeros(10, int), totals], totals) == [None, None]


def test_empty_weeks_are_no_error():
    totals = np.array([60, 0, 60, 0, 0, 60, 60, 60])
    counts = np.array([2, 0, 3, 0, 0, 30, 31, 29])
    (found,) = growths([counts], totals)
    assert found.sure
    assert found.before == (5, 120)


def test_the_same_counts_have_the_same_growth():
    counts, totals = drawn([0.1] * 10 + [0.15] * 10)
    assert growths([counts], totals, seed=3) == growths([counts], totals, seed=3)


def test_too_many_bins_are_refused():
    with pytest.raises(ValueError, match=f"at most {MOST_BINS}"):
        growths([], np.ones(MOST_BINS + 1, int))
