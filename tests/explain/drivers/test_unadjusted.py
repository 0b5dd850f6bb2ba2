"""The association as it is, by hand and against what is known."""

import numpy as np
import pytest

from tenure.explain.drivers.unadjusted import association


def test_rates_and_ratio_by_hand():
    """Of 4 high 2 leave, of 8 low 1: rates 1/2 and 1/8, ratio 4, difference 3/8."""
    codes = np.array([1] * 4 + [0] * 8)
    y = np.array([1, 1, 0, 0, 1] + [0] * 7, float)
    found = association(codes, y, np.ones(12), np.arange(12))
    assert (found.high.rate.value, found.low.rate.value) == (0.5, 0.125)
    assert found.difference.value == pytest.approx(0.375)
    assert found.ratio.value == pytest.approx(4.0)
    assert (found.high.rows, found.high.left, found.low.left) == (4, 2, 1)


def test_the_error_is_that_of_two_proportions_when_each_row_is_a_customer():
    """√(p q / n + p q / m), times √(G / (G − 1))."""
    codes = np.array([1] * 40 + [0] * 60)
    y = np.array([1.0] * 10 + [0] * 30 + [1.0] * 6 + [0] * 54)
    found = association(codes, y, np.ones(100), np.arange(100))
    error = np.sqrt((0.25 * 0.75 / 40 + 0.1 * 0.9 / 60) * 100 / 99)
    assert found.difference.high - found.difference.value == pytest.approx(1.959964 * error)


def test_the_same_customer_seen_four_times_says_no_more():
    rng = np.random.default_rng(0)
    codes, y = rng.integers(0, 2, 300), (rng.random(300) < 0.3).astype(float)
    once = association(codes, y, np.ones(300), np.arange(300))
    often = association(np.tile(codes, 4), np.tile(y, 4), np.ones(1200), np.tile(np.arange(300), 4))
    assert often.p == pytest.approx(once.p)
    assert often.difference.low == pytest.approx(once.difference.low)


def test_drawn_rows_stand_for_as_many_as_their_weight():
    codes = np.array([1, 1, 0, 0])
    y = np.array([1.0, 0, 1, 0])
    found = association(codes, y, np.array([1.0, 3, 1, 9]), np.arange(4))
    assert (found.high.rate.value, found.low.rate.value) == pytest.approx((0.25, 0.1))


def test_nobody_who_left_has_no_ratio():
    codes, y = np.array([1, 1, 0, 0]), np.array([1.0, 0, 0, 0])
    assert association(codes, y, np.ones(4), np.arange(4)).ratio is None


def test_nobody_who_left_of_a_few_is_no_certainty():
    """0 of 20 and 12 of 1,200: with one more of either added, the difference is no evidence."""
    codes = np.array([1] * 20 + [0] * 1200)
    y = np.array([0.0] * 20 + [1.0] * 12 + [0.0] * 1188)
    found = association(codes, y, np.ones(1220), np.arange(1220))
    assert (found.high.rate.low, found.high.rate.high) == pytest.approx((0, 1 - 0.025 ** (1 / 20)))
    error = np.sqrt(1 / 22 * 21 / 22 / 22 + 0.01 * 0.99 / 1200)
    assert found.difference.high - found.difference.value == pytest.approx(1.96 * error, rel=2e-3)
    assert found.p > 0.5


def test_all_who_left_are_no_certainty_either():
    codes, y = np.array([1] * 10 + [0] * 10), np.array([1.0] * 10 + [1.0, 0] * 5)
    found = association(codes, y, np.ones(20), np.arange(20))
    assert found.high.rate.low == pytest.approx(0.025 ** (1 / 10))
    assert found.high.rate.high == 1
