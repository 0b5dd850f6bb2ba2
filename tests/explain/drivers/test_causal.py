"""The doubly robust estimate and its checks, where the truth is known."""

import numpy as np
import pytest

from support.driver_panels import confounded, true_difference
from tenure.explain.drivers.causal.aipw import aipw, naive
from tenure.explain.drivers.causal.balance import balance, unbalanced
from tenure.explain.drivers.causal.nuisance import Confounders
from tenure.explain.drivers.causal.overlap import alike, overlap
from tenure.explain.drivers.causal.sensitivity import e_value, robustness, sensitivity
from tenure.explain.drivers.causal.study import Asked, study
from tenure.stats.estimate import Estimate

RIDGE = ("ridge",)


def asked(seed=0, **options):
    about, exposed, y = confounded(seed, **options)
    return Asked(about, exposed, y, np.arange(2, about.matrix.shape[1]))


def test_the_estimate_is_right_where_the_naive_difference_is_not():
    about, exposed, y = confounded(0, customers=4000)
    truth = true_difference()
    found = aipw(about, exposed, y, learners=RIDGE).effect
    plain = naive(exposed, y, about.weight, about.group)
    assert found.difference.low < truth < found.difference.high
    assert plain.difference.low > truth


def test_without_confounding_it_is_the_difference_of_the_shares():
    rng = np.random.default_rng(0)
    size = 3000
    exposed = (rng.random(size) < 0.5).astype(float)
    y = (rng.random(size) < 0.2 + 0.1 * exposed).astype(float)
    fold = np.arange(size) % 3
    about = Confounders(
        np.column_stack([np.ones(size), rng.normal(size=size)]), (0,), np.ones(size),
        np.arange(size), fold,
    )  # fmt: skip
    found, plain = (
        aipw(about, exposed, y, learners=RIDGE),
        naive(exposed, y, about.weight, about.group),
    )
    assert found.effect.difference.value == pytest.approx(plain.difference.value, abs=0.005)
    assert found.effect.error == pytest.approx(plain.error, rel=0.05)
    assert found.overlap.kept == 1.0


def test_trees_are_taken_where_the_regression_is_wrong():
    rng = np.random.default_rng(1)
    size = 4000
    known = rng.normal(size=(size, 2))
    bent = (np.abs(known[:, 0]) > 0.7).astype(float)
    exposed = (rng.random(size) < 0.25 + 0.5 * bent).astype(float)
    y = (rng.random(size) < 0.15 + 0.4 * bent).astype(float)  # no effect of the exposure
    about = Confounders(
        np.column_stack([np.ones(size), known]), (0,), np.ones(size), np.arange(size),
        np.arange(size) % 3,
    )  # fmt: skip
    assert aipw(about, exposed, y, learners=RIDGE).effect.difference.low > 0.05
    found = aipw(about, exposed, y).effect.difference
    assert abs(found.value) < 0.04


def test_who_has_no_like_is_left_out():
    """Of .5 with a few of .001: their 1 / e (1 − e) is far more than twice the mean."""
    propensity = np.concatenate([np.full(100, 0.5), np.full(3, 0.001)])
    kept = alike(propensity, np.ones(103))
    assert kept.tolist() == [True] * 100 + [False] * 3
    told = overlap(propensity, np.arange(103) % 2, np.ones(103), kept)
    assert told.kept == pytest.approx(100 / 103)
    assert told.effective == pytest.approx((50, 50))


def test_all_alike_leaves_nobody_out():
    assert alike(np.full(10, 0.03), np.ones(10)).all()


def test_weights_make_both_sides_alike():
    about, exposed, y = confounded(3, customers=3000)
    found = aipw(about, exposed, y, learners=RIDGE)
    told = balance(about.matrix, exposed, found.propensity, about.weight, range(2, 8))
    assert abs(told[0].before) > 0.4
    assert unbalanced(told) == 0


def test_e_values_as_published():
    """VanderWeele and Ding (2017): RR 3.9 has 7.26, its limit 1.8 has 3.0; 0.8 is as 1.25."""
    assert e_value(3.9) == pytest.approx(7.26, abs=0.01)
    assert e_value(1.8) == pytest.approx(3.0, abs=0.01)
    assert e_value(0.8) == pytest.approx(e_value(1.25))


def test_the_robustness_value_as_published():
    """Cinelli and Hazlett (2020), Darfur: t = 4.18, 783 degrees of freedom: 13.9 %, 7.6 %."""
    assert robustness(4.18, 783) == pytest.approx(0.139, abs=0.001)
    assert robustness(4.18, 783, 1.963) == pytest.approx(0.076, abs=0.001)


def test_the_strongest_confounder_is_the_benchmark():
    about, exposed, y = confounded(4, customers=3000)
    found = sensitivity(
        about.matrix,
        np.arange(2, 8),
        exposed,
        y,
        about.weight,
        about.group,
        Estimate(1.5, 1.3, 1.7),
    )
    assert found.strongest == 2
    assert found.with_exposure > 0.02
    assert found.e_value == pytest.approx(e_value(1.5))
    assert found.e_value_limit == pytest.approx(e_value(1.3))
    plain = naive(exposed, y, about.weight, about.group).difference.value
    assert 0 < found.as_strong.value < plain


def test_what_harms_is_said_to_and_what_is_merely_correlated_is_not():
    assert study(asked(0, customers=3000), learners=RIDGE).verdict == "harms"
    nothing = study(asked(1, customers=3000, effect=0.0), learners=RIDGE)
    assert nothing.unadjusted.difference.low > 0
    assert nothing.verdict == "vanishes"


def test_what_protects_is_said_to():
    assert study(asked(2, customers=3000, effect=-1.0), learners=RIDGE).verdict == "protects"


@pytest.mark.parametrize(
    ("more", "verdict", "differed"), [(0.3, "not comparable", "make"), (-0.15, "harms", "hide")]
)
def test_a_placebo_that_could_make_the_effect_takes_the_verdict_away(more, verdict, differed):
    """Being quiet goes with leaving: exposed who were quieter may leave for that reason."""
    one = asked(0, customers=3000)
    hidden = one.exposed * more + 0.2 + 0.2 * one.y
    before = (np.random.default_rng(0).random(len(hidden)) < hidden).astype(float)
    rows = np.arange(len(hidden))
    told = Asked(one.about, one.exposed, one.y, one.candidates, None, one.about, before, rows)
    found = study(told, learners=RIDGE)
    assert (found.verdict, found.differed) == (verdict, differed)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda exposed, y: (np.where(np.arange(len(y)) < 20, 1.0, 0.0), y), "few_customers"),
        (lambda exposed, y: (exposed, np.where(exposed == 1, 0.0, y)), "few_leavers"),
    ],
)
def test_too_few_are_refused_with_the_reason(change, reason):
    about, exposed, y = confounded(0)
    exposed, y = change(exposed, y)
    found = study(Asked(about, exposed, y, np.arange(2, 8)), learners=RIDGE)
    assert (found.verdict, found.reason) == ("refused", reason)
    assert found.estimate is None


def test_no_overlap_is_refused():
    rng = np.random.default_rng(0)
    size = 3000
    known = rng.normal(size=size)
    exposed = (rng.random(size) < 1 / (1 + np.exp(-12 * known))).astype(float)
    y = (rng.random(size) < 0.2).astype(float)
    about = Confounders(
        np.column_stack([np.ones(size), known]), (0,), np.ones(size), np.arange(size),
        np.arange(size) % 3,
    )  # fmt: skip
    found = study(Asked(about, exposed, y, np.array([1])), learners=RIDGE)
    assert found.verdict == "refused"
    assert found.reason in ("no_overlap", "few_effective")
