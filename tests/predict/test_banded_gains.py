"""Gains with their intervals: worked by hand, beside the plain curve, and refused shares."""

import numpy as np
import pytest

from tenure.errors import MetricError
from tenure.predict.evaluate import gains
from tenure.predict.evaluate.banded_gains import banded_gains


def test_worked_by_hand() -> None:
    """Ten rows, the three riskiest of whom hold two of three: of the first fifth, two thirds."""
    y = [1, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    p = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05]
    found = banded_gains(y, p, shares=[0.1, 0.2, 0.3, 0.5, 1.0], repeats=50)
    assert found.captured == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1, 1])
    assert found.low[-1] == found.high[-1] == 1.0


def test_the_curve_is_that_without_intervals_and_lies_within_them() -> None:
    rng = np.random.default_rng(3)
    p = rng.beta(1, 6, 3000)
    y, weight = (rng.random(3000) < p).astype(float), rng.integers(1, 4, 3000)
    shares = [0.05, 0.1, 0.5, 1.0]
    found = banded_gains(y, p, weight, shares=shares, groups=np.arange(3000) // 2, repeats=100)
    plain = gains(y, p, weight, points=21)
    assert found.captured == pytest.approx([plain.captured[at] for at in (1, 2, 10, 20)])
    assert (found.low <= found.captured).all()
    assert (found.captured <= found.high).all()
    assert (found.high - found.low)[1] > 0.02


def test_rows_of_one_customer_are_one_witness() -> None:
    rng = np.random.default_rng(5)
    p = rng.beta(1, 4, 400)
    y = (rng.random(400) < p).astype(float)
    alone = banded_gains(y, p, shares=[0.2], repeats=100)
    ten = np.tile(np.arange(400), 10)
    again = banded_gains(np.tile(y, 10), np.tile(p, 10), shares=[0.2], groups=ten, repeats=100)
    assert again.high - again.low == pytest.approx(alone.high - alone.low, rel=0.35)


def test_nobody_left_and_too_few_customers_are_undefined_not_0() -> None:
    assert np.isnan(banded_gains([0] * 20, [0.1] * 20, shares=[0.1]).captured).all()
    few = banded_gains([1, 0, 0], [0.9, 0.2, 0.1], shares=[0.5])
    assert np.isnan([*few.low, *few.high]).all()
    assert not np.isnan(few.captured).any()


@pytest.mark.parametrize("share", [0.0, -0.1, 1.5])
def test_a_share_outside_is_refused(share: float) -> None:
    with pytest.raises(MetricError, match="share"):
        banded_gains([1, 0], [0.2, 0.1], shares=[share])
