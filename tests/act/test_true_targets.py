"""Simulated companies whose individual effects are known: are the chosen those whom it changes?

Half of a trial teaches the gain of each; the play is then decided for the other half, whose
potential hazards with and without contact are the truth. Use is seen as noisy counts.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from tenure.act.budget import Spent, bounds
from tenure.act.choosing import choose
from tenure.act.play import Budget, Goal, Worth
from tenure.act.worth import Known, expected
from tenure.predict.encoding import Encoding
from tenure.predict.learners import Logistic
from tenure.predict.uplift import fit_uplift, trial
from tenure.simulate.clock import Clock
from tenure.simulate.company import Company, found
from tenure.simulate.contacts import enrolled
from tenure.simulate.draws import Dice
from tenure.simulate.plays import Enrolments
from tenure.simulate.presets import preset_named

CUSTOMERS, MONTHS, VALUE, CONTACT = 30_000, 24, 100.0, 0.2
FEW = 3_000
LEARNER = Logistic(penalty=10.0)


@dataclass(frozen=True)
class Half:
    """Who is decided for: what is thought of each, and what contact truly changes."""

    risk: np.ndarray
    gain: np.ndarray
    truth: np.ndarray


def tried_in(kind: str, customers: int) -> tuple[Company, Enrolments]:
    """Return a company that held out half of those whose turn the play was, and all of them."""
    preset = preset_named(kind)
    preset = replace(preset, effects=replace(preset.effects, holdout=0.5))
    clock = Clock(date(2024, 7, 1), MONTHS, preset.zone, extra=0)
    company = found(preset, customers, clock, Dice(5))
    tried = enrolled(company)
    return company, tried.take(tried.at < clock.starts[MONTHS - 2])


@pytest.fixture(scope="module", params=["saas", "gaming", "ecommerce"])
def half(request) -> Half:
    company, tried = tried_in(request.param, CUSTOMERS)
    clock = company.clock
    units, crowd, seen = tried.unit, company.units, np.random.default_rng(5)
    left = company.lives.left[0][units] < clock.starts[clock.month_of(tried.at) + 2]
    columns = {
        "sessions": seen.poisson(12 * crowd.engagement[units]).astype(float),
        "steps": crowd.steps[units].astype(float),
        "tenure": tried.at - crowd.joined[units],
        "protecting": seen.poisson(crowd.intensity[0][units]).astype(float),
        "harming": seen.poisson(crowd.intensity[1][units]).astype(float),
        **{name: codes[units].astype(str) for name, codes in crowd.attributes.items()},
    }
    table, learnt = pa.table(columns), np.arange(len(units)) % 2 == 0
    encoding = Encoding.fit(table.filter(pa.array(learnt)), list(columns))
    designs = [encoding.apply(table.filter(pa.array(mask))) for mask in (learnt, ~learnt)]
    rows = trial((1.0 - left)[learnt], tried.treated[learnt], propensity=0.5)
    model = fit_uplift(designs[0], rows, LEARNER, seed=0)
    control = learnt & (tried.treated == 0)
    risk = LEARNER.fit(
        encoding.apply(table.filter(pa.array(control))), left[control].astype(float), seed=0
    )
    return Half(
        risk.probability(designs[1]),
        model.gain(designs[1]),
        (tried.hazard_if_not - tried.hazard_if)[~learnt],
    )


def brought(half: Half, chosen: np.ndarray) -> float:
    """Return the net value that contacting some truly brings."""
    return float((half.truth[chosen] * VALUE - CONTACT).sum())


def targets(half: Half, number: int) -> np.ndarray:
    """Return whom the decision chooses when so many may be contacted."""
    known = Known(half.risk, np.full(len(half.risk), VALUE), half.gain, half.gain < -1)
    weighed = expected(Goal(), Worth(contact=CONTACT), known)
    net = np.where(weighed.problem == 0, weighed.net, np.nan)[None, :]
    scarce = bounds([Budget(contacts=number)], [Spent()], weighed.cost[None, :])
    return np.flatnonzero(choose(net, [50], scarce).play == 0)


def others(half: Half, number: int) -> list[np.ndarray]:
    """Return whom other ways choose: the riskiest, anyone, everyone."""
    by_risk = np.argsort(-half.risk, kind="stable")[:number]
    at_random = np.random.default_rng(0).permutation(len(half.risk))[:number]
    return [by_risk, at_random, np.arange(len(half.risk))]


@pytest.mark.long
@pytest.mark.parametrize("share", [0.1, 0.3])
def test_the_chosen_bring_more_than_by_risk_at_random_or_all(half, share):
    """What is learnt from half of the trial is decided by, for the other half."""
    number = int(share * len(half.risk))
    chosen = targets(half, number)
    assert 0 < len(chosen) <= number
    assert brought(half, chosen) > max(0.0, *(brought(half, one) for one in others(half, number)))


@pytest.mark.parametrize("share", [0.1, 0.3])
def test_where_effects_are_known_nobody_else_would_bring_more(share):
    """By the true effects the decision is the best there is, and better than other ways."""
    tried = tried_in("saas", FEW)[1]
    truth = tried.hazard_if_not - tried.hazard_if
    half = Half(tried.hazard_if_not, truth, truth)
    number = int(share * len(truth))
    chosen = targets(half, number)
    best = np.sort(truth * VALUE - CONTACT)[::-1][:number]
    assert brought(half, chosen) == pytest.approx(best[best > 0].sum())
    assert brought(half, chosen) > max(brought(half, one) for one in others(half, number))
