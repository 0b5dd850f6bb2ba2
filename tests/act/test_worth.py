"""What a play is expected to bring, by hand and beside the profit of an offer after Neslin."""

import numpy as np
import pytest

from tenure.act.play import Goal, Worth
from tenure.act.worth import PROBLEMS, SOURCES, Average, Known, expected
from tenure.predict.profit import Offer, expected_of_gain, expected_profit

STAYS = Goal()
NAN = np.nan


def told(found, at):
    problem = PROBLEMS[found.problem[at] - 1] if found.problem[at] else None
    return SOURCES[found.source[at]] if found.source[at] >= 0 else None, problem


def test_assumed_by_hand():
    """risk .2, keeps half: .1 × 100 − (3 + 10 × (.1 + .8 × .5)) = 10 − 8 = 2."""
    worth = Worth(effect=0.5, contact=3, offer=10, taken_anyway=0.5)
    found = expected(STAYS, worth, Known(np.array([0.2]), np.array([100.0])))
    assert found.net[0] == pytest.approx(2.0)
    assert found.cost[0] == pytest.approx(8.0)
    assert found.effect[0] == pytest.approx(0.1)
    assert told(found, 0) == ("assumed", None)


def test_it_is_the_profit_of_an_offer():
    rng = np.random.default_rng(1)
    risk, value, gain = rng.random(50), rng.random(50) * 90, rng.uniform(-0.3, 0.6, 50)
    worth = Worth(effect=0.3, contact=2, offer=7, taken_anyway=0.4)
    offer = Offer(value=value, offer=7, contact=2, acceptance=0.3, taken_anyway=0.4)
    assumed = expected(STAYS, worth, Known(risk, value))
    assert assumed.net == pytest.approx(expected_profit(risk, offer))
    measured = expected(STAYS, worth, Known(risk, value, gain, np.zeros(50, bool)))
    net, cost = expected_of_gain(risk, gain, offer)
    assert measured.net == pytest.approx(net)
    assert measured.cost == pytest.approx(cost)


def test_measured_of_this_one_then_the_mean_then_assumed():
    """The mean effect .02 where .1 of those held out left: a fifth of the risk."""
    known = Known(
        np.array([0.5, 0.5]),
        np.array([100.0, 100.0]),
        np.array([0.3, NAN]),
        np.array([False, False]),
        Average(0.02, 0.03, 0.1),
    )
    found = expected(STAYS, Worth(effect=0.9), known)
    assert found.effect == pytest.approx([0.3, 0.1])
    assert [told(found, at)[0] for at in (0, 1)] == ["measured", "average"]


def test_whom_it_harms_is_left_alone_whatever_it_is_worth():
    known = Known(np.array([0.5]), np.array([NAN]), np.array([0.4]), np.array([True]))
    assert told(expected(STAYS, Worth(), known), 0) == ("measured", "would_harm")
    average = Known(np.array([0.5]), np.array([100.0]), average=Average(-0.1, -0.02, 0.2))
    assert told(expected(STAYS, Worth(), average), 0) == ("average", "would_harm")


def test_what_is_not_known_is_no_zero():
    known = Known(np.array([NAN, 0.5, 0.01]), np.array([100.0, NAN, 1.0]))
    found = expected(STAYS, Worth(contact=5), known)
    assert np.isnan(found.net[:2]).all()
    assert [told(found, at)[1] for at in range(3)] == ["no_risk", "no_value", "not_worth_it"]


def test_another_goal_brings_its_own_gain_whatever_the_risk():
    """A tenth of 50, less 1 for the contact: 4."""
    known = Known(np.array([NAN, 0.9]), np.array([NAN, NAN]))
    found = expected(Goal(what="buys"), Worth(effect=0.1, gain=50, contact=1), known)
    assert found.net == pytest.approx([4.0, 4.0])
    without = expected(Goal(what="buys"), Worth(), Known(np.array([0.9]), np.array([100.0])))
    assert told(without, 0)[1] == "no_value"


def test_a_gain_may_be_a_share_of_what_each_is_worth():
    """.2 of 100 and of 300; of whom nobody knows it, of the median 200; a tenth of each, less 1."""
    known = Known(np.full(3, NAN), np.array([100.0, 300.0, NAN]))
    worth = Worth(effect=0.1, gain=50, gain_share=0.2, contact=1)
    found = expected(Goal(what="comes_back"), worth, known)
    assert found.net == pytest.approx([1.0, 5.0, 3.0])
    nobody = Known(np.full(3, NAN), np.full(3, NAN))
    assert expected(Goal(what="comes_back"), worth, nobody).net == pytest.approx([4.0] * 3)
    alone = expected(Goal(what="comes_back"), Worth(gain_share=0.2), nobody)
    assert told(alone, 0)[1] == "no_value"
