"""Rates of money: intervals by hand and by simulation; what a company is asked."""

import random
from math import sqrt

import ibis
import pyarrow as pa
import pytest

from tenure.measure.revenue_rates import with_retention_rates
from tenure.stats import Z95, wilson


def rated(run, customers):
    """Return the rates of customers, each (before, lost, gained, back)."""
    x, y, g, b = (list(map(float, column)) for column in zip(*customers, strict=True))
    sums = {
        "base": sum(x),
        "customers": sum(one > 0 for one in x),
        "lost": sum(y),
        "gained": sum(g),
        "back": sum(b),
        "squares": sum(one * one for one in x),
        "lost_2": sum(one * one for one in y),
        "lost_x": sum(one * two for one, two in zip(y, x, strict=True)),
        "gain_2": sum(one * one for one in g),
        "gain_x": sum(one * two for one, two in zip(g, x, strict=True)),
        "back_2": sum(one * one for one in b),
    }
    table = ibis.memtable(pa.table({name: [value] for name, value in sums.items()}))
    return run(with_retention_rates(table, base="base", customers="customers"))[0]


def test_with_equal_customers_gross_churn_is_that_of_customers(run):
    """Of 100 who pay the same, 10 leave: at least as wide as Wilson's interval of 10 of 100."""
    row = rated(run, [(7, 7, 0, 0)] * 10 + [(7, 0, 0, 0)] * 90)
    assert row["gross_churn"] == pytest.approx(0.1)
    # The linearised variance has n − 1: R (1 − R) / V is 99.
    trials = 99
    half = Z95 * sqrt(0.1 * 0.9 / trials + Z95**2 / (4 * trials**2)) / (1 + Z95**2 / trials)
    centre = (0.1 + Z95**2 / (2 * trials)) / (1 + Z95**2 / trials)
    assert row["gross_churn_low"] == pytest.approx(centre - half, abs=1e-9)
    assert row["gross_churn_high"] == pytest.approx(centre + half, abs=1e-9)
    assert row["gross_churn_high"] >= wilson(10, 100)[1]
    assert row["grr_low"] == pytest.approx(1 - row["gross_churn_high"])


def test_one_large_customer_counts_as_one(run):
    """900 of 1,000 are one customer's: X² / Σ x² = 1,000² / (900² + 100 · 1²) = 1.2344."""
    row = rated(run, [(900, 0, 0, 0)] + [(1, 0, 0, 0)] * 100)
    effective = 1_000**2 / (900**2 + 100)
    assert row["gross_churn"] == row["gross_churn_low"] == 0
    assert row["gross_churn_high"] == pytest.approx(Z95**2 / (effective + Z95**2), abs=1e-9)


def test_ends_of_the_scale(run):
    everything = rated(run, [(5, 5, 0, 0)] * 10)
    assert (everything["grr"], everything["grr_low"]) == (0, 0)
    assert everything["gross_churn_high"] == 1
    nobody = rated(run, [(0, 0, 0, 3)])
    assert all(
        nobody[f"{name}{end}"] is None
        for name in ("gross_churn", "net_churn", "grr", "nrr")
        for end in ("", "_low", "_high")
    )
    tripled = rated(run, [(5, 0, 10, 0), (5, 0, 12, 0), (5, 0, 8, 0)])
    assert tripled["nrr"] == pytest.approx(3)
    assert tripled["nrr_low"] < 3 < tripled["nrr_high"]


@pytest.mark.parametrize(("losing", "gaining"), [(0.03, 0.05), (0.1, 0.2)])
def test_intervals_hold_the_truth_as_often_as_they_say(run, losing, gaining):
    """300 companies of 150 customers who pay very different amounts (log-normal, σ = 1)."""
    dice = random.Random(7)
    rows = []
    for _ in range(300):
        customers = []
        for _ in range(150):
            x = dice.lognormvariate(3, 1)
            leaves = dice.random() < losing
            gains = not leaves and dice.random() < gaining
            customers.append((x, x * leaves, x * dice.random() * gains, 0))
        rows.append(customers)
    found = _all_rated(run, rows)
    grr, nrr = 1 - losing, 1 - losing + (1 - losing) * gaining / 2
    assert sum(r["grr_low"] <= grr <= r["grr_high"] for r in found) / 300 > 0.92
    assert sum(r["nrr_low"] <= nrr <= r["nrr_high"] for r in found) / 300 > 0.92


def _all_rated(run, companies):
    each = [
        {"company": number, "x": x, "y": y, "g": g}
        for number, customers in enumerate(companies)
        for x, y, g, _ in customers
    ]
    table = ibis.memtable(pa.Table.from_pylist(each))
    sums = table.group_by("company").agg(
        base=table.x.sum(),
        customers=table.count(),
        lost=table.y.sum(),
        gained=table.g.sum(),
        squares=(table.x * table.x).sum(),
        lost_2=(table.y * table.y).sum(),
        lost_x=(table.y * table.x).sum(),
        gain_2=(table.g * table.g).sum(),
        gain_x=(table.g * table.x).sum(),
    )
    zero = ibis.literal(0.0)
    whole = sums.mutate(back=zero, back_2=zero)
    return run(with_retention_rates(whole, base="base", customers="customers"))
