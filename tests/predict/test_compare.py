"""Champion and challenger: by hand, by simulation, and what is no evidence."""

import numpy as np
import pytest

from tenure.errors import MetricError
from tenure.predict.compare import compare
from tenure.predict.evaluate import auc, log_loss


def company(number=2_000, seed=0):
    """Give outcomes, their true probabilities, and a noisier guess of them."""
    rng = np.random.default_rng(seed)
    margin = rng.normal(-1.5, 1.2, number)
    y = (rng.random(number) < 1 / (1 + np.exp(-margin))).astype(float)
    noisy = 1 / (1 + np.exp(-margin - rng.normal(0, 1, number)))
    return y, 1 / (1 + np.exp(-margin)), noisy


def test_the_gain_is_the_difference_of_the_metrics():
    y, true, noisy = company()
    weight = np.random.default_rng(1).integers(1, 4, len(y)).astype(float)
    found = compare(y, noisy, true, weight)
    loss = log_loss(y, noisy, weight) - log_loss(y, true, weight)
    assert found.log_loss.value == pytest.approx(loss)
    assert found.auc.value == pytest.approx(auc(y, true, weight) - auc(y, noisy, weight))


def test_better_and_worse_are_told_apart():
    y, true, noisy = company()
    better, worse = compare(y, noisy, true), compare(y, true, noisy)
    assert (better.verdict, better.promote) == ("better", True)
    assert (worse.verdict, worse.promote) == ("worse", False)
    assert worse.log_loss.value == pytest.approx(-better.log_loss.value)
    assert compare(y, noisy, true, by="auc").verdict == "better"


def test_pairing_sees_what_two_intervals_cannot():
    """The gain is far smaller than either model's own interval, and yet sure."""
    y, true, _ = company()
    dull = 0.9 * true + 0.1 * true.mean()
    found = compare(y, dull, true)
    assert found.verdict == "better"
    assert found.log_loss.high - found.log_loss.low < 0.01


def test_noise_is_not_promoted():
    """Two models of equal worth: at most a few of 60 comparisons decide either way."""
    decided = 0
    for seed in range(60):
        y, true, _ = company(600, seed)
        rng = np.random.default_rng(seed + 1_000)
        one, other = (
            1 / (1 + np.exp(-np.log(true / (1 - true)) - rng.normal(0, 0.5, len(y))))
            for _ in range(2)
        )
        decided += compare(y, one, other, repeats=200).verdict != "no evidence"
    assert decided <= 8


def test_equal_models_are_no_evidence():
    y, true, _ = company()
    found = compare(y, true, true)
    assert (found.log_loss.low, found.log_loss.high, found.verdict) == (0, 0, "no evidence")


def test_several_dates_of_one_customer_are_one_witness():
    y, true, noisy = company(150, seed=3)
    dull = 0.8 * true + 0.2 * noisy
    groups = np.tile([f"C{n}" for n in range(len(y))], 20)
    by_customer = compare(np.tile(y, 20), np.tile(dull, 20), np.tile(true, 20), groups=groups)
    by_row = compare(np.tile(y, 20), np.tile(dull, 20), np.tile(true, 20))
    width = by_customer.log_loss.high - by_customer.log_loss.low
    assert width > 3 * (by_row.log_loss.high - by_row.log_loss.low)


def test_too_few_events_are_no_evidence_with_a_reason():
    y, true, noisy = company(200, seed=5)
    y = np.where(np.cumsum(y) <= 4, y, 0.0)
    found = compare(y, noisy, true)
    assert found.verdict == "no evidence"
    assert [doubt.code for doubt in found.doubts] == ["few"]
    nobody = compare(np.zeros(200), noisy, true)
    assert (nobody.auc, nobody.verdict) == (None, "no evidence")
    assert nobody.doubts[0].code == "no_events"


def test_predictions_of_other_rows_are_refused():
    with pytest.raises(MetricError, match="3 values are needed, not 2"):
        compare([0, 1, 0], [0.1, 0.2, 0.3], [0.1, 0.2])
