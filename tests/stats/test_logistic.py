"""Ridge logistic regression: by hand, by its conditions, and against scikit-learn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression

from tenure.stats.logistic import chances, ridge_logistic


def test_without_columns_it_is_the_log_odds() -> None:
    """Three of four: log(3 / 1)."""
    intercept, slopes = ridge_logistic(np.zeros((4, 0)), np.array([1.0, 1, 1, 0]), 1.0)
    assert intercept == pytest.approx(np.log(3), abs=1e-6)
    assert slopes.shape == (0,)


@given(
    x=arrays(float, (30, 3), elements=st.floats(-4, 4)),
    y=arrays(float, 30, elements=st.sampled_from([0.0, 1.0])),
    ridge=st.sampled_from([0.1, 1.0, 20.0]),
)
def test_the_slope_of_the_loss_is_0(x: np.ndarray, y: np.ndarray, ridge: float) -> None:
    if len(set(y)) < 2:
        return
    intercept, slopes = ridge_logistic(x, y, ridge)
    off = chances(intercept, slopes, x) - y
    assert off.sum() == pytest.approx(0, abs=1e-3)
    assert x.T @ off + ridge * slopes == pytest.approx(np.zeros(3), abs=1e-3)


def test_as_scikit_learn_has_it() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(400, 5))
    y = (rng.random(400) < chances(-1.0, np.array([1, -2, 0, 0.5, 0]), x)).astype(float)
    other = LogisticRegression(C=1 / 2.0, tol=1e-10, max_iter=1000).fit(x, y)
    intercept, slopes = ridge_logistic(x, y, 2.0)
    assert intercept == pytest.approx(other.intercept_[0], abs=1e-5)
    assert slopes == pytest.approx(other.coef_[0], abs=1e-5)


def test_who_can_be_told_apart_by_a_line_has_chances_all_the_same() -> None:
    x = np.array([[-1000.0], [-1], [1], [1000]])
    told = chances(*ridge_logistic(x, np.array([0.0, 0, 1, 1]), 1.0), x)
    assert np.isfinite(told).all()
    assert (np.diff(told) >= 0).all()


def test_one_outcome_alone_has_an_end() -> None:
    intercept, _ = ridge_logistic(np.zeros((5, 1)), np.ones(5), 1.0)
    assert np.isfinite(intercept)
    assert intercept > 5
