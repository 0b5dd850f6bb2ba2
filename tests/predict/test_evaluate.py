"""Metrics of predictions: worked by hand, against scikit-learn, properties, simulated truth."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from tenure.errors import MetricError
from tenure.predict.evaluate import (
    auc,
    bootstrap,
    bootstrap_each,
    brier,
    calibration,
    gains,
    lift,
    log_loss,
    slices,
)

OUTCOMES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 5), st.integers(0, 3)), min_size=1, max_size=30
)
"""Rows (outcome, prediction in fifths, weight): many ties, and weights of 0."""


def simulated(number=20_000, seed=0, spread=1.2):
    """Give outcomes that happen just as often as predicted."""
    rng = np.random.default_rng(seed)
    p = 1 / (1 + np.exp(-rng.normal(-2, spread, number)))
    return (rng.random(number) < p).astype(float), p


# --- by hand ------------------------------------------------------------------------


def test_auc_counts_pairs_and_half_of_ties():
    # events at 4 and 2; without at 3, 2, 1. Pairs won: 3 + (2 > 1) = 4, tied: 1. (4 + ½) / 6.
    assert auc([1, 1, 0, 0, 0], [4, 2, 3, 2, 1]) == pytest.approx(4.5 / 6)


def test_auc_weights_count_as_so_many_rows():
    # the event at 2 counts three times: (3 + 3 · 1.5) / (4 · 3)
    assert auc([1, 1, 0, 0, 0], [4, 2, 3, 2, 1], [1, 3, 1, 1, 1]) == pytest.approx(7.5 / 12)


def test_log_loss_and_brier_by_hand():
    y, p, weight = [1, 0, 1], [0.5, 0.25, 0.8], [2, 1, 1]
    loss = -(2 * np.log(0.5) + np.log(0.75) + np.log(0.8)) / 4
    assert log_loss(y, p, weight) == pytest.approx(loss)
    assert brier(y, p, weight) == pytest.approx((2 * 0.25 + 0.0625 + 0.04) / 4)


def test_a_sure_prediction_that_fails_costs_much_and_stays_finite():
    assert 36 < log_loss([1], [0.0]) < 37


def test_lift_parts_ties_in_proportion():
    # the top fifth is two of ten rows: the sure hit, and one of the three tied rows, of which
    # one has the event: 1 + 1/3 of 2 events, over a fifth
    y = [1, 1, 0, 0, *[0] * 6]
    p = [0.9, 0.5, 0.5, 0.5, *[0.1] * 6]
    assert lift(y, p, share=0.2) == pytest.approx((4 / 3) / 2 / 0.2)
    assert gains(y, p, points=6).captured == pytest.approx([0, 2 / 3, 1, 1, 1, 1])


def test_calibration_curve_by_hand():
    """Two bins of four rows: 1 of 4 at 0.2, 3 of 4 at 0.7; Wilson by its formula."""
    found = calibration([0, 0, 1, 0, 1, 1, 0, 1], [0.2] * 4 + [0.7] * 4, bins=2)
    low, high = found.bins
    assert (low.n, low.predicted, low.observed) == (4, pytest.approx(0.2), 0.25)
    assert (high.n, high.predicted, high.observed) == (4, pytest.approx(0.7), 0.75)
    assert (low.low, low.high) == (pytest.approx(0.0456, abs=1e-4), pytest.approx(0.6994, abs=1e-4))
    assert (found.predicted, found.observed) == (pytest.approx(0.45), 0.5)
    assert found.slope is None  # eight customers are too few
    assert [doubt.code for doubt in found.doubts] == ["few", "no_recalibration"]


def test_recalibration_of_two_predictions_has_a_closed_form():
    """Through two points the line is exact: log odds of 0.25 and 0.6 against those of 0.2, 0.7."""
    y = np.r_[np.ones(25), np.zeros(75), np.ones(60), np.zeros(40)]
    p = np.r_[np.full(100, 0.2), np.full(100, 0.7)]
    found = calibration(y, p, bins=2)
    odds = [np.log(share / (1 - share)) for share in (0.25, 0.6, 0.2, 0.7)]
    slope = (odds[1] - odds[0]) / (odds[3] - odds[2])
    assert found.slope.value == pytest.approx(slope)
    assert found.intercept.value == pytest.approx(odds[0] - slope * odds[2])


# --- against another implementation -------------------------------------------------


@given(OUTCOMES)
def test_metrics_agree_with_scikit_learn(rows):
    y, p, weight = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    p = p / 5
    seen = y[weight > 0]
    if len(seen) and 0 < seen.mean() < 1:
        assert auc(y, p, weight) == pytest.approx(roc_auc_score(y, p, sample_weight=weight))
        inside = np.clip(p, 0.01, 0.99)
        mine = log_loss(y, inside, weight)
        theirs = sklearn_log_loss(y, inside, sample_weight=weight, labels=[0, 1])
        assert mine == pytest.approx(theirs)
        assert brier(y, p, weight) == pytest.approx(brier_score_loss(y, p, sample_weight=weight))
    else:
        assert np.isnan(auc(y, p, weight))


# --- properties ---------------------------------------------------------------------


@given(OUTCOMES)
def test_a_weight_is_as_many_rows(rows):
    y, p, weight = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    p, times = p / 5, weight.astype(int)
    for metric in (auc, log_loss, brier, lift, partial(lift, share=0.37)):
        drawn = metric(np.repeat(y, times), np.repeat(p, times))
        assert metric(y, p, weight) == pytest.approx(drawn, nan_ok=True)


@given(OUTCOMES)
def test_gains_rise_from_nothing_to_everything(rows):
    y, p, _ = zip(*rows, strict=True)
    found = gains(y, p)
    if not any(y):
        assert np.isnan(found.captured).all()
        return
    assert (found.captured[0], found.captured[-1]) == (0, pytest.approx(1))
    assert (np.diff(found.captured) >= -1e-12).all()
    assert lift(y, p, share=0.25) == pytest.approx(found.captured[25] / 0.25)


@given(OUTCOMES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    for metric in (auc, lift):
        first, second = (metric(*zip(*each, strict=True)) for each in (rows, shuffled))
        assert first == pytest.approx(second, nan_ok=True)


def test_bins_never_part_equal_predictions():
    y, p = simulated(5_000)
    found = calibration(y, np.round(p, 1), bins=10)
    assert sum(one.n for one in found.bins) == 5_000
    assert all(a.most < b.least for a, b in zip(found.bins, found.bins[1:], strict=False))


# --- simulated truth ----------------------------------------------------------------


def test_true_probabilities_are_calibrated_and_distorted_ones_are_not():
    y, p = simulated()
    right = calibration(y, p)
    assert right.slope.low < 1 < right.slope.high
    assert right.in_the_large.low < 0 < right.in_the_large.high
    assert right.doubts == ()
    odds = np.log(p / (1 - p))
    extreme = calibration(y, 1 / (1 + np.exp(-(2 * odds + 0.5))))
    assert extreme.slope.value == pytest.approx(right.slope.value / 2, rel=0.01)
    shift = right.intercept.value - 0.25 * right.slope.value
    assert extreme.intercept.value == pytest.approx(shift, abs=0.01)


def test_bootstrap_covers_and_is_as_wide_as_the_spread_of_samples():
    true = auc(*simulated(400_000, seed=99))
    found = [bootstrap(auc, *simulated(500, seed=seed), seed=seed) for seed in range(40)]
    assert 34 <= sum(one.low <= true <= one.high for one in found) <= 40
    spread = np.std([one.value for one in found])
    assert np.mean([one.high - one.low for one in found]) == pytest.approx(3.92 * spread, rel=0.3)


def test_customers_are_drawn_whole():
    """Each customer four times over: as many rows, but no more knowledge than one row each."""
    y, p = simulated(1_000)
    alone = bootstrap(auc, y, p)
    groups = np.tile([f"C{n}" for n in range(1_000)], 4)
    repeated = bootstrap(auc, np.tile(y, 4), np.tile(p, 4), groups)
    as_rows = bootstrap(auc, np.tile(y, 4), np.tile(p, 4))
    assert repeated.value == pytest.approx(alone.value)
    assert repeated.high - repeated.low == pytest.approx(alone.high - alone.low, rel=0.2)
    assert as_rows.high - as_rows.low < 0.65 * (alone.high - alone.low)
    four = calibration(np.tile(y, 4), np.tile(p, 4), groups=groups).slope
    one = calibration(y, p).slope
    assert four.high - four.low == pytest.approx(one.high - one.low, rel=1e-6)


def test_the_same_seed_gives_the_same_interval():
    y, p = simulated(300)
    assert bootstrap(auc, y, p) == bootstrap(auc, y, p)
    assert bootstrap(auc, y, p) != bootstrap(auc, y, p, seed=1)
    each = bootstrap_each({"auc": auc, "log_loss": log_loss}, y, p)
    assert each["auc"] == bootstrap(auc, y, p)


def test_slices_find_the_kind_of_customer_that_is_predicted_wrongly():
    y, p = simulated()
    kind = np.where(np.arange(len(y)) % 4 == 0, "solo", "team")
    region = np.where(np.arange(len(y)) < 60, "Jeju", "Seoul")
    found = slices(y, np.where(kind == "solo", p * 0.7, p), {"kind": kind, "region": region})
    by_value = {one.value: one for one in found}
    assert [one.value for one in found] == ["team", "solo", "Seoul", "Jeju"]
    assert by_value["solo"].verdict == "more than predicted"
    assert by_value["team"].verdict == "as predicted"
    assert by_value["solo"].n == 5_000
    assert by_value["team"].auc.low < auc(y, p) < by_value["team"].auc.high
    few = by_value["Jeju"]
    assert (few.verdict, few.auc, few.p_value) == ("too few", None, None)
    assert few.doubts[0].says("en") == "60 rows, fewer than the 100 that a slice must have."
    assert "60행" in few.doubts[0].says("ko")


def test_correction_for_many_slices_holds_false_alarms_down():
    alarms = 0
    for seed in range(40):
        y, p = simulated(1_500, seed=seed)
        code = np.random.default_rng(seed).integers(0, 8, 1_500)
        found = slices(y, p, {"code": code}, repeats=1)
        alarms += any(one.verdict not in ("as predicted", "too few") for one in found)
    assert alarms <= 6


# --- undefined, and refused ---------------------------------------------------------


@pytest.mark.parametrize(("y", "code"), [([0] * 20, "no_events"), ([1] * 20, "only_events")])
def test_one_outcome_alone_is_undefined_with_a_reason(y, code):
    p = np.linspace(0.1, 0.9, 20)
    assert np.isnan(auc(y, p))
    assert bootstrap(auc, y, p) is None
    found = calibration(y, p)
    assert found.slope is None
    assert [doubt.code for doubt in found.doubts] == [code]
    assert slices(y, p, {"all": ["x"] * 20}, least=1)[0].auc is None


def test_no_rows_are_undefined():
    assert np.isnan(auc([], []))
    assert np.isnan(log_loss([], []))
    assert np.isnan(lift([], []))
    assert calibration([], []).doubts[0].code == "no_rows"


@pytest.mark.parametrize("p", [[0.3] * 40, [0.9] * 20 + [0.1] * 20])
def test_recalibration_without_a_solution_says_so(p):
    found = calibration([1] * 20 + [0] * 20, p)
    assert found.slope is None
    assert "no_recalibration" in {doubt.code for doubt in found.doubts}


def test_few_events_in_many_draws_give_no_interval():
    assert bootstrap(auc, [1] + [0] * 50, np.linspace(0, 1, 51)) is None


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (([0, 2], [0.1, 0.2]), "y"),
        (([0, 1], [0.1]), "p"),
        (([0, 1], [0.1, np.nan]), "p"),
        (([0, 1], [0.1, 1.2]), "p"),
        (([0, 1], [0.1, 0.2], [1, -1]), "weight"),
        (([[0, 1]], [[0.1, 0.2]]), "y"),
    ],
)
def test_what_cannot_be_judged_is_refused_by_name(arguments, where):
    with pytest.raises(MetricError) as found:
        log_loss(*arguments)
    assert found.value.where == where


def test_customers_that_are_missing_are_refused():
    with pytest.raises(MetricError, match="1 values are missing"):
        bootstrap(auc, [0, 1], [0.1, 0.2], groups=np.array(["a", None], dtype=object))
    with pytest.raises(MetricError, match="2 values are needed"):
        slices([0, 1], [0.1, 0.2], {"kind": ["a"]})
    with pytest.raises(MetricError, match="between 0 and 1"):
        lift([0, 1], [0.1, 0.2], share=0)
