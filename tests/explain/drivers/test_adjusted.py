"""All drivers at once, where the truth is known: coverage, kinship, stability, areas."""

import numpy as np
import pytest
import statsmodels.api as sm

from support.driver_panels import TRUTH, hazards, panel_of
from tenure.explain.drivers.adjusted import adjusted, solved
from tenure.explain.drivers.arrays import expit
from tenure.explain.drivers.contrast import contrasts
from tenure.explain.drivers.kinship import kinship
from tenure.explain.drivers.learnt import learn
from tenure.explain.drivers.ridge import penalties, ridge
from tenure.explain.drivers.stability import stability


@pytest.fixture(scope="module")
def learnt():
    panel = hazards(0, customers=4000)
    parts = {"one": [0], "two": [1, 2], "noise": list(range(3, 13))}
    return panel, learn(panel, parts)


def of(found, feature):
    return next(one for one in found.drivers if one.feature == feature)


def test_what_harms_protects_and_is_merely_correlated_is_called_so(learnt):
    _, found = learnt
    assert of(found, 0).verdict == "more"
    assert of(found, 1).verdict == "less"
    third = of(found, 2)
    assert third.alone.ratio.high < 1  # who has it leaves less often …
    assert third.verdict == "vanishes"  # … and with all else alike no more


def test_effects_lie_in_their_intervals(learnt):
    _, found = learnt
    for feature, truth in enumerate(TRUTH):
        one = of(found, feature).beside
        assert abs(one.log_odds - truth) < 3 * one.error


def test_noise_is_rarely_called_anything(learnt):
    _, found = learnt
    told = [of(found, at).verdict for at in range(5, 13)]
    assert sum(one in ("more", "less") for one in told) <= 1


def test_noise_beside_a_feature_that_nearly_tells_who_leaves_is_no_evidence():
    """40 of 1,500 leave, told nearly perfectly: what is left of them is no measure of error."""
    rng = np.random.default_rng(2)
    silent, noise = rng.normal(size=1500), rng.normal(size=(1500, 60))
    y = np.zeros(1500)
    y[np.argsort(-(silent + 0.15 * rng.normal(size=1500)))[:40]] = 1
    panel = panel_of(np.column_stack([silent, noise]), y, np.arange(1500), np.zeros(1500, int))
    found = learn(panel, {})
    assert sum(one.verdict in ("more", "less") for one in found.drivers if one.feature) <= 1


def test_the_ratio_is_that_of_standardised_risks(learnt):
    """Without an interaction the risks lie on either side of what was observed."""
    _, found = learnt
    one = of(found, 0).beside
    assert one.ratio.value == pytest.approx(one.risks[1] / one.risks[0])
    assert one.difference.value == pytest.approx(one.risks[1] - one.risks[0])
    assert one.risks[0] < found.rate < one.risks[1]


def test_with_many_rows_it_is_maximum_likelihood_with_errors_over_customers():
    """The penalty is felt no more: against statsmodels with clustered errors."""
    panel = hazards(3, customers=4000, noise=4)
    [first] = contrasts(panel.values[:, :1], [0], panel.weight)
    fit = ridge(
        panel.matrix, panel.y, panel.weight, penalties(panel.matrix.shape[1], panel.free, 5.0)
    )
    [one] = solved(panel, fit, [first], np.arange(len(panel.names)))
    found = adjusted(one, panel.group)
    matrix = panel.matrix.copy()
    matrix[:, 3] = panel.values[:, 0]
    peer = sm.GLM(panel.y, matrix, family=sm.families.Binomial())
    told = peer.fit(cov_type="cluster", cov_kwds={"groups": panel.group})
    assert found.log_odds == pytest.approx(told.params[3], abs=0.01)
    assert found.error == pytest.approx(told.bse[3], rel=0.02)


def test_the_share_is_what_would_not_leave():
    """One feature, no other: of 200 high 40 leave, of 200 low 20; half of the 40 go with it."""
    values = np.repeat([1.0, 0.0], 200)[:, None]
    y = np.concatenate([np.repeat([1.0, 0], [40, 160]), np.repeat([1.0, 0], [20, 180])])
    panel = panel_of(values, y, np.arange(400), np.zeros(400, int))
    found = learn(panel, {})
    one = of(found, 0)
    assert one.beside.log_odds == pytest.approx(np.log(40 * 180 / (160 * 20)), rel=1e-3)
    assert one.beside.share.value == pytest.approx(20 / 60, rel=1e-3)
    assert one.beside.share.low < 1 / 3 < one.beside.share.high


def test_windows_of_one_fact_and_what_rises_with_it_are_one_group():
    rng = np.random.default_rng(0)
    one, other = rng.normal(size=(2, 500))
    values = np.column_stack([one, one + 0.1 * rng.normal(size=500), other, rng.normal(size=500)])
    y = (rng.random(500) < 0.2).astype(float)
    panel = panel_of(values, y, np.arange(500), np.zeros(500, int), kin=("a", "b", "c", "c"))
    assert kinship(panel).tolist() == [0, 0, 2, 2]


def test_kin_are_not_adjusted_for_one_another_and_only_one_leads():
    panel = hazards(0, customers=3000)
    twin = panel.values[:, 0] + 0.05 * np.random.default_rng(9).normal(size=len(panel))
    values = np.column_stack([panel.values, twin])
    both = learn(panel_of(values, panel.y, panel.group, panel.date), {})
    one = of(both, 0)
    assert one.kin == (13,)
    assert one.verdict == "more"
    assert abs(one.beside.log_odds - TRUTH[0]) < 3 * one.beside.error
    assert sum(found.lead for found in both.drivers if found.feature in (0, 13)) == 1


def test_an_effect_that_turns_is_told_and_one_that_stays_is_not():
    rng = np.random.default_rng(1)
    size = 6000
    date, flag = rng.integers(0, 4, size), (rng.random(size) < 0.4).astype(float)
    turning = np.where(date < 2, 1.0, -1.0) * (rng.random(size) < 0.5)
    shown = np.abs(turning)
    y = (rng.random(size) < expit(-1.5 + 0.8 * flag + turning)).astype(float)
    panel = panel_of(np.column_stack([flag, shown]), y, np.arange(size), date)
    found = learn(panel, {})
    stays, turns = of(found, 0).dates, of(found, 1).dates
    assert (stays.same_sign, len(stays.parts)) == (4, 4)
    assert stays.p > 0.01
    assert turns.p < 1e-6
    assert turns.i2 > 0.8


def test_segments_are_tested_and_corrected():
    rng = np.random.default_rng(2)
    size = 6000
    segment, flag = rng.integers(0, 2, size), (rng.random(size) < 0.4).astype(float)
    other = (rng.random(size) < 0.4).astype(float)
    y = (rng.random(size) < expit(-1.5 + 1.2 * flag * segment + 0.6 * other)).astype(float)
    panel = panel_of(np.column_stack([flag, other]), y, np.arange(size), np.zeros(size, int))
    found = learn(panel, {}, segment=segment, segments=2)
    assert of(found, 0).segments_q < 0.001
    assert of(found, 1).segments_q > 0.05
    told = [part.log_odds.value for part in of(found, 0).segments.parts]
    assert told[0] == pytest.approx(0.0, abs=0.3)
    assert told[1] == pytest.approx(1.2, abs=0.3)


def test_an_area_that_tells_nothing_loses_nothing(learnt):
    _, found = learnt
    told = {one.name: one for one in found.areas}
    assert told["one"].loss.low > 0
    assert told["two"].loss.low > 0
    assert sum(one.share for one in found.areas) == pytest.approx(1.0, abs=0.2)
    quiet = learn(hazards(5, customers=2500), {"noise": list(range(5, 13))}).areas[0]
    assert quiet.loss.low <= 0 <= quiet.loss.high or quiet.loss.value < 0


def test_the_same_rows_give_the_same_drivers():
    panel = hazards(7, customers=600)
    assert learn(panel, {}).drivers == learn(panel, {}).drivers


def test_too_few_leavers_are_not_judged():
    rng = np.random.default_rng(0)
    y = np.zeros(300)
    y[:6] = 1
    panel = panel_of(rng.normal(size=(300, 2)), y, np.arange(300), np.zeros(300, int))
    assert {one.verdict for one in learn(panel, {}).drivers} == {"too few"}


def test_what_the_others_tell_is_not_told_apart():
    rng = np.random.default_rng(0)
    flags = np.eye(4)[rng.integers(0, 4, 2000)]
    panel = panel_of(
        flags, (rng.random(2000) < 0.2).astype(float), np.arange(2000), np.zeros(2000, int)
    )
    fit = ridge(panel.matrix, panel.y, panel.weight, penalties(5, [0], 1e-6))
    asked = contrasts(panel.values, [0] * 4, panel.weight)
    assert [one for one in solved(panel, fit, asked, np.arange(4)) if one is not None] == []


def test_stability_of_one_part_is_the_effect_itself():
    panel = hazards(2, customers=1500)
    [first] = contrasts(panel.values[:, :1], [0], panel.weight)
    fit = ridge(
        panel.matrix, panel.y, panel.weight, penalties(panel.matrix.shape[1], panel.free, 5.0)
    )
    [one] = solved(panel, fit, [first], np.arange(len(panel.names)))
    whole = stability(one, np.zeros(len(panel), int), 1, panel.group)
    assert whole.parts[0].log_odds.value == pytest.approx(float(one.d[0]), abs=1e-6)
    assert whole.p is None
