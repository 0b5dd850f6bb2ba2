"""Calibrators: closed forms, simulated truth, what is chosen when, and JSON there and back."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.calibration import (
    NEEDED,
    LogOdds,
    Steps,
    calibrate,
    load_calibrator,
    stratified,
)
from tenure.predict.evaluate import auc, calibration, log_loss

KINDS = ("level", "platt", "beta", "isotonic")


def share(margin):
    return 1 / (1 + np.exp(-margin))


def margin_of(p):
    return np.log(p / (1 - p))


def simulated(number, seed=0, distort=lambda m: m):
    """Give outcomes, and the probabilities of a model whose log odds are distorted."""
    rng = np.random.default_rng(seed)
    margin = rng.normal(-2, 1.2, number)
    y = (rng.random(number) < share(margin)).astype(float)
    return y, share(distort(margin)), share(margin)


# --- by hand -----------------------------------------------------------------------------------


def test_the_level_is_moved_until_as_many_leave_as_predicted():
    y, p, _ = simulated(2_000, distort=lambda m: m + 0.7)
    found = calibrate(y, p, kind="level")
    assert found.calibrator.apply(p).mean() == pytest.approx(y.mean())
    shift = margin_of(found.calibrator.apply(p)) - margin_of(p)
    assert shift == pytest.approx(np.full(len(p), found.calibrator.c))


def test_platt_through_two_predictions_is_exact():
    """25 of 100 at 0.2 and 60 of 100 at 0.7: those become 0.25 and 0.6."""
    y = np.r_[np.ones(25), np.zeros(75), np.ones(60), np.zeros(40)]
    p = np.r_[np.full(100, 0.2), np.full(100, 0.7)]
    assert calibrate(y, p, kind="platt").calibrator.apply([0.2, 0.7]) == pytest.approx([0.25, 0.6])


def test_isotonic_pools_neighbours_that_fall():
    """Shares 1/4, 0/4 and 3/4 at 0.1, 0.2, 0.6: the first two pool to 1/8 at 0.15. Between
    0.15 and 0.6 it is straight: at 0.375 halfway, (0.125 + 0.75) / 2."""
    y = [1, 0, 0, 0, *[0] * 4, 1, 1, 1, 0]
    p = [0.1] * 4 + [0.2] * 4 + [0.6] * 4
    found = calibrate(y, p, kind="isotonic").calibrator
    assert found.predicted == pytest.approx((0.15, 0.6))
    assert found.observed == pytest.approx((0.125, 0.75))
    assert found.apply([0.0, 0.375, 0.9]) == pytest.approx([0.125, 0.4375, 0.75])


def test_isotonic_is_never_surer_than_its_rows_allow():
    """None of 9 left: half a one of ten."""
    y, p = [0] * 9 + [1, 1], [0.1] * 9 + [0.5] * 2
    found = calibrate(y, p, kind="isotonic").calibrator
    assert found.apply([0.1, 0.5]) == pytest.approx([0.05, 1 - 0.5 / 3])


def test_a_stratified_sample_is_put_right():
    """All that left and a tenth of the others: odds are ten times too high."""
    correction = stratified(events=1.0, others=0.1)
    assert correction.apply([0.5]) == pytest.approx([1 / 11])
    assert margin_of(correction.apply([0.2]))[0] == pytest.approx(margin_of(0.2) - np.log(10))


# --- simulated truth -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_distorted_probabilities_become_right(kind):
    def distort(m):
        return m + 0.5 if kind == "level" else 1.6 * m + 0.5

    y, p, true = simulated(40_000, distort=distort)
    found = calibrate(y, p, kind=kind)
    assert (found.kind, found.doubts) == (kind, ())
    later, guess, _ = simulated(40_000, seed=1, distort=distort)
    right = found.calibrator.apply(guess)
    assert log_loss(later, right) < log_loss(later, guess) - 0.005
    slope = calibration(later, right).slope
    assert 0.95 < slope.value < 1.05
    assert np.abs(found.calibrator.apply(p) - true).mean() < 0.012


def test_beta_bends_where_platt_cannot():
    def distort(m):
        return np.where(m > -2, m + 0.8 * (m + 2), m)

    y, p, _ = simulated(40_000, distort=distort)
    later, guess, _ = simulated(40_000, seed=1, distort=distort)
    platt, beta = (calibrate(y, p, kind=kind).calibrator for kind in ("platt", "beta"))
    assert log_loss(later, beta.apply(guess)) < log_loss(later, platt.apply(guess))


def test_a_sample_corrected_by_prior_is_calibrated_in_the_population():
    y, p, _ = simulated(60_000)
    rng = np.random.default_rng(5)
    kept = (y == 1) | (rng.random(len(y)) < 0.2)
    in_sample = share(margin_of(p) + np.log(5))  # what a model of the sample would say
    assert calibration(y[kept], in_sample[kept]).in_the_large.low < 0
    found = calibration(y, stratified(1.0, 0.2).apply(in_sample))
    assert found.in_the_large.low < 0 < found.in_the_large.high


def test_weights_count_as_so_many_rows():
    y, p, _ = simulated(600, distort=lambda m: 1.4 * m)
    times = np.random.default_rng(2).integers(0, 4, 600)
    for kind in KINDS:
        short = calibrate(y, p, times, kind=kind).calibrator
        whole = calibrate(np.repeat(y, times), np.repeat(p, times), kind=kind).calibrator
        if kind != "isotonic":  # its bounds go by how many rows there really are
            assert short.apply(p) == pytest.approx(whole.apply(p))
        assert short.apply([0.2, 0.3]) == pytest.approx(whole.apply([0.2, 0.3]), abs=1e-6)


# --- what is chosen ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "kind"), [(29, "none"), (30, "level"), (50, "platt"), (500, "beta")]
)
def test_the_kind_goes_by_the_events(events, kind):
    p = np.random.default_rng(0).uniform(0.02, 0.4, 6_000)
    y = np.zeros(6_000)
    y[np.random.default_rng(1).choice(6_000, events, replace=False, p=p / p.sum())] = 1
    found = calibrate(y, p)
    assert found.kind == kind
    assert [doubt.code for doubt in found.doubts] == ([] if events >= 30 else ["not_calibrated"])


def test_many_events_get_the_free_curve():
    y, p, _ = simulated(60_000)
    assert min(y.sum(), (1 - y).sum()) > NEEDED["isotonic"]
    found = calibrate(y, p)
    assert found.kind == "isotonic"
    assert isinstance(found.calibrator, Steps)


def test_events_of_one_customer_are_one_event():
    p = np.tile(np.linspace(0.9, 0.1, 60), 2)
    y = np.r_[np.ones(60), np.zeros(60)]
    y[[40, 55, 62, 65]] = [0, 0, 1, 1]
    groups = [f"C{n // 2}" for n in range(120)]
    assert calibrate(y, p).kind == "platt"
    assert calibrate(y, p, groups=groups).kind == "level"


def test_a_model_that_ranks_the_wrong_way_round_is_not_turned_round():
    y, p, _ = simulated(4_000)
    for kind in ("platt", "beta"):
        found = calibrate(1 - y, p, kind=kind)
        assert found.kind == "level"
        assert [doubt.code for doubt in found.doubts] == ["simpler"]
        assert kind in found.doubts[0].says("ko")


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_one_outcome_changes_nothing(kind):
    found = calibrate([0] * 50, np.linspace(0.1, 0.4, 50), kind=kind)
    assert found.kind == "none"
    assert found.calibrator.apply([0.3]) == pytest.approx([0.3])
    assert found.doubts[0].code == "not_calibrated"


# --- order, range, JSON ----------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(1, 19)), min_size=4, max_size=40))
def test_no_calibrator_turns_the_order_round(rows):
    y, p = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    grid = np.linspace(0, 1, 41)
    for kind in KINDS:
        found = calibrate(y, p / 20, kind=kind).calibrator.apply(grid)
        assert (np.diff(found) >= -1e-12).all()
        assert ((found >= 0) & (found <= 1)).all()


def test_ranking_is_kept():
    y, p, _ = simulated(20_000, distort=lambda m: 1.5 * m)
    for kind in ("level", "platt", "beta"):
        assert auc(y, calibrate(y, p, kind=kind).calibrator.apply(p)) == pytest.approx(auc(y, p))
    assert auc(y, calibrate(y, p, kind="isotonic").calibrator.apply(p)) > auc(y, p) - 0.003


@pytest.mark.parametrize("kind", KINDS)
def test_json_there_and_back(kind):
    y, p, _ = simulated(3_000, distort=lambda m: 1.5 * m)
    found = calibrate(y, p, kind=kind).calibrator
    json.loads(found.to_json())
    assert load_calibrator(found.to_json()) == found


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "magic"}', '{"kind": "log_odds"}'])
def test_text_that_is_no_calibrator_is_refused(text):
    with pytest.raises(MetricError):
        load_calibrator(text)


def test_bad_input_is_refused():
    with pytest.raises(MetricError, match="did you mean 'platt'"):
        calibrate([0, 1], [0.1, 0.2], kind="plat")
    with pytest.raises(MetricError, match="between 0 and 1"):
        LogOdds().apply([1.5])
    with pytest.raises(MetricError, match="share sampled"):
        stratified(0.0, 1.0)
