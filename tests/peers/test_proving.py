"""What prove/ works out, against statsmodels and scipy on the same data, to the digit."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.proportion import test_proportions_2indep as score

from support.drawn_trials import accounts, explained, rates
from tenure.prove import (
    Design,
    Trial,
    by_segment,
    check_split,
    compare_arms,
    effect_of,
    effect_on_contacted,
    power_of,
    survival_effect,
    trial,
)


def test_difference_of_rates_is_newcombes() -> None:
    found = effect_of(rates(3, effect=-0.05))
    arms = (found.treatment, found.control)
    counts = [value for one in arms for value in (one.total, one.units)]
    low, high = confint_proportions_2indep(*counts, method="newcomb", compare="diff")
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high), abs=1e-12)
    low, high = confint_proportions_2indep(*counts, method="log", compare="ratio")
    assert (found.relative.low, found.relative.high) == pytest.approx((low - 1, high - 1))
    pooled = score(*counts, method="score", compare="diff", correction=False)
    assert found.p == pytest.approx(pooled.pvalue, abs=1e-9)


def test_difference_of_amounts_is_welchs() -> None:
    tried = explained(3)
    found = effect_of(Trial(tried.outcome, tried.treated))
    peer = stats.ttest_ind(
        tried.outcome[tried.treated], tried.outcome[~tried.treated], equal_var=False
    )
    assert found.p == pytest.approx(peer.pvalue)
    interval = peer.confidence_interval()
    assert (found.difference.low, found.difference.high) == pytest.approx(tuple(interval))


def test_adjustment_is_the_regression_with_interactions() -> None:
    """statsmodels takes the covariates' mean as known, and with HC2 the errors differ by that."""
    drawn = np.random.default_rng(1)
    past = drawn.normal(size=(1500, 2))
    treated = drawn.random(1500) < 0.7
    outcome = past @ [2.0, -1.0] + treated * (past[:, 0] * 0.5 - 1) + drawn.normal(size=1500)
    found = effect_of(trial(outcome, treated, before=past)).adjusted
    about = (past - past.mean(axis=0)) / past.std(axis=0)
    rows = np.column_stack([np.ones(1500), treated, about, treated[:, None] * about])
    peer = sm.OLS(outcome, rows).fit(cov_type="HC2")
    assert found.difference.value == pytest.approx(peer.params[1], abs=1e-10)
    means = np.var(about @ (peer.params[4:])) / 1500
    assert found.error**2 == pytest.approx(peer.bse[1] ** 2 + means, rel=1e-3)


def test_shared_slopes_are_the_analysis_of_covariance() -> None:
    drawn = np.random.default_rng(2)
    past, treated = drawn.normal(size=200), np.arange(200) >= 25
    outcome = 2 * past - treated + drawn.normal(size=200)
    found = effect_of(trial(outcome, treated, before=past)).adjusted
    assert found.slopes == "shared"
    rows = np.column_stack([np.ones(200), treated, past])
    peer = sm.OLS(outcome, rows).fit(cov_type="HC2")
    assert found.difference.value == pytest.approx(peer.params[1], abs=1e-10)
    assert found.error == pytest.approx(peer.bse[1], rel=0.05)


def test_accounts_are_the_cluster_robust_regression() -> None:
    tried = accounts(5)
    amounts = tried.of(tried.outcome * 3 + np.linspace(0, 1, len(tried)))
    found = effect_of(amounts)
    rows = np.column_stack([np.ones(len(tried)), tried.treated])
    peer = sm.OLS(amounts.outcome, rows).fit(
        cov_type="cluster", cov_kwds={"groups": tried.cluster, "use_correction": False}
    )
    assert found.difference.value == pytest.approx(peer.params[1])
    fewest = min(found.treatment.clusters, found.control.clusters)
    assert peer.bse[1] <= found.error <= peer.bse[1] * (fewest / (fewest - 1)) ** 0.5


def test_several_arms_are_dunnetts() -> None:
    """scipy pools the variances of all arms, here each has its own."""
    drawn = np.random.default_rng(3)
    arm = np.repeat(["none", "a", "b", "c"], 2000)
    outcome = drawn.normal(size=8000) + (arm == "a") * 0.1 + (arm == "b") * 0.05
    found = compare_arms(outcome, arm, control="none")
    peer = stats.dunnett(
        *(outcome[arm == one] for one in "abc"), control=outcome[arm == "none"], rng=1
    )
    for one, p in zip("abc", peer.pvalue, strict=True):
        assert found[one].p == pytest.approx(p, abs=0.006)
    interval = peer.confidence_interval()
    for at, one in enumerate("abc"):
        ends = (found[one].corrected.low, found[one].corrected.high)
        assert ends == pytest.approx((interval.low[at], interval.high[at]), abs=0.006)


def test_sizes_of_arms_are_pearsons() -> None:
    counts, meant = {"a": 520, "b": 300, "c": 180}, {"a": 0.5, "b": 0.3, "c": 0.2}
    found = check_split(counts, meant)
    peer = stats.chisquare(list(counts.values()), [1000 * one for one in meant.values()])
    assert (found.statistic, found.p) == pytest.approx((peer.statistic, peer.pvalue))


@pytest.mark.parametrize(("effect", "units"), [(-0.04, 4000), (-0.02, 10_000)])
def test_power_is_that_of_two_proportions(effect, units) -> None:
    """statsmodels takes the arcsine for both errors: a percent beside it."""
    design = Design(base=0.2, holdout=0.25)
    peer = NormalIndPower().power(
        2 * (np.arcsin(0.2**0.5) - np.arcsin((0.2 + effect) ** 0.5)), units * 0.25, 0.05, ratio=3
    )
    assert power_of(design, effect, units) == pytest.approx(peer, abs=0.03)


def test_curves_and_log_rank() -> None:
    drawn = np.random.default_rng(4)
    treated = drawn.random(900) < 0.6
    days = np.minimum(np.ceil(drawn.exponential(np.where(treated, 150, 100))), 120)
    left = days < 120
    found = survival_effect(days, left, treated)
    statistic, p = survdiff(days, left, treated)
    assert found.log_rank.statistic**2 == pytest.approx(statistic)
    assert found.log_rank.p == pytest.approx(p)
    curve = SurvfuncRight(days[treated], left[treated])
    at = np.searchsorted(curve.surv_times, 60, side="right") - 1
    assert found.at[1].treatment.value == pytest.approx(curve.surv_prob[at])
    greenwood = curve.surv_prob_se[at]
    shares = [one.treatment for one in found.at]
    wide = 1.96 * greenwood / (shares[1].value * abs(np.log(shares[1].value)))
    assert shares[1].low == pytest.approx(shares[1].value ** np.exp(wide), abs=1e-5)


def test_those_reached_are_two_stage_least_squares() -> None:
    drawn = np.random.default_rng(5)
    treated, near = drawn.random(3000) < 0.5, drawn.random(3000) < 0.5
    reached = (treated & near).astype(float)
    outcome = drawn.normal(size=3000) + near - 0.4 * reached
    found = effect_on_contacted(trial(outcome, treated), reached)
    assigned = treated - treated.mean()
    value = (assigned @ outcome) / (assigned @ reached)
    rest = outcome - outcome.mean() - value * (reached - reached.mean())
    error = np.sqrt(assigned**2 @ rest**2) / abs(assigned @ reached)
    assert found.value == pytest.approx(value)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.01)


def test_segments_are_corrected_as_holm_does() -> None:
    drawn = np.random.default_rng(6)
    treated = drawn.random(4000) < 0.5
    codes = {name: drawn.integers(0, 2, 4000) for name in "abc"}
    left = drawn.random(4000) < 0.3 - 0.1 * treated * codes["a"]
    found = by_segment(trial(left, treated), codes)
    corrected = multipletests([one.test.p for one in found], method="holm")[1]
    assert [one.p for one in found] == pytest.approx(corrected.tolist())
    rows = np.column_stack([np.ones(4000), treated, codes["a"], treated * codes["a"]])
    peer = sm.OLS(left.astype(float), rows).fit(cov_type="HC0")
    assert found[0].test.statistic == pytest.approx(peer.tvalues[3] ** 2, rel=0.02)
