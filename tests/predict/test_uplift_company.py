"""Simulated companies whose individual effects are known: who is changed is found, and harmed.

Units and lives are those of `tenure simulate`; in place of its events, which take long to write,
stand what events would show: noisy counts of use, onboarding steps reached, attributes.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import hypergeom

from tenure.predict.encoding import Design, Encoding
from tenure.predict.learners import Logistic
from tenure.predict.uplift import Trial, first_share, study_trial, trial
from tenure.simulate.clock import Clock
from tenure.simulate.company import found
from tenure.simulate.contacts import enrolled
from tenure.simulate.draws import Dice
from tenure.simulate.presets import preset_named
from tenure.simulate.truth import UPLIFT_KINDS

LEARNER = Logistic(penalty=10.0)


@dataclass(frozen=True)
class Company:
    """A trial with its design; `gain`: what treatment truly changes in the first month."""

    tried: Trial
    design: Design
    gain: np.ndarray
    kind: np.ndarray


def company(kind: str, customers: int, holdout: float, seed: int = 3) -> Company:
    preset = preset_named(kind)
    preset = replace(preset, effects=replace(preset.effects, holdout=holdout))
    clock = Clock(date(2024, 7, 1), 24, preset.zone, extra=0)
    made = found(preset, customers, clock, Dice(seed))
    lives, crowd = made.lives, made.units
    tried = enrolled(made)
    tried = tried.take(tried.at < clock.starts[clock.months - 2])
    units, since = tried.unit, tried.at
    left = lives.left[0][units] < clock.starts[clock.month_of(since) + 2]
    seen = np.random.default_rng(seed)
    columns = {
        "sessions_28d": seen.poisson(12 * crowd.engagement[units]).astype(float),
        "steps": crowd.steps[units].astype(float),
        "tenure_days": since - crowd.joined[units],
        "protecting_28d": seen.poisson(crowd.intensity[0][units]).astype(float),
        "harming_28d": seen.poisson(crowd.intensity[1][units]).astype(float),
        **{name: codes[units].astype(str) for name, codes in crowd.attributes.items()},
    }
    table = pa.table(columns)
    return Company(
        tried=trial(1.0 - left, tried.treated, propensity=1 - holdout),
        design=Encoding.fit(table, list(columns)).apply(table),
        gain=tried.hazard_if_not - tried.hazard_if,
        kind=np.array(UPLIFT_KINDS)[crowd.uplift[units]],
    )


@pytest.fixture(scope="module", params=["saas", "ecommerce", "gaming"])
def half(request):
    """Give a company of 40,000 with half of its trial held out, and what is said of it."""
    made = company(request.param, 40_000, 0.5)
    return made, study_trial(made.design, made.tried, LEARNER, meant=0.5)


def test_ranking_by_uplift_is_worth_more_than_by_risk(half):
    made, found = half
    assert found.randomisation.sound
    assert (found.verdict, found.rank_by) == ("use uplift", "uplift")
    assert found.qini.low > 0
    assert found.over_risk.low > 0
    third = next(one for one in found.policies if one.share == 0.3)
    for way in (third.over_risk.ipw, third.over_risk.doubly_robust):
        assert way.low > 0
    # and truly so, by the effects that nobody sees
    held = found.held_out
    ours, theirs = (first_share(rank, 0.3) @ made.gain for rank in (held.rank, held.risk_rank))
    assert ours > 1.5 * theirs


def test_the_average_effect_and_the_bins_are_the_true_ones(half):
    """Effects of two months are about twice those of the first, which truth holds."""
    made, found = half
    assert found.average.low < 2 * made.gain.mean() * 1.1
    assert found.average.high > made.gain.mean()
    gains = [one.gain.value for one in found.bins]
    place = np.minimum(((1 - found.held_out.rank) * 10).astype(int), 9)
    true = [made.gain[place == number].mean() for number in range(10)]
    assert np.corrcoef(gains, true)[0, 1] > 0.8


def test_sleeping_dogs_are_found_beyond_chance(half):
    made, found = half
    assert found.harmed is not None
    assert found.harmed.gain.high < 0
    dogs = made.kind == "sleeping_dog"
    members = found.harmed.members
    hits = int((dogs & members).sum())
    assert hits / members.sum() > 2 * dogs.mean()
    assert hypergeom.sf(hits - 1, len(dogs), dogs.sum(), members.sum()) < 1e-6
    assert made.gain[members].mean() < 0


def test_a_holdout_of_a_tenth_is_enough_when_there_are_many():
    made = company("saas", 80_000, 0.1)
    found = study_trial(made.design, made.tried, LEARNER, meant=0.9)
    assert found.verdict == "use uplift"
    assert found.randomisation.sound
    ours, theirs = (
        first_share(rank, 0.3) @ made.gain
        for rank in (found.held_out.rank, found.held_out.risk_rank)
    )
    assert ours > 1.5 * theirs


def test_a_small_company_is_told_that_it_is_too_small():
    made = company("saas", 2_000, 0.1)
    found = study_trial(made.design, made.tried, LEARNER, meant=0.9)
    assert (found.verdict, found.rank_by) == ("too few", "risk")
    assert found.doubts[0].code == "few_in_an_arm"
    assert found.held_out is None


def test_without_an_effect_there_is_no_use():
    """The same people, and a treatment that does nothing: outcomes are as likely in both arms."""
    made = company("saas", 40_000, 0.5)
    rng = np.random.default_rng(0)
    for _ in range(3):
        tried = trial(made.tried.wanted, rng.random(len(made.tried)) < 0.5, propensity=0.5)
        found = study_trial(made.design, tried, LEARNER, repeats=100)
        assert found.verdict != "use uplift"
        assert found.harmed is None
