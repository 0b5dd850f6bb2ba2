"""Whom to contact: the group with the most expected profit, also under a budget."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.resampled import REPEATS, clusters, draws, interval
from tenure.predict.evaluate.rows import Booleans, Floats, Integers, vector
from tenure.stats import Estimate


@dataclass(frozen=True)
class Group:
    """Who is chosen (n,), their expected profit and cost in money, and how much more was possible.

    `at_most` bounds the profit of any group within the budget: what could be had if the last
    customer could be contacted in part.
    """

    chosen: Booleans
    profit: float
    cost: float
    at_most: float


def best_group(
    profit: ArrayLike,
    cost: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    budget: float | None = None,
) -> Group:
    """Return the group with the most expected profit: everyone whose contact is expected to pay.

    Grain in: a row a customer, with `expected_profit` (costs already off) and `expected_cost`,
    or the same of uplift. Under a budget those with most profit for the money come first, and
    one that no longer fits is passed over; the profit is then within `at_most`, by less than
    one customer's. Source: G. B. Dantzig, Discrete-variable extremum problems, Operations
    Research 5 (1957).
    """
    gain = vector("profit", profit)
    price = vector("cost", cost, like=gain)
    mass = np.ones_like(gain) if weight is None else vector("weight", weight, like=gain)
    if (price < 0).any() or (mass < 0).any():
        raise MetricError("a cost or a weight is below 0", where="cost")
    if budget is not None and not budget >= 0:
        raise MetricError(f"a budget is 0 or more, not {budget:g}", where="budget")
    gain, price = gain * mass, price * mass
    paying = np.flatnonzero(gain > 0)
    if budget is None or price[paying].sum() <= budget:
        return _group(paying, gain, price, float(gain[paying].sum()))
    free = price[paying] == 0
    rate = np.where(free, np.inf, gain[paying] / np.where(free, 1.0, price[paying]))
    order = paying[np.argsort(-rate, kind="stable")]
    first = _fitting(price[order], budget)
    left = budget - price[order[:first]].sum()
    bound = gain[order[:first]].sum() + gain[order[first]] * left / price[order[first]]
    return _group(_filled(order, price, budget), gain, price, float(bound))


def _fitting(prices: Floats, budget: float) -> int:
    return int(np.searchsorted(np.cumsum(prices), budget, side="right"))


def _filled(order: Integers, price: Floats, budget: float) -> Integers:
    """Return who is taken in this order, passing over those that no longer fit."""
    taken = []
    while len(order := order[price[order] <= budget]):
        first = max(_fitting(price[order], budget), 1)
        taken.append(order[:first])
        budget -= price[order[:first]].sum()
        order = order[first:]
    return np.concatenate([np.zeros(0, dtype=np.int64), *taken])


def _group(chosen: Integers, gain: Floats, price: Floats, bound: float) -> Group:
    mask = np.zeros(len(gain), dtype=bool)
    mask[chosen] = True
    return Group(mask, float(gain[mask].sum()), float(price[mask].sum()), bound)


def profit_of(
    chosen: ArrayLike,
    profit: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
) -> Estimate | None:
    """Return the money that contacting the chosen rows has brought, with its interval.

    `profit`: `expected_profit` of the outcomes, a row each. Bootstrap over customers.
    """
    brought = vector("profit", profit)
    mass = np.ones_like(brought) if weight is None else vector("weight", weight, like=brought)
    each = brought * mass * np.asarray(chosen, dtype=np.float64)
    cluster = clusters(groups, len(each))
    drawn = np.array([each @ times for times in draws(cluster, seed=seed, repeats=repeats)])
    return interval(float(each.sum()), drawn)
