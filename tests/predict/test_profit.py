"""Profit: by hand, by brute force, by numerical integration, properties and bad input."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.evaluate import bootstrap
from tenure.predict.profit import (
    Campaign,
    Offer,
    best_group,
    empc,
    expected_cost,
    expected_of_gain,
    expected_profit,
    maximum_profit,
    mpc,
    profit_curve,
    profit_of,
)

ROWS = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(1, 3)), min_size=2, max_size=25
).filter(lambda rows: 0 < sum(y for y, _, _ in rows) < len(rows))

KNAPSACK = st.lists(st.tuples(st.integers(-5, 20), st.integers(0, 9)), min_size=1, max_size=9)


def simulated(number=4_000, seed=0):
    rng = np.random.default_rng(seed)
    p = 1 / (1 + np.exp(-rng.normal(-2, 1.2, number)))
    return (rng.random(number) < p).astype(float), p, rng


# --- expected maximum profit -----------------------------------------------------------------


def test_mpc_by_hand():
    """Of ten, two leave. Contacting the first three reaches both, at γ = 0.3:
    (0.3 · 190 · 2 − 10 · 1 − 3) / 10 = 10.1; the first alone 5.6, all ten 2.4."""
    y = [1, 0, 1, *[0] * 7]
    score = [9, 8, 8, *[1] * 7]
    assert mpc(y, score) == pytest.approx(10.1)


def test_empc_of_perfect_predictions_has_a_closed_form():
    """One side of the hull: contact the leavers when γ · 190 > 1, else nobody."""
    from scipy.integrate import quad
    from scipy.stats import beta

    y = [1] * 3 + [0] * 7
    value, _ = quad(lambda g: 0.3 * (190 * g - 1) * beta(6, 14).pdf(g), 1 / 190, 1)
    # the second side of the hull holds no events: it never pays
    found = maximum_profit(y, y)
    assert found.profit == pytest.approx(value, abs=1e-9)
    assert found.share == pytest.approx(0.3, abs=1e-6)


@given(ROWS)
def test_empc_is_the_mean_over_acceptance_of_the_best_cut(rows):
    """Against every cut at a fine grid of chances, weighted by the density."""
    from scipy.stats import beta

    y, p, weight = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    chances = (np.arange(4_000) + 0.5) / 4_000
    best = np.zeros_like(chances)
    for cut in np.unique(p):
        inside = (p >= cut) * weight / weight.sum()
        events, others = inside @ y, inside @ (1 - y)
        best = np.maximum(best, (200 - 10) * chances * events - events - 11 * others)
    mean = (best * beta(6, 14).pdf(chances)).mean()
    assert empc(y, p, weight) == pytest.approx(mean, abs=1e-3)


@given(ROWS)
def test_a_weight_is_as_many_rows(rows):
    y, p, weight = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    times = weight.astype(int)
    for metric in (empc, mpc):
        whole = metric(np.repeat(y, times), np.repeat(p, times))
        assert metric(y, p, weight) == pytest.approx(whole)


def test_a_better_ranking_is_worth_more_and_the_interval_holds_it():
    y, p, rng = simulated()
    noisy = p + rng.normal(0, 0.2, len(p))
    found = bootstrap(empc, y, p)
    assert empc(y, noisy) < found.low < found.value < found.high


def test_one_outcome_is_undefined():
    assert np.isnan(empc([1, 1], [0.2, 0.3]))
    assert np.isnan(maximum_profit([0, 0], [0.2, 0.3]).share)
    assert np.isnan(mpc([], []))


def test_contacts_for_nothing_reach_everyone():
    found = maximum_profit([1, 0, 0, 1], [4, 3, 2, 1], campaign=Campaign(offer=0, contact=0))
    assert found.share == pytest.approx(1)
    assert found.profit == pytest.approx(0.5 * 200 * 0.3)


@pytest.mark.parametrize("wrong", [{"offer": 300}, {"contact": -1}, {"alpha": 0}])
def test_a_campaign_that_cannot_be_is_refused(wrong):
    with pytest.raises(MetricError):
        Campaign(**wrong)


# --- each customer's own value ---------------------------------------------------------------


def test_expected_profit_and_cost_by_hand():
    """p 0.4, worth 300, offer 50 taken by half of the leavers and a fifth of the others,
    contact 2: 0.4 · 0.5 · 250 − 0.6 · 0.2 · 50 − 2 = 42; cost 2 + 50 · (0.2 + 0.12) = 18."""
    offer = Offer(value=[300, 20], offer=50, contact=2, acceptance=0.5, taken_anyway=0.2)
    assert expected_profit([0.4, 0.4], offer) == pytest.approx([42, -14])
    assert expected_cost([0.4, 0.4], offer) == pytest.approx([18, 18])


def test_a_measured_gain_takes_the_place_of_the_assumed_one():
    """Of 300 with a gain of 0.2: 60 − (2 + 50 · (0.2 + 0.6 · 0.2)) = 42; who is driven away
    takes the offer as often as anyone: −60 − (2 + 50 · 0.6 · 0.2) = −68."""
    offer = Offer(300, 50, 2, 0.5, 0.2)
    profit, cost = expected_of_gain([0.4, 0.4], [0.2, -0.2], offer)
    assert profit == pytest.approx([42, -68])
    assert cost == pytest.approx([18, 8])
    assumed = expected_profit([0.4], offer), expected_cost([0.4], offer)
    assert [*profit[:1], *cost[:1]] == pytest.approx([*assumed[0], *assumed[1]])
    for wrong in ([0.2], [0.2, 1.2], [0.2, np.nan]):
        with pytest.raises(MetricError, match="a gain must be"):
            expected_of_gain([0.4, 0.4], wrong, offer)


def test_the_curve_counts_what_each_was_worth():
    """Four customers, two leave. Ranked by expected profit: C (worth 1,000), A, then the rest."""
    offer = Offer(value=[100, 100, 1_000, 10], offer=10, contact=1, acceptance=0.5)
    y, p = [1, 0, 1, 0], [0.8, 0.3, 0.5, 0.9]
    found = profit_curve(y, p, offer, points=5)
    assert found.share == pytest.approx([0, 0.25, 0.5, 0.75, 1])
    # C: 0.5 · 990 − 1 = 494; A: 0.5 · 90 − 1 = 44; B and D stay: −11 each
    assert found.profit == pytest.approx([0, 494, 538, 527, 516])
    assert found.peak_share == 0.5
    # expected to pay: C, A and B (0.3 · 45 − 0.7 · 10 − 1 = 5.5), not D
    assert found.paying_share == 0.75
    assert np.isnan(found.low).all()
    assert found.paying is None
    assert found.doubts[0].code == "few"


def test_value_ranks_better_than_risk_and_the_interval_says_how_sure():
    y, p, rng = simulated()
    offer = Offer(value=rng.lognormal(5, 1, len(p)), offer=20, contact=1, acceptance=0.3)
    by_profit = profit_curve(y, p, offer)
    by_risk = profit_curve(y, p, offer, rank_by="risk")
    assert by_profit.low[4] > by_risk.profit[4]
    assert (by_profit.low <= by_profit.profit).all()
    assert (by_profit.profit <= by_profit.high).all()
    assert by_profit.paying.low < by_profit.paying.value < by_profit.paying.high
    expected = expected_profit(p, offer)
    assert by_profit.paying.low < expected[expected > 0].sum() < by_profit.paying.high


def test_weights_are_as_many_customers():
    y, p, rng = simulated(200)
    times = rng.integers(1, 4, 200)
    offer = Offer(value=300, offer=20, contact=1, acceptance=0.3)
    short = profit_curve(y, p, offer, times, repeats=2)
    whole = profit_curve(np.repeat(y, times), np.repeat(p, times), offer, repeats=2)
    assert short.profit == pytest.approx(whole.profit)
    assert short.paying.value == pytest.approx(whole.paying.value)


# --- whom to contact under a budget ----------------------------------------------------------


def test_without_a_budget_everyone_who_pays():
    found = best_group([5, -1, 0, 2], [10, 1, 1, 10])
    assert found.chosen.tolist() == [True, False, False, True]
    assert (found.profit, found.cost, found.at_most) == (7, 20, 7)


def test_a_budget_goes_where_money_brings_most():
    """By profit for the money: B 3, A 2, C 1. With 12: B (4) and A (6) leave 2; C (5) does not
    fit, D (2) does."""
    found = best_group([12, 12, 5, 1], [6, 4, 5, 2], budget=12)
    assert found.chosen.tolist() == [True, True, False, True]
    assert (found.profit, found.cost) == (25, 12)
    assert found.at_most == pytest.approx(24 + 2)


@given(KNAPSACK, st.integers(0, 30))
def test_the_group_is_within_one_customer_of_the_best(rows, budget):
    profit, cost = (np.array(each, dtype=float) for each in zip(*rows, strict=True))
    found = best_group(profit, cost, budget=budget)
    best = max(
        float(profit @ np.array(taken))
        for taken in product((0, 1), repeat=len(rows))
        if cost @ np.array(taken) <= budget
    )
    assert found.cost <= budget
    assert found.profit <= best + 1e-9
    assert best <= found.at_most + 1e-9
    assert found.at_most - found.profit <= max(profit.max(), 0) + 1e-9


def test_money_brought_has_an_interval_that_covers():
    covered = 0
    for seed in range(40):
        y, p, _ = simulated(800, seed)
        offer = Offer(value=300, offer=20, contact=1, acceptance=0.3)
        chosen = best_group(expected_profit(p, offer), expected_cost(p, offer)).chosen
        found = profit_of(chosen, expected_profit(y, offer), seed=seed, repeats=200)
        covered += found.low <= expected_profit(p, offer)[chosen].sum() <= found.high
    assert covered >= 34


@pytest.mark.parametrize(
    ("arguments", "keywords"),
    [
        (([1, 2], [1]), {}),
        (([1], [-1]), {}),
        (([np.nan], [1]), {}),
        (([1], [1]), {"budget": -1}),
    ],
)
def test_groups_that_cannot_be_chosen_are_refused(arguments, keywords):
    with pytest.raises(MetricError):
        best_group(*arguments, **keywords)


@pytest.mark.parametrize(
    "wrong", [{"acceptance": 1.5}, {"contact": -1}, {"value": np.nan}, {"value": [1, 2, 3]}]
)
def test_offers_that_cannot_be_are_refused(wrong):
    fine = {"value": 100, "offer": 10, "contact": 1, "acceptance": 0.3}
    with pytest.raises(MetricError):
        expected_profit([0.2, 0.3], Offer(**(fine | wrong)))
