"""Training finds the truth, chooses the simpler learner, and says so when there is too little."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy.special import logit

from support.risk_panels import ALL, COLUMNS, FEATURES, OPTIONS, at, column, company, sampled
from tenure.errors import MetricError
from tenure.predict.evaluate import auc, calibration
from tenure.predict.leakage import Known
from tenure.predict.risk import Columns, RiskOptions, train
from tenure.predict.risk.enough import Enough
from tenure.predict.risk.level import recent
from tenure.predict.risk.training import bands
from tenure.predict.wording import Note


def notes(model):
    return [one["code"] for one in model.report["notes"]]


@pytest.fixture(scope="module")
def found():
    """Learned from seven months of 4,000 customers; the eighth month was never seen."""
    table = company(4000, dates=8, seed=3)
    return train(sampled(at(table, *range(7))), replace(OPTIONS, learners=ALL)), at(table, 7)


def test_ranking_and_calibration_come_within_a_hundredth_and_a_tenth_of_the_truth(found):
    model, later = found
    left, truth = column(later, "left"), column(later, "truth")
    risk = column(model.score(later), "risk")
    assert auc(left, truth) - auc(left, risk) < 0.01
    of_truth = calibration(left, truth).slope.value
    assert calibration(left, risk).slope.value == pytest.approx(of_truth, abs=0.1)
    assert risk.mean() == pytest.approx(truth.mean(), rel=0.1)


def test_intervals_cover_the_true_chance_of_leaving(found):
    model, later = found
    scores = model.score(later)
    old = np.array(scores["trust"].to_pylist()) == "trusted"
    low, high = column(scores, "risk_low")[old], column(scores, "risk_high")[old]
    truth = column(later, "truth")[old]
    covered = ((low <= truth) & (truth <= high)).mean()
    assert covered > 0.9
    assert np.median(logit(high) - logit(low)) < 1.0  # not so wide that they cover anything


def test_the_simpler_learner_is_chosen_where_the_truth_is_simple(found):
    model, _ = found
    assert model.learner == "logistic"
    verdicts = {
        (one["simpler"], one["other"]): one["verdict"]
        for one in model.report["validation"]["compared"]
    }
    assert verdicts["rate", "logistic"] == "better"
    assert verdicts["logistic", "boosting"] != "better"


def test_trees_are_chosen_where_they_see_what_a_line_cannot():
    table = company(5000, dates=4, seed=1, twist=4.0, base=-4.0)
    assert train(sampled(table), replace(OPTIONS, learners=ALL)).learner == "boosting"


def test_validation_lies_later_and_on_other_customers(found):
    report = found[0].report["validation"]
    assert report["scheme"] == "rolling origin"
    assert [fold["day"] for fold in report["folds"]][-1] == "2025-06-30"
    assert all(fold["excluded"]["same customers"] > 0 for fold in report["folds"])
    assert report["calibration"]["slope"][1] < 1 < report["calibration"]["slope"][2]
    assert report["learners"]["logistic"]["auc"][0] > 0.7


def test_no_customer_is_dropped_and_newcomers_have_the_rate_of_their_age(found):
    model, later = found
    scores = model.score(later)
    assert scores.column("unit_id").equals(later.column("unit_id"))
    new = column(later, "age") < 14
    assert new.sum() > 5
    assert set(np.array(scores["trust"].to_pylist())[new]) == {"newcomer"}
    assert column(scores, "risk")[new].mean() == pytest.approx(0.12, abs=0.05)


def test_a_bad_month_long_ago_does_not_move_the_level_of_today():
    """Three months at 2.5 times the odds, then usual ones: patterns of all, the level of now."""
    table = company(4000, dates=9, seed=5, shift=(0.9, 0.9, 0.9))
    model = train(sampled(at(table, *range(8))), OPTIONS)
    later = at(table, 8)
    risk, truth = column(model.score(later), "risk"), column(later, "truth")
    assert risk.mean() == pytest.approx(truth.mean(), rel=0.12)
    assert model.learned.level < -0.15


def test_a_stratified_sample_gives_the_risks_of_everyone():
    table = company(4000, dates=6, seed=7)
    whole = sampled(at(table, *range(5)))
    thin = whole.thinned(4000)
    assert len(thin) == 4000
    later = at(table, 5)
    risk = column(train(thin, OPTIONS).score(later), "risk")
    assert risk.mean() == pytest.approx(column(later, "truth").mean(), rel=0.15)


def test_too_few_leavers_teach_nothing_and_the_model_says_so():
    table = company(300, dates=4, seed=2, base=-4.5)
    model = train(sampled(table), OPTIONS)
    assert (model.learner, model.learned, notes(model)) == ("rate", None, ["too_few"])
    scores = model.score(table)
    assert set(scores["trust"].to_pylist()) <= {"rate", "newcomer"}
    assert "50" in Note("too_few", tuple(model.report["notes"][0]["values"].items())).says()
    with pytest.raises(MetricError, match="learned nothing"):
        model.trained()


def test_who_has_the_risk_of_everybody_is_not_at_high_risk():
    """One rate for all: a band holds nobody unless somebody's risk is above another's."""
    table = company(300, dates=4, seed=2, base=-4.5)
    model = train(sampled(table), replace(OPTIONS, columns=Columns()))
    assert model.learned is None
    scores = model.score(table)
    assert len(set(scores["risk"].to_pylist())) == 1
    assert set(scores["band"].to_pylist()) == {"low"}


@pytest.mark.parametrize(
    ("risks", "cuts"),
    [
        ([0.9, 0.5, 0.4, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1], (0.4, 0.9)),
        ([0.2] * 1 + [0.1] * 19, (0.2, 0.2)),
        ([0.2] * 8 + [0.1] * 2, (0.2, 0.2)),
        ([0.1] * 10, (np.nextafter(0.1, 1), np.nextafter(0.1, 1))),
    ],
    ids=["apart", "few above all others", "most above some", "all the same"],
)
def test_cuts_of_bands(risks, cuts):
    assert bands(np.array(risks), np.ones(len(risks))) == cuts


def test_where_nothing_tells_customers_apart_everyone_has_the_rate():
    table = company(3000, dates=5, seed=2)
    noise = np.random.default_rng(0)
    noisy = table.set_column(
        table.column_names.index("left"), "left", pa.array(noise.random(len(table)) < 0.08)
    )
    model = train(sampled(noisy), replace(OPTIONS, columns=Columns()))
    assert (model.learner, notes(model)) == ("rate", ["no_gain"])
    assert column(model.score(table), "risk") == pytest.approx(0.08, abs=0.02)


@pytest.mark.parametrize(
    ("events", "others", "variables", "declines", "boosts"),
    [
        (49, 5000, 5, "too_few", False),
        (5000, 49, 5, "too_few", False),
        (50, 5000, 101, "too_many_variables", False),
        (50, 5000, 100, None, False),
        (99, 5000, 25, None, False),
        (100, 5000, 25, None, True),
        (5000, 99, 25, None, False),
    ],
)
def test_how_much_is_enough(events, others, variables, declines, boosts):
    size = Enough(events, others, variables)
    assert (size.declines and size.declines.code) == declines
    assert size.boosts is boosts
    assert [one.code for one in size.notes] == ([] if declines else ["few_per_variable"])


def test_ten_leavers_a_variable_need_no_warning():
    assert Enough(250, 5000, 25).notes == ()
    assert [one.code for one in Enough(249, 5000, 25).notes] == ["few_per_variable"]


def test_a_leak_refuses_to_train_is_left_out_or_allowed():
    table = company(1500, dates=4, seed=4)
    left = column(table, "left") == 1
    reason = pa.array(np.where(left, "price", None))
    leaky = table.append_column("cancel_reason", reason)
    sample = sampled(leaky, [*FEATURES, "cancel_reason"])
    with pytest.raises(MetricError, match="cancel_reason: by its name"):
        train(sample, OPTIONS)
    model = train(sample, replace(OPTIONS, leaks="leave out"))
    assert "cancel_reason" not in model.features
    assert {one["column"] for one in model.report["leakage"]} == {"cancel_reason"}
    allowed = train(sample, replace(OPTIONS, allow=("cancel_reason",)))
    assert "cancel_reason" in allowed.features
    with pytest.raises(MetricError, match="3 of 9"):
        train(sampled(table), OPTIONS, known={"use": Known(rows=9, late=3)})


def test_a_lone_snapshot_is_judged_by_other_customers_and_says_so():
    table = at(company(4000, seed=6), 0).drop_columns(["as_of"])
    model = train(sampled(table), OPTIONS)
    assert notes(model) == ["lone_snapshot"]
    assert model.report["validation"]["scheme"] == "stratified"
    assert model.version.startswith(f"{model.learner}-snapshot-")
    assert model.score(table)["as_of"].null_count == len(table)


def test_dates_within_the_embargo_are_judged_by_other_customers_and_say_so():
    model = train(sampled(at(company(4000, seed=6), 0, 1)), replace(OPTIONS, horizon=90))
    assert notes(model) == ["no_later_period"]


def test_the_same_rows_give_the_same_model_and_other_rows_another():
    sample = sampled(at(company(1500, seed=8), 0, 1, 2))
    first, again = train(sample, OPTIONS), train(sample, OPTIONS)
    assert first.dump() == again.dump()
    assert train(sample.rows(np.arange(len(sample) - 1)), OPTIONS).version != first.version


def test_the_level_is_that_of_as_few_last_dates_as_hold_a_hundred_leavers():
    sample = sampled(company(1500, dates=8, seed=0))
    last = recent(sample)
    assert len(np.unique(sample.groups[last & (sample.y == 1)])) >= 100
    earliest = sample.days[last].min()
    assert len(np.unique(sample.groups[(sample.days > earliest) & (sample.y == 1)])) < 100


def test_nothing_to_learn_from_and_missing_columns_are_refused():
    table = company(200, dates=2)
    with pytest.raises(MetricError, match="no row with a known outcome"):
        train(sampled(table.slice(0, 0)), OPTIONS)
    with pytest.raises(MetricError, match="lack 'age'"):
        train(sampled(table.drop_columns(["age"]), ["use"]), RiskOptions(columns=COLUMNS))
