"""Forecasts of when: against hazards that are known, by hand, and read back from text."""

import json
import tomllib
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from support.leaving import AS_OF, CAUSES, DAYS, FEATURES, STEPS, customers, incidence_of
from tenure.errors import MetricError
from tenure.predict.encoding import Encoding
from tenure.predict.learners import Boosting, Logistic, Tree
from tenure.predict.survival import Curves, Survival, cut
from tenure.predict.survival.hazards import Flat, Phased, incidence
from tenure.predict.survival.segments import seen_curves, segment_curves
from tenure.predict.survival.told import curve_rows
from tenure.predict.survival.tuning import PENALTIES

HALF_A_YEAR = cut(DAYS, DAYS * STEPS)
QUICK = Logistic(penalty=1.0)


@pytest.fixture(scope="module")
def model():
    table, _ = customers(3_000, seed=1)
    return Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=8)


@pytest.fixture(scope="module")
def others():
    return customers(400, seed=2)


def test_incidence_of_one_interval_by_hand():
    """Odds ⅕ and ⅒ against staying: of 1 + 3/10, 2/13 and 1/13 leave, 10/13 stay."""
    table = pa.table({"x": [1.0, 2.0]})
    design = Encoding.fit(table, ["x"]).apply(table)
    hazards = (Flat(np.log1p(0.2) / 7), Flat(np.log1p(0.1) / 7))
    found = incidence(hazards, design, cut(7, 14))
    assert found[0, :, 1] == pytest.approx([2 / 13, 1 / 13])
    assert found[1, :, 2] == pytest.approx([2 / 13 * 23 / 13, 1 / 13 * 23 / 13])


@given(arrays(np.float64, (2, 2), elements=st.floats(0, 5)), st.integers(1, 40))
def test_incidences_never_exceed_everyone(rates, width):
    table = pa.table({"x": [1.0, 2.0]})
    design = Encoding.fit(table, ["x"]).apply(table)
    found = incidence(tuple(Flat(rate) for rate in rates[0]), design, cut(width, 40))
    assert (np.diff(found, axis=2) >= 0).all()
    assert (found.sum(axis=1) <= 1 + 1e-9).all()


def test_what_is_read_off_a_curve_by_hand():
    """1 at 0, 0.8 at 28, 0.4 at 56: a half at 28 + 28 · 3/4, and 28 · 0.9 + 28 · 0.6 days."""
    share = np.array([[[0.0, 0.15, 0.4], [0.0, 0.05, 0.2]], [[0.0, 0.0, 0.1], [0.0, 0.1, 0.2]]])
    curves = Curves(np.array([0.0, 28.0, 56.0]), ("a", "b"), share)
    assert curves.leaving(14)[0] == pytest.approx([0.1, 0.05])
    assert curves.leaving_for("a", 42) == pytest.approx([0.275, 0.05])
    assert curves.median()[0] == pytest.approx([49, np.nan], nan_ok=True)
    assert curves.expected()[0] == pytest.approx([42, 28 * 0.95 + 28 * 0.8])
    number, of_all = curves.likeliest()
    assert number.tolist() == [0, 1]
    assert of_all == pytest.approx([2 / 3, 2 / 3])
    with pytest.raises(MetricError, match="day 60 lies beyond the 56 days"):
        curves.leaving(60)


def test_the_truth_is_found(others):
    new, truth = others
    table, _ = customers(12_000, seed=1)
    model = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0)
    found = model.curves(new)
    assert model.causes == CAUSES
    assert abs(found.incidence - truth).mean() < 0.01
    assert abs((found.incidence - truth).mean(axis=0)).max() < 0.012
    right = truth[:, :, -1].argmax(axis=1) == found.likeliest()[0]
    assert right.mean() > 0.95


def test_what_a_feature_says_of_the_next_days_it_need_not_say_later():
    """Of those who are idle, most leave in the first week, and then as many as of the others."""
    rng = np.random.default_rng(15)
    size = 4_000
    idle = rng.integers(0, 2, size)
    soon = rng.random(size) < np.where(idle, 0.5, 0.01)
    day = np.where(soon, rng.integers(1, 8, size), 8 + rng.geometric(0.004, size))
    table = pa.table(
        {
            "unit_id": [f"c{number}" for number in range(size)],
            "idle": idle.astype(float),
            "days_left": pa.array([int(one) if one <= 180 else None for one in day]),
            "followed_days": np.full(size, 180),
        }
    )
    model = Survival.fit(table, ["idle"], by=QUICK, replicates=0)
    new = pa.table({"idle": [0.0, 1.0]})
    share = model.curves(new).incidence[:, 0]
    later = (share[:, -1] - share[:, 1]) / (1 - share[:, 1])
    assert share[:, 1] == pytest.approx([0.01, 0.5], abs=0.03)
    assert later[0] == pytest.approx(later[1], abs=0.06)
    assert isinstance(model.fits[0][0], Phased)
    again = Survival.load(model.dump())
    assert (again.curves(new).incidence == model.curves(new).incidence).all()


def test_the_penalty_is_chosen_by_phase_and_kept_for_replicates():
    table, _ = customers(1_500, seed=16)
    noise = np.random.default_rng(1).normal(size=(1_500, 20))
    names = [f"noise_{at}" for at in range(20)]
    for name, column in zip(names, noise.T, strict=True):
        table = table.append_column(name, pa.array(column))
    model = Survival.fit(table, FEATURES + names, intervals=HALF_A_YEAR, replicates=2)
    for hazard in model.fits[0]:
        for part in hazard.parts:
            assert part.model.penalty in PENALTIES
    whole, once = (model.fits[at][1].parts[0].model.penalty for at in (0, 1))
    assert once == whole


def test_one_minus_kaplan_meier_is_not_what_is_told(model, others):
    """Of one cause alone, the others taken as censored, more seem to leave than do."""
    design = model.encoding.apply(others[0])
    alone = np.concatenate(
        [incidence((one,), design, model.intervals) for one in model.fits[0]], axis=1
    )
    told = model.curves(others[0])
    assert (alone[:, :, 1:] > told.incidence[:, :, 1:]).all()
    left = 1 - told.surviving[:, -1]
    assert told.incidence[:, :, -1].sum(axis=1) == pytest.approx(left)
    assert (alone[:, :, -1].sum(axis=1) - left).mean() > 0.03


def test_the_table_says_what_and_why_not(model, others):
    new, _ = others
    rows = model.table(new, days=(28, 84, 500))
    assert rows.column_names[:3] == ["unit_id", "as_of", "leaves_in_28_days"]
    assert "leaves_in_500_days" not in rows.column_names
    for row in rows.to_pylist():
        assert row["leaves_in_28_days_low"] < row["leaves_in_28_days"] < row["leaves_in_84_days"]
        assert (row["median_days"] is None) == (row["median_reason"] == "beyond_the_horizon")
        assert (
            0 < row["expected_days_low"] < row["expected_days"] < row["expected_days_high"] <= 168
        )
        assert row["cause"] in CAUSES
        assert row["cause_reason"] is None
        assert row["horizon_days"] == 168
        if row["median_days"] is not None:
            assert row["median_days_low"] <= row["median_days"]
    some = rows["median_reason"].null_count
    assert 0 < some < 400


def test_without_bands_their_columns_are_null(model, others):
    rows = model.table(others[0], band=False)
    assert rows["leaves_in_28_days_low"].null_count == rows.num_rows
    assert rows["expected_days_high"].null_count == rows.num_rows
    assert rows["leaves_in_28_days"].equals(model.table(others[0])["leaves_in_28_days"])


def test_curves_as_rows(model, others):
    few = others[0].slice(0, 2)
    rows = curve_rows(few, model.curves(few))
    assert rows.num_rows == 14
    assert rows["day"].to_pylist() == [0, 28, 56, 84, 112, 140, 168] * 2
    for row in rows.to_pylist():
        gone = row["left_voluntary"] + row["left_involuntary"]
        assert row["staying"] + gone == pytest.approx(1)
        assert row["staying_low"] <= row["staying"] <= row["staying_high"]


@pytest.mark.parametrize("by", [QUICK, Boosting(rounds=40, threads=1), Tree(threads=1)])
def test_batches_and_text_change_no_digit(by, others):
    table, _ = customers(1_500, seed=4)
    model = Survival.fit(table, FEATURES, by=by, intervals=HALF_A_YEAR, replicates=2)
    texts = json.loads(json.dumps(model.dump()))
    whole = model.table(others[0])
    again = Survival.load(texts)
    assert again.notes == model.notes
    assert again.left == model.left
    parts = list(again.stream(others[0].to_batches(max_chunksize=37)))
    assert len(parts) == 11
    assert pa.concat_tables(parts).equals(whole)
    rank = np.corrcoef(whole["leaves_in_84_days"], others[1].sum(axis=1)[:, 3])[0, 1]
    assert rank > 0.85


def test_seeds_decide():
    table, _ = customers(500, seed=5)
    one, two, three = (
        Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=3, seed=seed)
        for seed in (1, 1, 2)
    )
    assert one.table(table).equals(two.table(table))
    assert not one.table(table).equals(three.table(table))


def test_nobody_is_scored_as_nobody(model, others):
    assert model.table(others[0].slice(0, 0)).num_rows == 0
    assert list(model.stream([])) == []


def test_too_few_who_left_have_one_curve():
    few, _ = customers(90, seed=6, watched=(30, 201))
    model = Survival.fit(few, FEATURES, intervals=HALF_A_YEAR, replicates=5)
    (said, *more) = model.notes
    assert said.code == "too_few"
    assert {one.code for one in more} == {"shorter"}
    assert "all have the same curve" in said.says("en")
    found = model.curves(few)
    assert (found.surviving == found.surviving[0]).all()
    assert (found.band[0] < found.surviving)[:, 1:].all()


@pytest.mark.parametrize("causes", [("moved",), ("moved", "unpaid")])
def test_one_rate_for_all_is_as_high_as_what_was_seen(causes):
    """Of 96 customers 28 left within four weeks, by turns for each cause; the others stayed."""
    rows = range(96)
    table = pa.table(
        {
            "unit_id": [f"c{row}" for row in rows],
            "x": [float(row) for row in rows],
            "days_left": pa.array([row + 1 if row < 28 else None for row in rows]),
            "followed_days": [28] * 96,
            "cause": pa.array([causes[row % len(causes)] if row < 28 else None for row in rows]),
        }
    )
    model = Survival.fit(table, ["x"], intervals=cut(28, 28), replicates=0)
    found = model.curves(table).incidence[0, :, -1]
    assert found == pytest.approx(28 / 96 / len(causes), rel=0.01)


def test_a_rare_cause_has_one_rate_and_the_other_is_learned():
    table, _ = customers(2_000, seed=7)
    causes = table["cause"].to_pylist()
    rare = [
        one if number < 100 or one != "involuntary" else "voluntary"
        for number, one in enumerate(causes)
    ]
    table = table.set_column(table.column_names.index("cause"), "cause", pa.array(rare))
    model = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0)
    assert [one.code for one in model.notes] == ["flat_cause"]
    assert isinstance(model.fits[0][0], Flat)
    share = model.curves(table).incidence[:, :, -1]
    assert np.ptp(share[:, 1]) > 0.3 > 0.02 > np.ptp(share[:, 0])


def test_the_horizon_ends_where_hardly_anyone_was_watched():
    table, _ = customers(1_000, seed=8, watched=(60, 95))
    model = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0)
    assert model.intervals.horizon == 84
    assert [one.says("en") for one in model.notes] == [
        "Forecasts reach 84 days instead of 168: hardly anyone was watched for longer."
    ]


def test_no_recorded_cause_is_no_cause_foretold():
    table, _ = customers(1_000, seed=9)
    table = table.drop_columns("cause")
    rows = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0).table(
        table.slice(0, 3)
    )
    assert rows["cause"].null_count == 3
    assert rows["cause_reason"].to_pylist() == ["no_cause_recorded"] * 3


def test_large_tables_are_sampled_and_it_is_said(others):
    table, _ = customers(3_000, seed=1)
    some = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0, most=4_000)
    (said,) = some.notes
    assert said.code == "sampled"
    numbers = dict(said.values)
    assert 3_500 < numbers["kept"] < 4_500 < numbers["total"]
    assert abs(some.curves(others[0]).incidence - others[1]).mean() < 0.02


def test_those_under_notice_are_left_out():
    table, _ = customers(600, seed=10)
    state = ["under notice" if number % 6 == 0 else "known" for number in range(600)]
    told = table.append_column("state", pa.array(state))
    model = Survival.fit(told, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0)
    assert dict(model.notes[-1].values) == {"rows": 100}
    assert model.units == 500


def test_where_nobody_left_nobody_is_expected_to():
    table = pa.table(
        {
            "unit_id": ["a", "b", "c"],
            "x": [1.0, 2.0, 3.0],
            "days_left": pa.nulls(3, pa.int64()),
            "followed_days": [10, 30, 40],
            "cause": pa.nulls(3, pa.string()),
        }
    )
    model = Survival.fit(table, ["x"], intervals=cut(7, 28))
    assert [one.code for one in model.notes] == ["too_few", "shorter"]
    (row, *_) = model.table(table, days=(7,)).to_pylist()
    assert (row["leaves_in_7_days"], row["expected_days"], row["median_days"]) == (0.0, 7.0, None)
    assert (row["cause"], row["cause_reason"]) == (None, "no_cause_recorded")
    assert {seen["share"] for seen in seen_curves(table, [7]).to_pylist()} == {0.0}


def test_nobody_watched_is_an_error():
    table, _ = customers(50, seed=11, watched=(0, 1))
    with pytest.raises(MetricError, match="no customer was watched after the date"):
        Survival.fit(table, FEATURES)


def test_texts_of_something_else_are_refused():
    with pytest.raises(MetricError, match="no survival model that can be read"):
        Survival.load({"survival.json": "{}"})


def test_a_segment_is_the_mean_of_its_customers(model, others):
    new = others[0].append_column("plan", pa.array(["pro", "free", None, "free"] * 100))
    keys, curves = segment_curves(model, new.to_batches(max_chunksize=150), "plan")
    assert keys.to_pylist() == [
        {"segment": "free", "customers": 200},
        {"segment": "pro", "customers": 100},
        {"segment": None, "customers": 100},
    ]
    free = model.curves(new.filter(pa.array([False, True, False, True] * 100)))
    assert curves.surviving[0] == pytest.approx(free.surviving.mean(axis=0))
    widths = [high - low for low, high in (curves.band, free.band)]
    assert (widths[0][0, 1:] < widths[1][:, 1:].mean(axis=0)).all()
    keys, curves = segment_curves(model, [new])
    assert keys.to_pylist() == [{"segment": None, "customers": 400}]
    with pytest.raises(MetricError, match="no customer in any segment"):
        segment_curves(model, [])
    with pytest.raises(MetricError, match="there is no column 'size'"):
        segment_curves(model, [new], "size")


def test_what_was_seen_of_segments():
    """Of four, one leaves on day 3, one is lost from sight on 5, one leaves on 8 for money."""
    table = pa.table(
        {
            "unit_id": ["a", "b", "c", "d", "e"],
            "days_left": pa.array([3, None, 8, None, None], pa.int64()),
            "followed_days": [20, 5, 20, 20, 9],
            "cause": pa.array(["moved", None, "money", None, None]),
            "plan": ["pro", "pro", "pro", "pro", "free"],
        }
    )
    rows = seen_curves(table, [2, 7, 14], "plan").to_pylist()
    pro = {(one["cause"], one["day"]): one["share"] for one in rows if one["segment"] == "pro"}
    assert pro == pytest.approx(
        {
            (None, 2): 0,
            (None, 7): 1 / 4,
            (None, 14): 5 / 8,
            ("money", 2): 0,
            ("money", 7): 0,
            ("money", 14): 3 / 8,
            ("moved", 2): 0,
            ("moved", 7): 1 / 4,
            ("moved", 14): 1 / 4,
        }
    )
    free = [one for one in rows if one["segment"] == "free"]
    assert {one["day"]: one["share"] for one in free} == {2: 0, 7: 0, 14: None}
    assert {one["reason"] for one in free if one["day"] == 14} == {"not_watched_so_long"}
    (whole,) = seen_curves(table.drop_columns("cause"), [14]).to_pylist()
    assert (whole["segment"], whole["customers"]) == (None, 5)
    with pytest.raises(MetricError, match="some customers are there more than once"):
        seen_curves(pa.concat_tables([table, table]), [7])


def test_foretold_and_seen_agree():
    table, _ = customers(6_000, seed=12)
    model = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=0)
    _, curves = segment_curves(model, [table], band=False)
    seen = {(o["cause"], o["day"]): o for o in seen_curves(table, [28, 84, 168]).to_pylist()}
    for cause in CAUSES:
        for day in (28, 84, 168):
            one = seen[cause, day]
            assert one["low"] < curves.leaving_for(cause, day)[0] < one["high"]


def test_words_are_there_in_both_languages():
    folder = files("tenure.predict.survival").joinpath("words")
    en, ko = (
        tomllib.loads(folder.joinpath(f"{one}.toml").read_text("utf-8")) for one in ("en", "ko")
    )
    assert en.keys() == ko.keys()
    for key in en:
        assert {p.split("}")[0] for p in en[key].split("{")[1:]} == {
            p.split("}")[0] for p in ko[key].split("{")[1:]
        }


def test_truth_of_the_drawn_customers_is_what_happens():
    """The check of the check: as many leave as the hazards say."""
    table, truth = customers(20_000, seed=13, watched=(400, 401))
    left = [(np.array(table["cause"].to_pylist(), object) == cause).mean() for cause in CAUSES]
    assert left == pytest.approx(truth[:, :, -1].mean(axis=0), abs=0.01)
    assert incidence_of(np.zeros(1), np.zeros(1)).shape == (1, 2, STEPS + 1)
    assert table["as_of"][0].as_py() == AS_OF
