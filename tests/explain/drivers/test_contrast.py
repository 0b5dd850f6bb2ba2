"""Which customers are compared: cuts worked out by hand."""

import numpy as np
import pytest

from tenure.explain.drivers.contrast import HIGH, LOW, MIDDLE, MISSING, contrasts, dummies


def only(values, levels=0, least=1, weight=None):
    column = np.asarray(values, float)[:, None]
    return contrasts(
        column, [levels], np.ones(len(column)) if weight is None else weight, least=least
    )


def test_quarters_of_a_number():
    [found] = only([1, 2, 3, 4, 5, 6, 7, 8])
    assert (found.cut.kind, found.cut.low, found.cut.high) == ("quarters", 2.0, 6.0)
    assert found.codes.tolist() == [LOW, LOW, MIDDLE, MIDDLE, MIDDLE, HIGH, HIGH, HIGH]


def test_half_at_nought_is_compared_with_more():
    [found] = only([0, 0, 0, 1, 2])
    assert (found.cut.kind, found.cut.low, found.cut.high) == ("above", 0.0, 1.0)
    assert found.codes.tolist() == [LOW, LOW, LOW, HIGH, HIGH]


def test_half_at_the_greatest_is_compared_with_less():
    [found] = only([1, 2, 3, 3, 3])
    assert (found.cut.kind, found.cut.low, found.cut.high) == ("below", 2.0, 3.0)
    assert found.codes.tolist() == [LOW, LOW, HIGH, HIGH, HIGH]


def test_half_in_the_middle_leaves_more_against_less():
    [found] = only([-1, 0, 0, 0, 2])
    assert found.cut.kind == "sides"
    assert found.codes.tolist() == [LOW, MIDDLE, MIDDLE, MIDDLE, HIGH]


def test_a_flag_and_what_is_missing():
    [found] = only([0, 1, np.nan, 1])
    assert found.cut.kind == "flag"
    assert found.codes.tolist() == [LOW, HIGH, MISSING, HIGH]


def test_each_level_of_a_category_but_missing_is_compared_with_all_others():
    found = only([0, 1, 2, 2], levels=3)
    assert [one.cut.level for one in found] == [1, 2]
    assert found[1].codes.tolist() == [LOW, LOW, HIGH, HIGH]


def test_weights_move_the_quarters():
    weight = np.array([10.0, 1, 1, 1, 1, 1, 1, 10])
    [found] = only([1, 2, 3, 4, 5, 6, 7, 8], weight=weight)
    assert (found.cut.low, found.cut.high) == (1.0, 8.0)


@pytest.mark.parametrize("values", [[3.0] * 5, [np.nan] * 5])
def test_one_value_is_no_contrast(values):
    assert only(values) == []


def test_a_side_with_too_few_is_no_side():
    assert only([0] * 30 + [1] * 3, least=5) == []


def test_dummies_have_high_first_and_no_column_for_low():
    codes = np.array([LOW, HIGH, MISSING, LOW])
    assert dummies(codes).tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]
