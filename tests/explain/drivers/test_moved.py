"""How much a move of prevalence would move attrition, by hand."""

import numpy as np
import pytest

from tenure.explain.drivers.moved import moved

RISKS = np.array([0.1, 0.3, np.nan, np.nan])
NOTHING = np.zeros((4, 4))


def test_by_hand():
    """From 1 of 4 to 3 of 4 on the high side, 20 points riskier: 10 points of attrition."""
    codes = np.array([1, 0, 0, 0, 1, 1, 1, 0])
    now = np.array([0] * 4 + [1] * 4)
    found = moved(codes, now, np.arange(8), RISKS, NOTHING)
    assert (found.before, found.now) == (0.25, 0.75)
    assert found.effect.value == pytest.approx(0.1)
    assert found.change.value == pytest.approx(0.5)


def test_the_same_customers_unmoved_move_nothing():
    codes, now = np.array([1, 0, 0, 1, 0, 0]), np.array([0, 0, 0, 1, 1, 1])
    found = moved(codes, now, np.array([0, 1, 2, 0, 1, 2]), RISKS, NOTHING)
    assert found.effect.value == 0.0
    assert found.effect.high == pytest.approx(0.0)


def test_doubt_about_the_risks_widens_the_interval():
    codes = np.array([1, 0, 0, 0, 1, 1, 1, 0])
    now = np.array([0] * 4 + [1] * 4)
    spread = np.diag([0.0, 0.01, np.nan, np.nan])
    sure = moved(codes, now, np.arange(8), RISKS, NOTHING).effect
    unsure = moved(codes, now, np.arange(8), RISKS, spread).effect
    assert unsure.high > sure.high


def test_nobody_in_a_period_or_a_code_without_a_risk_is_not_told():
    codes = np.array([1, 0, 2, 0])
    assert moved(codes, np.zeros(4, int), np.arange(4), RISKS, NOTHING) is None
    assert moved(codes, np.array([0, 0, 1, 1]), np.arange(4), RISKS, NOTHING) is None
