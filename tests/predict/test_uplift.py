"""Trials, learners of uplift, policy value, randomisation, sleeping dogs: by hand and simulated."""

import json

import numpy as np
import pyarrow as pa
import pytest

from tenure.errors import MetricError
from tenure.predict.encoding import Encoding
from tenure.predict.learners import Boosting, Logistic
from tenure.predict.uplift import (
    METHODS,
    Money,
    Outcomes,
    check_randomisation,
    effect,
    first_share,
    fit_uplift,
    harmed,
    held_out,
    load_uplift,
    policy_gain,
    policy_value,
    study_trial,
    trial,
)

LEARNER = Logistic(penalty=5.0)


def share_of(margin):
    return 1 / (1 + np.exp(-margin))


def crowd(number=6_000, seed=0, *, share=0.5, slope=1.0, level=0.3):
    """Give a design, a trial whose treatment adds `level` + `slope` · x to the log odds, gains."""
    rng = np.random.default_rng(seed)
    x, other = rng.normal(size=(2, number))
    plan = rng.choice(["basic", "team"], number)
    treated = rng.random(number) < share
    margin = 0.4 + 0.7 * other + 0.4 * (plan == "team")
    change = level + slope * x
    wanted = rng.random(number) < share_of(margin + treated * change)
    table = pa.table({"x": x, "other": other, "plan": plan})
    design = Encoding.fit(table, table.column_names).apply(table)
    gain = share_of(margin + change) - share_of(margin)
    return design, trial(wanted, treated, propensity=share), gain, share_of(margin)


# --- the trial -------------------------------------------------------------------------------


def test_a_trial_knows_its_chances():
    found = trial([1, 0, 1, 0], [1, 1, 1, 0])
    assert found.propensity.tolist() == [0.75] * 4
    assert found.balance == pytest.approx([4 / 3, 4 / 3, 4 / 3, 4])


@pytest.mark.parametrize(
    ("arguments", "keywords", "message"),
    [
        (([1, 0], [1]), {}, "2 values are needed"),
        (([1, 2], [1, 0]), {}, "neither 0 nor 1"),
        (([1, 0], [1, 0.5]), {}, "neither 0 nor 1"),
        (([1, 0], [1, 0]), {"propensity": 1.0}, "between 0 and 1"),
        (([1, 0, 1], [1, 0, 1]), {"groups": ["a", "a", "b"]}, "1 customers are in both arms"),
        (([1, np.nan], [1, 0]), {}, "no finite numbers"),
    ],
)
def test_a_trial_that_cannot_be_is_refused(arguments, keywords, message):
    with pytest.raises(MetricError, match=message):
        trial(*arguments, **keywords)


# --- learners ----------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("share", [0.5, 0.85])
def test_every_method_finds_whom_treatment_changes(method, share):
    design, tried, gain, _ = crowd(8_000, share=share)
    found = fit_uplift(design, tried, LEARNER, method).gain(design)
    assert np.corrcoef(found, gain)[0, 1] > 0.85
    assert found.mean() == pytest.approx(gain.mean(), abs=0.04)


@pytest.mark.parametrize("method", METHODS)
def test_boosting_learns_uplift_too(method):
    design, tried, gain, _ = crowd(4_000, slope=1.5)
    found = fit_uplift(design, tried, Boosting(threads=1), method).gain(design)
    assert np.corrcoef(found, gain)[0, 1] > 0.6


@pytest.mark.parametrize("method", METHODS)
def test_a_model_is_text_there_and_back(method):
    design, tried, _, _ = crowd(1_000)
    model = fit_uplift(design, tried, LEARNER, method)
    texts = model.dump()
    assert json.loads(texts["uplift.json"])["method"] == method
    assert load_uplift(texts).gain(design) == pytest.approx(model.gain(design), abs=1e-12)


def test_rows_of_weight_0_teach_nothing():
    design, tried, _, _ = crowd(2_000)
    weight = np.where(np.arange(2_000) < 1_500, 1.0, 0.0)
    wild = np.where(weight > 0, tried.wanted, tried.treated)
    weighted = trial(wild, tried.treated, propensity=0.5, weight=weight)
    first = design.rows(weight > 0), tried.rows(weight > 0)
    assert fit_uplift(design, weighted, LEARNER).gain(design) == pytest.approx(
        fit_uplift(*first, LEARNER).gain(design)
    )


def test_unknown_methods_and_texts_are_refused():
    design, tried, _, _ = crowd(200)
    with pytest.raises(MetricError, match="did you mean 'two models'"):
        fit_uplift(design, tried, LEARNER, "two model")
    with pytest.raises(MetricError, match="no uplift model"):
        load_uplift({"uplift.json": "{}"})
    with pytest.raises(MetricError, match="200 rows are needed"):
        fit_uplift(design.rows(np.arange(10)), tried, LEARNER)


def test_held_out_predictions_never_saw_their_customer():
    """Outcomes are pure noise: held out, they are not predicted; in the rows learned they are."""
    rng = np.random.default_rng(0)
    table = pa.table({f"f{n}": rng.normal(size=300) for n in range(30)})
    design = Encoding.fit(table, table.column_names).apply(table)
    tried = trial(rng.random(300) < 0.5, rng.random(300) < 0.5, propensity=0.5)
    found = held_out(design, tried, LEARNER)
    speaks = np.where(tried.treated > 0, tried.wanted, 1 - tried.wanted)
    seen = fit_uplift(design, tried, LEARNER).gain(design)
    assert np.corrcoef(seen, speaks)[0, 1] > 0.25
    assert abs(np.corrcoef(found.rank, speaks)[0, 1]) < 0.15
    assert np.bincount(found.fold).tolist() == [60] * 5
    with pytest.raises(MetricError, match="two folds"):
        held_out(design, tried, LEARNER, folds=1)


def test_folds_keep_customers_whole():
    design, tried, _, _ = crowd(300)
    groups = np.repeat(np.arange(150), 2)
    arm = np.repeat(tried.treated[::2], 2)
    pairs = trial(tried.wanted, arm, propensity=0.5, groups=groups)
    fold = held_out(design, pairs, LEARNER, folds=3).fold
    assert (fold[::2] == fold[1::2]).all()


# --- policy value --------------------------------------------------------------------------------


def test_ipw_by_hand():
    """Treating A and B only; half were treated by lot. Rows whose arm fits: A (treated, 1),
    C (control, 0), D (control, 1): each weighs 2, the value is 2 of 3."""
    tried = trial([1, 0, 0, 1], [1, 0, 0, 0], propensity=0.5)
    found = policy_value(tried, [1, 1, 0, 0])
    assert found.ipw.value == pytest.approx(2 / 3)
    assert found.doubly_robust is None


def test_doubly_robust_by_hand():
    """Predicted .6 if treated and .5 if not, for all. Γ under the policy: A .6 + 2 · .4 = 1.4,
    B .6 (its arm does not fit), C .5 − 2 · .5 = −.5, D .5 + 2 · .5 = 1.5; mean .75."""
    tried = trial([1, 0, 0, 1], [1, 0, 0, 0], propensity=0.5)
    outcomes = Outcomes(np.full(4, 0.6), np.full(4, 0.5))
    found = policy_value(tried, [1, 1, 0, 0], outcomes=outcomes)
    assert found.doubly_robust.value == pytest.approx(0.75)
    money = Money(worth=100, cost=[10, 20, 30, 40])
    paid = policy_value(tried, [1, 1, 0, 0], outcomes=outcomes, money=money)
    assert paid.doubly_robust.value == pytest.approx(75 - (10 + 20) / 4)
    assert paid.ipw.value == pytest.approx(100 * 2 / 3 - 10 / 3)


def test_chances_that_differ_are_weighed_out():
    """The ill-disposed are treated more often: the raw difference misleads, the weighted not."""
    rng = np.random.default_rng(4)
    bad = rng.random(40_000) < 0.5
    chance = np.where(bad, 0.8, 0.2)
    treated = rng.random(40_000) < chance
    wanted = rng.random(40_000) < 0.6 - 0.4 * bad + 0.1 * treated
    assert wanted[treated].mean() < wanted[~treated].mean()
    found = effect(trial(wanted, treated, propensity=chance)).ipw
    assert found.low < 0.1 < found.high


def test_intervals_cover_the_true_value():
    """Treating by x, over 60 trials: both intervals hold the true value nearly always, the doubly
    robust one is narrower, and with wrong predictions it still covers."""
    hits, widths = np.zeros(3), np.zeros(3)
    for seed in range(60):
        design, tried, gain, base = crowd(1_500, seed, share=0.7)
        chosen = design.values[:, 0] > 0.3
        true = (base + chosen * gain).mean()
        right = Outcomes(base + gain, base)
        wrong = Outcomes(1 - base, base / 2)
        found = [
            policy_value(tried, chosen).ipw,
            policy_value(tried, chosen, outcomes=right).doubly_robust,
            policy_value(tried, chosen, outcomes=wrong).doubly_robust,
        ]
        hits += [one.low <= true <= one.high for one in found]
        widths += [one.high - one.low for one in found]
    assert (hits >= 53).all()
    assert widths[1] < widths[0] < widths[2]


def test_the_gain_of_one_policy_over_another_is_paired():
    _, tried, gain, _ = crowd(4_000)
    best, most = gain > 0, gain > -0.01
    both = policy_gain(tried, best, most).ipw
    first, second = (policy_value(tried, each).ipw for each in (best, most))
    assert both.value == pytest.approx(first.value - second.value)
    assert both.high - both.low < 0.5 * (first.high - first.low)
    same = policy_gain(tried, best, best).ipw
    assert same is None  # nobody is treated differently: nothing is estimated


def test_customers_count_once():
    _, tried, _, _ = crowd(500)
    rows = np.repeat(np.arange(500), 4)
    four = trial(tried.wanted[rows], tried.treated[rows], propensity=0.5, groups=rows)
    alone, often = effect(tried).ipw, effect(four).ipw
    assert often.value == pytest.approx(alone.value)
    assert often.high - often.low == pytest.approx(alone.high - alone.low, rel=0.01)


def test_a_share_takes_equal_scores_in_part():
    assert first_share([3, 2, 2, 1], 0.5).tolist() == [1, 0.5, 0.5, 0]
    assert first_share([3, 2, 2, 1], 0.5, [2, 1, 1, 4]).tolist() == [1, 1, 1, 0]
    assert first_share([1, 1], 0).tolist() == [0, 0]


def test_a_policy_that_cannot_be_is_refused():
    tried = trial([1, 0], [1, 0])
    with pytest.raises(MetricError, match="0 … 1"):
        policy_value(tried, [2, 0])
    with pytest.raises(MetricError, match="2 values are needed"):
        policy_value(tried, [1])
    assert policy_value(trial([], []), []).best is None


# --- randomisation ---------------------------------------------------------------------------


def test_the_ratio_by_hand():
    """5,100 of 10,000 meant to be half: χ² = 100² / 2,500 = 4, p = .0455."""
    tried = trial(np.zeros(10_000), np.arange(10_000) < 5_100)
    found = check_randomisation(tried, meant=0.5)
    assert found.ratio_p == pytest.approx(0.0455, abs=1e-4)
    assert found.sound
    assert check_randomisation(tried, meant=0.48).doubts[0].code == "sample_ratio"
    assert "51.00%" in check_randomisation(tried, meant=0.48).doubts[0].says("en")
    assert check_randomisation(tried).ratio_p is None


def test_fair_draws_pass_and_their_p_values_are_even():
    found = []
    for seed in range(60):
        design, tried, _, _ = crowd(400, seed)
        found.append(check_randomisation(tried, design).balance_p)
    assert 0.35 < np.mean(found) < 0.65
    assert 5 <= sum(p < 0.25 for p in found) <= 25


def test_choosing_whom_to_treat_is_found_and_named():
    design, tried, _, _ = crowd(3_000)
    rng = np.random.default_rng(1)
    chosen = rng.random(3_000) < share_of(0.4 * design.values[:, 1])
    found = check_randomisation(trial(tried.wanted, chosen), design)
    assert not found.sound
    assert found.largest[0].name == "other"
    assert 0.2 < found.largest[0].difference < 0.6
    assert "other (+0." in found.doubts[0].says("en")
    plans = trial(tried.wanted, (design.values[:, 2] == 2) ^ (rng.random(3_000) < 0.3))
    assert check_randomisation(plans, design).largest[0].name.startswith("plan = ")


def test_what_is_missing_more_often_in_one_arm_is_found():
    rng = np.random.default_rng(2)
    treated = rng.random(3_000) < 0.5
    x = np.where(rng.random(3_000) < 0.1 + 0.1 * treated, np.nan, rng.normal(size=3_000))
    design = Encoding.fit(pa.table({"x": x}), ["x"]).apply(pa.table({"x": x}))
    found = check_randomisation(trial(np.zeros(3_000), treated), design)
    assert found.largest[0].name == "x missing"
    assert not found.sound


def test_features_that_do_not_vary_say_nothing():
    design, tried, _, _ = crowd(300)
    alike = design.rows(np.zeros(300, dtype=int))
    assert check_randomisation(tried, alike).balance_p is None


# --- sleeping dogs -------------------------------------------------------------------------------


def test_those_harmed_are_found_by_a_true_ranking():
    _, tried, gain, _ = crowd(8_000, level=0.6)
    found = harmed(tried, gain)
    assert found.gain.high < 0
    assert gain[found.members].mean() < 0
    assert found.members.mean() == pytest.approx(found.share, abs=0.01)


def test_a_treatment_that_helps_everyone_harms_nobody():
    alarms = 0
    for seed in range(40):
        _, tried, _, _ = crowd(1_500, seed, slope=0.0, level=0.0)
        noise = np.random.default_rng(seed + 500).normal(size=1_500)
        alarms += harmed(tried, noise) is not None
    assert alarms <= 4  # 2.5 % of looks in all, were the treatment to do nothing
    _, tried, gain, _ = crowd(8_000, slope=0.3, level=1.5)
    assert harmed(tried, gain) is None


def test_groups_too_small_to_tell_are_not_tried():
    _, tried, gain, _ = crowd(120, slope=3.0)
    assert harmed(tried, gain) is None


# --- the whole study -----------------------------------------------------------------------------


def test_a_trial_with_different_effects_is_put_to_use():
    design, tried, gain, _ = crowd(6_000)
    found = study_trial(design, tried, LEARNER, meant=0.5)
    assert (found.verdict, found.rank_by, found.doubts) == ("use uplift", "uplift", ())
    assert found.average.low < gain.mean() < found.average.high
    assert found.qini_risk.value < found.qini.low
    assert found.harmed is not None
    assert [one.share for one in found.policies] == [0.1, 0.2, 0.3, 0.5]
    half = found.policies[-1]
    assert half.over_all.best.low > 0  # treating all reaches those harmed
    assert half.none.best.value < half.risk.best.value < half.uplift.best.value
    assert study_trial(design, tried, LEARNER, meant=0.5).qini == found.qini  # deterministic


def test_equal_effects_are_no_evidence():
    """The treatment adds the same to everyone's log odds: 20 trials, at most two alarms."""
    alarms = 0
    for seed in range(20):
        design, tried, _, _ = crowd(1_500, seed, slope=0.0, level=0.5)
        found = study_trial(design, tried, LEARNER, repeats=100)
        alarms += found.verdict == "use uplift"
        assert found.rank_by == ("uplift" if found.verdict == "use uplift" else "risk")
    assert alarms <= 2


def test_risk_that_ranks_as_well_is_enough():
    """Who is at risk is who is helped, and the risk is known: uplift adds nothing to it."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=6_000)
    treated = rng.random(6_000) < 0.5
    wanted = rng.random(6_000) < share_of(-x + treated * np.maximum(x, 0))
    table = pa.table({"x": x})
    design = Encoding.fit(table, ["x"]).apply(table)
    found = study_trial(design, trial(wanted, treated, propensity=0.5), LEARNER, risk=x)
    assert found.verdict == "no better than risk"
    assert found.qini.low > 0
    assert "rank by risk" in found.says("en")


def test_assignments_that_were_chosen_teach_nothing():
    design, tried, _, _ = crowd(2_000)
    chosen = trial(tried.wanted, design.values[:, 1] + tried.treated > 0.5)
    found = study_trial(design, chosen, LEARNER)
    assert (found.verdict, found.rank_by, found.qini) == ("not randomised", "risk", None)
    assert found.doubts[0].code == "not_balanced"


@pytest.mark.parametrize(
    ("treated", "wanted", "code"),
    [
        (np.ones(200), np.arange(200) % 2, "one_arm"),
        (np.arange(200) % 2, np.ones(200), "few_in_an_arm"),
        (np.arange(200) % 20 == 0, np.arange(200) % 3 == 0, "few_in_an_arm"),
    ],
)
def test_too_few_of_an_arm_or_an_outcome_teach_nothing(treated, wanted, code):
    design, _, _, _ = crowd(200)
    found = study_trial(design, trial(wanted, treated), LEARNER)
    assert found.verdict == "too few"
    assert found.doubts[0].code == code
    assert found.average is None


def test_harm_on_average_is_said():
    design, tried, _, _ = crowd(4_000, level=-0.6)
    found = study_trial(design, tried, LEARNER, repeats=100)
    assert [doubt.code for doubt in found.doubts] == ["harms_on_average"]
    assert "해롭습니다" in found.doubts[0].says("ko")


def test_a_risk_of_those_whom_treatment_drives_away_is_no_advice():
    """The more at risk, the less it helps; features tell nothing of it, the known risk does."""
    rng = np.random.default_rng(0)
    x, noise = rng.normal(size=(2, 4_000))
    treated = rng.random(4_000) < 0.5
    wanted = rng.random(4_000) < share_of(0.5 - 0.2 * x - treated * x)
    table = pa.table({"noise": noise})
    design = Encoding.fit(table, ["noise"]).apply(table)
    tried = trial(wanted, treated, propensity=0.5)
    found = study_trial(design, tried, LEARNER, risk=x, repeats=100)
    assert found.verdict == "no evidence of different effects"
    assert "risk_misleads" in [doubt.code for doubt in found.doubts]
    turned = study_trial(design, tried, LEARNER, risk=-x, repeats=100)
    assert "risk_misleads" not in [doubt.code for doubt in turned.doubts]
