"""Which play for whom: by hand, within every bound, and beside the best that a solver finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.examples import some
from tenure.act.budget import Bound, Spent, bounds, since
from tenure.act.choosing import choose, places
from tenure.act.optimum import optimum
from tenure.act.play import Budget
from tenure.periods import Calendar

NAN = np.nan
AT_LEAST = 0.75
"""Of the optimum, on any drawn case; on 120 simulated ones the median is .99."""


def slots(*left):
    each = np.arange(len(left))[:, None]
    return Bound("contacts", each, np.ones((1, 1)), np.array(left, float))


def test_each_gets_what_brings_most():
    net = np.array([[5.0, 1.0, NAN], [4.0, 2.0, -1.0]])
    found = choose(net, [50, 50], [])
    assert found.play.tolist() == [0, 1, -1]
    assert places(net, [50, 50]).tolist() == [[1, 2, 0], [2, 1, 1]]


def test_the_one_who_would_lose_most_keeps_the_place():
    """One place of the first play: the second unit has nothing else, so it gets it."""
    net = np.array([[10.0, 9.0], [8.0, NAN]])
    found = choose(net, [50, 50], [slots(1, np.inf)])
    assert found.play.tolist() == [1, 0]
    assert found.refused[0].tolist() == [1, 0]


def test_priority_goes_before_money():
    net = np.array([[1.0], [100.0]])
    assert choose(net, [90, 10], []).play.tolist() == [0]
    assert places(net, [90, 10]).tolist() == [[1], [2]]


def test_money_goes_where_it_brings_most_for_what_it_costs():
    """10 for 10, or 6 and 5 for 5 each: a budget of 10 buys the two."""
    cost = np.array([[10.0, 5.0, 5.0]])
    bound = Bound("budget", np.zeros((1, 1), int), cost, np.array([10.0]))
    found = choose(np.array([[10.0, 6.0, 5.0]]), [50], [bound])
    assert found.play.tolist() == [-1, 0, 0]


def test_those_held_out_use_nothing_and_are_cut_like_all_others():
    """Two places in the order 4, 3, 2, 1: who is held out at place 2 or 3 is in, at 4 not."""
    net = np.array([[4.0, 3.0, 2.0, 1.0]])

    def held(plays, units):
        return np.isin(units, [1, 3])

    found = choose(net, [50], [slots(2)], held)
    assert found.play.tolist() == [0, 0, 0, -1]
    assert found.held.tolist()[:3] == [False, True, False]


def test_what_is_spent_is_off_the_budget_and_periods_begin_with_the_calendar():
    from datetime import date

    budget, calendar = Budget(money=100, contacts=3, per="quarter"), Calendar("Asia/Seoul")
    found = bounds([budget], [Spent(90.0, 3)], np.ones((1, 2)))
    assert [one.left.tolist() for one in found] == [[10.0], [0.0]]
    assert since(budget, date(2026, 5, 20), calendar) == date(2026, 4, 1)
    assert bounds([Budget()], [Spent()], np.ones((1, 2))) == []


@st.composite
def cases(draw):
    seed, plays, units = draw(
        st.tuples(st.integers(0, 2**31), st.integers(1, 6), st.integers(1, 40))
    )
    rng = np.random.default_rng(seed)
    net = rng.lognormal(0, 1, (plays, units)) * rng.lognormal(0, 1, (plays, 1))
    net[rng.random((plays, units)) < draw(st.sampled_from([0.0, 0.3, 0.7]))] = NAN
    cost = rng.lognormal(0, draw(st.sampled_from([0.0, 0.5])), (plays, units))
    each = np.arange(plays)[:, None]
    money = np.where(rng.random(plays) < 0.6, rng.uniform(1, units, plays), np.inf)
    number = np.where(rng.random(plays) < 0.6, rng.integers(1, units + 1, plays), np.inf)
    owner = rng.integers(-1, 3, (1, units))
    scarce = [
        Bound("budget", each, cost, money),
        Bound("contacts", each, np.ones((1, 1)), number),
        Bound("capacity", owner, np.ones((1, 1)), rng.integers(1, units + 1, 3).astype(float)),
    ]
    return net, scarce


def used(bound, shape, play, units):
    group = np.broadcast_to(bound.group, shape)[play, units]
    use = np.broadcast_to(bound.use, shape)[play, units]
    own = group >= 0
    return np.bincount(group[own], use[own], minlength=len(bound.left))


@given(cases())
@settings(max_examples=some(100))
def test_no_bound_is_ever_exceeded_and_little_is_left_to_the_optimum(case):
    net, scarce = case
    found = choose(net, [50] * len(net), scarce)
    units = np.flatnonzero(found.play >= 0)
    play = found.play[units]
    assert (net[play, units] > 0).all()
    for bound in scarce:
        assert (used(bound, net.shape, play, units) <= bound.left * (1 + 1e-6)).all()
    _, best = optimum(net, scarce)
    assert net[play, units].sum() >= AT_LEAST * best - 1e-9
    assert net[play, units].sum() <= best * (1 + 1e-6) + 1e-9


@given(cases(), st.integers(0, 2**31))
@settings(max_examples=some(50))
def test_the_same_again_is_the_same_and_holdouts_do_not_spend(case, seed):
    net, scarce = case
    out = np.random.default_rng(seed).random(net.shape) < 0.3
    found = choose(net, [50] * len(net), scarce, lambda p, u: out[p, u])
    again = choose(net, [50] * len(net), scarce, lambda p, u: out[p, u])
    assert found.play.tolist() == again.play.tolist()
    paid = np.flatnonzero((found.play >= 0) & ~found.held)
    for bound in scarce:
        assert (used(bound, net.shape, found.play[paid], paid) <= bound.left * (1 + 1e-6)).all()


def test_the_solver_finds_what_is_plain():
    plays, value = optimum(np.array([[3.0, 2.0], [2.0, NAN]]), [slots(1, np.inf)])
    assert (plays.tolist(), value) == ([1, 0], pytest.approx(4.0))
