"""Concordance, Brier score and backtests: peers' figures, by counting, and known hazards."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.leaving import AS_OF, CAUSES, DAYS, FEATURES, STEPS, customers
from tenure.errors import MetricError
from tenure.predict.learners import Logistic
from tenure.predict.survival import Curves, cut, follow_up, known_by
from tenure.predict.survival.censoring import Censoring
from tenure.predict.survival.evaluate import backtest, quality
from tenure.predict.survival.scores import brier, concordance

SEEN = np.array([3, 5, 6, 9, 11, 14, 18, 21, 25, 28, 33, 40.0])
LEFT = np.array([1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0], bool)
RISK = np.array([2.1, 0.4, 1.7, 0.9, 0.9, 1.2, -0.3, 0.2, -0.8, 1.0, -1.1, -0.5])
EDGES = np.arange(0, DAYS * STEPS + 1, float(DAYS))

ends = st.lists(
    st.tuples(st.integers(1, 9), st.booleans(), st.integers(-3, 3), st.integers(1, 3)),
    min_size=2,
    max_size=30,
)


def test_concordance_of_lifelines():
    """lifelines 0.30.3, concordance_index; with ends on one day, too (and scikit-survival)."""
    assert concordance(SEEN, LEFT, RISK).value == pytest.approx(0.8452380952)
    days = np.array([3, 3, 3, 6, 6, 9, 9, 9, 12, 12])
    left = np.array([1, 1, 0, 1, 0, 1, 1, 0, 0, 1], bool)
    risk = np.array([2, 1, 1, 2, 0, 1, 1, 0, 1, 0.0])
    assert concordance(days, left, risk).value == pytest.approx(0.8103448276)


def test_uno_and_brier_of_scikit_survival():
    """scikit-survival 0.28.0: concordance_index_ipcw, brier_score, integrated_brier_score."""
    watched = Censoring.of(SEEN, LEFT)
    uno = concordance(SEEN, LEFT, RISK, censoring=watched, until=30)
    assert uno.value == pytest.approx(0.8270998435)
    at = np.array([8, 16, 24, 32.0])
    staying = np.exp(-np.exp(0.6 * RISK)[:, None] * at / 30)
    found = brier(SEEN, LEFT, staying, at)
    assert found.score == pytest.approx(
        [0.10462871240, 0.13403592360, 0.16459570035, 0.13901867144]
    )
    assert found.integrated == pytest.approx(0.1401517720)


@given(ends)
def test_concordance_is_the_share_of_pairs_counted_one_by_one(people):
    days, left, risk, mass = (np.array(one) for one in zip(*people, strict=True))
    pairs = right = 0.0
    for i in np.flatnonzero(left):
        for j in range(len(days)):
            if days[j] > days[i] or (days[j] == days[i] and not left[j]):
                weight = mass[i] * mass[j]
                pairs += weight
                right += weight * ((risk[i] > risk[j]) + (risk[i] == risk[j]) / 2)
    found = concordance(days, left, risk.astype(float), mass)
    assert (found is None) == (pairs == 0)
    if found is not None:
        assert found.value == pytest.approx(right / pairs)
        assert found.low <= found.value <= found.high


def test_interval_of_concordance_is_that_of_a_bootstrap():
    table, _ = customers(300, seed=1)
    seen = follow_up(table)
    risk = -table["use"].to_numpy()
    found = concordance(seen.days, seen.gone, risk)
    rng = np.random.default_rng(2)
    drawn = [
        concordance(seen.days, seen.gone, risk, rng.multinomial(300, np.full(300, 1 / 300))).value
        for _ in range(400)
    ]
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(np.std(drawn), rel=0.15)


def test_customers_with_several_rows_widen_the_interval():
    twice = np.repeat(np.arange(12), 2)
    rows = [np.repeat(one, 2) for one in (SEEN, LEFT, RISK)]
    alone, wide = concordance(SEEN, LEFT, RISK), concordance(*rows, groups=twice)
    assert wide.value == pytest.approx(alone.value)
    assert (wide.low, wide.high) == pytest.approx((alone.low, alone.high))
    assert concordance(*rows).low > wide.low


def test_uno_does_not_depend_on_how_long_customers_were_watched():
    values = []
    for watched in ((169, 170), (1, 250), (1, 180)):
        table, truth = customers(6_000, seed=3, watched=watched)
        seen = follow_up(table)
        days, gone = np.minimum(seen.days, 168), seen.gone & (seen.days <= 168)
        risk = -Curves(EDGES, CAUSES, truth).expected()[0]
        censoring = Censoring.of(days, gone)
        values.append(concordance(days, gone, risk, censoring=censoring, until=168).value)
    assert values == pytest.approx([values[0]] * 3, abs=0.012)


def test_who_leaves_as_a_watch_ends_has_left_before():
    """Of four, on day 5 one leaves and one is lost from sight, on day 9 another is."""
    found = Censoring.of(np.array([5, 5, 9, 12]), np.array([True, False, False, True]))
    assert found.before(np.array([5, 6, 9, 10, 13])) == pytest.approx(
        [1, 2 / 3, 2 / 3, 1 / 3, 1 / 3]
    )
    weights = found.weights(np.array([5, 5, 9, 12]), np.array([1, 0, 0, 1], bool), 9)
    assert weights == pytest.approx([1, 0, 3 / 2, 3 / 2])


def test_true_hazards_are_judged_right():
    table, truth = customers(12_000, seed=4)
    found = quality(Curves(EDGES, CAUSES, truth), follow_up(table), days=(28, 84, 168))
    assert found.horizon == 168
    assert len(found.at) == 9
    for one in found.at:
        slope, level = one.calibration.slope, one.calibration.in_the_large
        assert slope.low < 1 < slope.high
        assert level.low < 0 < level.high
    assert found.brier.gain > 0.05
    flat = np.broadcast_to(truth.mean(axis=0), truth.shape)
    nothing = quality(Curves(EDGES, CAUSES, np.array(flat)), follow_up(table), days=())
    assert nothing.harrell.value == pytest.approx(0.5)
    assert abs(nothing.brier.gain) < 0.005


def test_beyond_the_longest_watch_nothing_is_judged():
    """Watched for 60 days: by day 84 only those are known who left."""
    table, truth = customers(3_000, seed=4, watched=(60, 61))
    curves, seen = Curves(EDGES, CAUSES, truth), follow_up(table)
    found = quality(curves, seen, days=(28, 84, 168))
    assert {one.day for one in found.at} == {28}
    assert np.isfinite(found.brier.score).tolist() == [True, True, *[False] * 4]
    within = quality(curves.until(2), seen, days=())
    assert found.brier.integrated == within.brier.integrated
    assert found.brier.gain == within.brier.gain


def test_forecasts_that_exaggerate_are_found_out():
    table, truth = customers(6_000, seed=5)
    gone = truth.sum(axis=1, keepdims=True)
    odds = np.log(np.clip(gone, 1e-9, 1)) - np.log1p(-gone)
    extreme = 1 / (1 + np.exp(-2 * (odds + 0.6)))
    curves = Curves(EDGES, CAUSES, truth / np.maximum(gone, 1e-9) * extreme)
    found = quality(curves, follow_up(table), days=(84,))
    assert found.at[0].cause is None
    assert found.at[0].calibration.slope.high < 0.7


def rolling(points=4, size=900):
    """Return customers of several dates, 42 days apart, all watched until one day."""
    from datetime import timedelta

    tables = [
        customers(
            size,
            seed=20 + at,
            watched=(42 * (points - at) + 60, 42 * (points - at) + 61),
            as_of=AS_OF + timedelta(days=42 * at),
            first=size * at,
        )[0]
        for at in range(points)
    ]
    return pa.concat_tables(tables)


def test_backtest_rolls_forward_and_knows_no_future():
    table = rolling()
    dates = np.array(table["as_of"].to_pylist())
    folds = [(dates < day, dates == day) for day in sorted({*dates})[2:]]
    options = {"by": Logistic(penalty=1.0), "intervals": cut(28, 84), "days": (28, 56)}
    found = backtest(table, FEATURES, folds, **options)
    assert [one.customers for one in found.folds] == [900, 900]
    assert found.pooled.customers == 1_800
    assert found.folds[0].harrell.low < found.mean("harrell") < found.folds[0].harrell.high
    assert found.mean("uno") > 0.6
    assert found.mean("gain") > 0
    assert 0.8 < found.pooled.at[0].calibration.slope.value < 1.2
    # What happens after the test date changes nothing that was learned before it.
    day = sorted({*dates})[2]
    then = known_by(table, day).to_pylist()
    assert max(row["days_left"] or 0 for row in then) <= 84
    later = [(dates < day, dates == day)]
    cut_off = pa.concat_tables([known_by(table, day), table.filter(dates == day)])
    again = backtest(cut_off, FEATURES, [(np.arange(1_800), np.arange(1_800, 2_700))], **options)
    assert again.folds[0].harrell == backtest(table, FEATURES, later, **options).folds[0].harrell


def test_a_backtest_leaves_those_under_notice_out():
    table = rolling(points=2, size=400)
    state = np.where(np.arange(800) % 4 == 0, "under notice", "known")
    table = table.append_column("state", pa.array(state))
    fold = (np.arange(400), np.arange(400, 800))
    found = backtest(table, FEATURES, [fold], by=Logistic(penalty=1.0), intervals=cut(14, 28))
    assert found.pooled.customers == 300


def test_what_cannot_be_judged_is_refused():
    table = rolling(points=1, size=200)
    with pytest.raises(MetricError, match="there is no fold"):
        backtest(table, FEATURES, [])
    with pytest.raises(MetricError, match="1 curves are not those of 200 rows"):
        quality(Curves(EDGES, CAUSES, np.zeros((1, 2, 7))), follow_up(table))
    with pytest.raises(MetricError, match="a finite risk"):
        concordance(SEEN, LEFT, np.full(12, np.nan))
    assert concordance(SEEN, np.zeros(12, bool), RISK) is None
