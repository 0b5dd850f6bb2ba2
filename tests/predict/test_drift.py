"""Drift: PSI by hand, its noise against simulation, verdicts, references as JSON, bad input."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.drift import (
    Reference,
    calibration_drift,
    drift,
    learn_reference,
    noise_floor,
    psi,
)


def rows(number=4_000, seed=0, *, shift=0.0, missing=0.05, team=0.4):
    """Give a number, a flag and a category; `shift` moves the number."""
    rng = np.random.default_rng(seed)
    use = rng.normal(shift, 1, number)
    use[rng.random(number) < missing] = np.nan
    plan = np.where(rng.random(number) < team, "team", "basic").astype(object)
    plan[rng.random(number) < 0.02] = None
    return pa.table(
        {
            "use": pa.array(use, from_pandas=True),
            "active": rng.random(number) < 0.7,
            "plan": pa.array(plan, pa.string()),
        }
    )


def labelled(number=20_000, seed=0, *, level=0.0, slope=1.0):
    """Give outcomes, and probabilities whose log odds are off by `level` and `slope`."""
    rng = np.random.default_rng(seed)
    margin = rng.normal(-2, 1, number)
    y = (rng.random(number) < 1 / (1 + np.exp(-margin))).astype(float)
    return y, 1 / (1 + np.exp(-(slope * (margin + 2) - 2 + level)))


# --- the index -----------------------------------------------------------------------------------


def test_psi_by_hand():
    """Halves that become 60 : 40: .1 · ln 1.2 + (−.1) · ln .8."""
    found = psi(np.array([0.5, 0.5]), np.array([0.6, 0.4]), 1e12, 1e12)
    assert found == pytest.approx(0.1 * np.log(1.2) - 0.1 * np.log(0.8))


def test_an_empty_bin_counts_half_a_row():
    """10 rows in two bins become 10 in one: shares 5.5/11 each, then 10.5/11 and .5/11."""
    found = psi(np.array([0.5, 0.5]), np.array([1.0, 0.0]), 10, 10)
    moved = 10.5 / 11 - 0.5
    assert found == pytest.approx(moved * np.log(10.5 / 5.5) - moved * np.log(0.5 / 5.5))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8))
def test_psi_is_symmetric_and_never_below_0(pairs):
    first, second = (np.array(each, dtype=float) + 1e-9 for each in zip(*pairs, strict=True))
    first, second = first / first.sum(), second / second.sum()
    assert psi(first, second, 50, 50) >= 0
    assert psi(first, second, 50, 50) == pytest.approx(psi(second, first, 50, 50))
    assert psi(first, first, 50, 50) == 0


def test_chance_passes_the_noise_floor_as_rarely_as_it_says():
    """Ten equal bins, 800 rows against 500, nothing changed, 2,000 times: about 1 % pass."""
    rng = np.random.default_rng(0)
    floor = noise_floor(10, 800, 500)
    even = np.full(10, 0.1)
    found = [
        psi(rng.multinomial(800, even) / 800, rng.multinomial(500, even) / 500, 800, 500)
        for _ in range(2_000)
    ]
    assert 0.004 < np.mean(np.array(found) > floor) < 0.02
    assert np.mean(found) == pytest.approx(9 * (1 / 800 + 1 / 500), rel=0.1)


# --- tables --------------------------------------------------------------------------------------


def test_nothing_changed_is_stable():
    reference = learn_reference(rows())
    found = drift(reference, rows(seed=1))
    assert found.verdict == "stable"
    assert {one.verdict for one in found.features} == {"stable"}
    assert all(one.psi < one.noise for one in found.features)


def test_what_moved_is_found_named_and_told():
    reference = learn_reference(rows())
    found = drift(reference, rows(seed=1, shift=0.7, team=0.7))
    assert [one.name for one in found.features][:2] == ["use", "plan"]
    use, plan, active = found.features
    assert (use.verdict, plan.verdict, active.verdict) == ("large shift", "large shift", "stable")
    assert plan.moved in ("team", "basic")
    assert found.verdict == "watch"
    assert "shifted by a lot" in use.says("en")
    assert "크게 변했습니다" in use.says("ko")


def test_a_number_of_two_values_has_two_bins():
    (use, active, plan) = learn_reference(rows()).features
    assert active.cuts == (1.0,)
    assert active.shares == pytest.approx((0.3, 0.7, 0.0), abs=0.02)
    assert active.labels == ("< 1", "≥ 1", "(missing)")
    assert len(use.cuts) == 9
    assert len(use.labels) == len(use.shares) == 11
    assert use.shares[-1] == pytest.approx(0.05, abs=0.01)
    assert plan.levels == ("basic", "team")
    assert plan.labels == ("basic", "team", "(other)", "(missing)")


def test_a_rare_value_is_a_bin_of_its_own():
    """Failed payments: 97 of 100 have none. That half have some now must not go unseen."""
    before = pa.table({"failed": [0] * 970 + [1] * 30})
    after = pa.table({"failed": [0] * 500 + [1] * 500})
    found = drift(learn_reference(before), after)
    assert found.features[0].verdict == "large shift"
    assert (found.features[0].before, found.features[0].after) == (0.97, 0.5)


def test_what_was_never_seen_and_what_went_missing_are_shifts():
    reference = learn_reference(rows())
    (new,) = [one for one in drift(reference, _with_plan("school")).features if one.name == "plan"]
    assert (new.verdict, new.moved, new.before) == ("large shift", "(other)", 0)
    gone = drift(reference, rows(seed=1, missing=0.6))
    assert gone.features[0].moved == "(missing)"
    none = rows(seed=1).set_column(0, "use", pa.nulls(4_000))
    assert drift(reference, none).features[0].after == 1


def _with_plan(name):
    table = rows(seed=1)
    return table.set_column(2, "plan", pa.array([name] * 2_000 + ["team", "basic"] * 1_000))


def test_few_rows_are_not_called_a_shift():
    """30 rows: chance alone reaches far beyond .25, and is not taken for a shift."""
    reference = learn_reference(rows())
    found = [drift(reference, rows(30, seed)) for seed in range(40)]
    assert sum("large shift" in {one.verdict for one in each.features} for each in found) <= 2
    assert all(next(o for o in each.features if o.name == "use").noise > 0.25 for each in found)
    assert found[0].features[0].verdict == "too few"
    assert "too few rows" in found[0].features[0].says("en")


def test_the_score_decides():
    rng = np.random.default_rng(3)
    scores = [rng.beta(2, 10, 4_000) for _ in range(2)]
    reference = learn_reference(rows(), score=scores[0])
    assert drift(reference, rows(seed=1), score=scores[1]).verdict == "stable"
    assert drift(reference, rows(seed=1), score=scores[1] * 1.3).verdict == "watch"
    moved = drift(reference, rows(seed=1), score=scores[1] * 2)
    assert (moved.verdict, moved.score.verdict) == ("retrain", "large shift")
    small = drift(reference, rows(20, seed=1), score=scores[1][:20])
    assert small.verdict == "too few"


def test_weights_count_as_so_many_rows():
    """A sample of a tenth of those who stay, weighted by ten, looks like everyone."""
    table = rows(20_000)
    rng = np.random.default_rng(1)
    team = np.array(table["plan"].to_pylist()) == "team"
    kept = team | (rng.random(20_000) < 0.1)
    sample = table.filter(pa.array(kept))
    weight = np.where(team[kept], 1.0, 10.0)
    weighted = drift(learn_reference(sample, weight=weight), table)
    assert weighted.verdict == "stable"
    assert drift(learn_reference(sample), table).verdict == "watch"
    assert learn_reference(sample, weight=weight).features[0].n < sample.num_rows


def test_a_reference_there_and_back():
    reference = learn_reference(rows(), score=np.linspace(0, 1, 4_000))
    assert Reference.from_json(reference.to_json()) == reference
    plain = learn_reference(rows())
    assert Reference.from_json(plain.to_json()) == plain


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"features": [{"name": "x"}], "score": null}'])
def test_text_that_is_no_reference_is_refused(text):
    with pytest.raises(MetricError, match="no reference"):
        Reference.from_json(text)


def test_tables_that_do_not_fit_are_refused():
    reference = learn_reference(rows())
    with pytest.raises(MetricError, match="no feature 'plan'"):
        drift(reference, rows().drop_columns("plan"))
    with pytest.raises(MetricError, match="was a number and is a category"):
        drift(reference, rows().set_column(0, "use", pa.array(["a"] * 4_000)))
    with pytest.raises(MetricError, match="holds no score"):
        drift(reference, rows(), score=np.zeros(4_000))
    with pytest.raises(MetricError, match="no rows"):
        drift(reference, rows(0))
    with pytest.raises(MetricError, match="date32"):
        learn_reference(pa.table({"day": [date(2026, 1, 1)]}))


# --- labels --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "slope", "verdict"),
    [
        (0.0, 1.0, "calibrated"),
        (0.05, 1.0, "calibrated"),  # surely off, by too little to matter
        (0.4, 1.0, "level off"),
        (-0.4, 1.0, "level off"),
        (0.0, 1.5, "slope off"),
        (0.0, 0.7, "slope off"),
    ],
)
def test_predictions_that_no_longer_hold(level, slope, verdict):
    found = calibration_drift(*labelled(40_000, level=level, slope=slope))
    assert found.verdict == verdict


def test_predictions_turned_round_are_off():
    y, p = labelled()
    assert calibration_drift(y, 0.5 - p / 2).verdict == "slope off"


def test_a_model_that_is_right_is_seldom_called_wrong():
    """100 months of 1,000 labels: 2 % of alarms are expected."""
    found = [calibration_drift(*labelled(1_000, seed)).verdict for seed in range(100)]
    assert sum(verdict in ("level off", "slope off") for verdict in found) <= 5


def test_few_labels_say_nothing_unless_all_is_plain():
    y, p = labelled(300)
    assert calibration_drift(y, p).verdict == "too few"
    assert calibration_drift(np.zeros(300), p).verdict == "too few"
    wrong = calibration_drift(*labelled(600, level=1.5))
    assert wrong.verdict == "level off"
    assert "calibrate again" in wrong.says("en")
    assert "다시 보정" in wrong.says("ko")
