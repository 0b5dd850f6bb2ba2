"""Bands of forecasts: they hold what is really so about as often as they say."""

import numpy as np
import pytest

from support.leaving import CAUSES, DAYS, FEATURES, STEPS, customers
from tenure.predict.learners import Logistic
from tenure.predict.survival import Curves, Survival, cut, fitting

HALF_A_YEAR = cut(DAYS, DAYS * STEPS)
QUICK = Logistic(penalty=1.0)


def test_bands_cover_the_truth():
    """In 25 companies of 800 customers, 95 % bands of 40 customers hold what is really so."""
    new, truth = customers(40, seed=3)
    staying, held, means, causes = 1 - truth.sum(axis=1), [], [], []
    expected = Curves(np.array(HALF_A_YEAR.edges), CAUSES, truth).expected()[0]
    for seed in range(25):
        table, _ = customers(800, seed=50 + seed)
        found = Survival.fit(
            table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=12, seed=seed
        ).curves(new)
        low, high = found.band
        held.append(((low <= staying) & (staying <= high))[:, 1:])
        _, low, high = found.expected()
        means.append((low <= expected) & (expected <= high))
        low, high = found.cause_band("voluntary")
        causes.append(((low <= truth[:, 1]) & (truth[:, 1] <= high))[:, 1:])
    for one in (held, means, causes):
        assert 0.91 <= np.mean(one) <= 0.99


def test_replicates_of_fewer_customers_give_the_same_bands(monkeypatch):
    """Drawing a quarter of the customers widens what replicates vary by twice, and it is undone."""
    table, _ = customers(3_000, seed=14)
    new, _ = customers(100, seed=2)
    widths = []
    for rows in (1_000_000, 3_000):
        monkeypatch.setattr(fitting, "REPLICATE_ROWS", rows)
        model = Survival.fit(table, FEATURES, by=QUICK, intervals=HALF_A_YEAR, replicates=20)
        low, high = model.curves(new).band
        widths.append((high - low)[:, 1:].mean())
    assert model.shrink < 0.6
    assert widths[1] == pytest.approx(widths[0], rel=0.2)
