"""Intervals hold the true effect as often as they say, over seeds, for every kind of outcome."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from support.drawn_trials import (
    SEEDS,
    accounts,
    explained,
    held,
    likely,
    mean_days,
    net_each,
    rates,
    staying,
    still_there,
)
from tenure.prove import effect_of
from tenure.stats import Estimate

Interval = Callable[[int], Estimate | None]


def _at(seed: int, day: float) -> Estimate:
    return next(one.difference for one in staying(seed).at if one.day == day)


TRUTHS: dict[str, tuple[Interval, float]] = {
    "a rate": (lambda s: effect_of(rates(s, effect=-0.05)).difference, -0.05),
    "a rare rate, few held out": (
        lambda s: effect_of(rates(s, units=400, held_out=0.1, base=0.03)).difference,
        0.0,
    ),
    "an amount": (lambda s: effect_of(explained(s)).difference, -3.0),
    "an amount adjusted": (lambda s: effect_of(explained(s)).best, -3.0),
    "a rate adjusted by the risk": (lambda s: effect_of(likely(s)).best, 0.0),
    "a rate with a past that explains nothing": (lambda s: effect_of(likely(s, spread=0)).best, 0),
    "accounts": (lambda s: effect_of(accounts(s, effect=-0.05)).difference, -0.05),
    "few accounts": (lambda s: effect_of(accounts(s, number=40)).difference, 0.0),
    "net value of a unit": (net_each, 3.0),
    "share still there at 60 days": (lambda s: _at(s, 60), still_there(60)),
    "mean days stayed": (lambda s: staying(s).days, mean_days(90)),
}


@pytest.mark.parametrize("name", TRUTHS)
def test_the_interval_holds_the_truth_as_often_as_it_says(name: str) -> None:
    hits, least = held(*TRUTHS[name])
    assert hits >= least, f"{hits} of {SEEDS}"


@pytest.mark.long
@pytest.mark.parametrize("name", TRUTHS)
def test_the_interval_holds_the_truth_over_2000_seeds(name: str) -> None:
    hits, _ = held(*TRUTHS[name], seeds=10 * SEEDS)
    assert hits >= 0.935 * 10 * SEEDS


def test_intervals_of_50_percent_hold_it_half_of_the_time() -> None:
    """Too wide is as wrong as too narrow."""

    def half(seed: int) -> Estimate | None:
        return effect_of(rates(seed, effect=-0.05), level=0.5).difference

    hits, least = held(half, -0.05, level=0.5)
    assert least <= hits <= SEEDS - least


def test_customers_of_an_account_are_not_counted_as_if_each_were_drawn() -> None:
    """Taken one by one, the interval misses the truth far more often than it says."""

    def alone(seed: int) -> Estimate | None:
        return effect_of(replace(accounts(seed, effect=-0.05), cluster=None)).difference

    hits, least = held(alone, -0.05)
    assert hits < least
