"""Cohen's kappa against figures worked out by hand, and against the bootstrap."""

import numpy as np
import pytest

from tenure.explain.reasons.agreement import ALL_ALIKE, NOBODY, disagreements, kappa

WORKED = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
"""      yes  no
    yes  20   5   25
    no   10  15   25
         30  20   50     p_o = 35 / 50 = .7, p_e = (25·30 + 25·20) / 2500 = .5, κ = .2 / .5 = .4
"""


def test_worked_example():
    found = kappa(WORKED)
    assert (found.n, found.same, found.kappa) == (50, 35, 0.4)
    # eq. 13 by hand: on = .4 (.5 − 1.1 · .3)² + .3 (.5 − .9 · .3)² = .02743,
    # apart = .3² (.1 (.5 + .6)² … ) with p_yes,no (p_·yes + p_no·)² = .1 · 1.1² and
    # p_no,yes (p_·no + p_yes·)² = .2 · .9²  →  .09 · .283 = .02547; rest = (.35 − 1 + .7)² = .0025
    variance = (0.4 * 0.17**2 + 0.3 * 0.23**2 + 0.09 * (0.1 * 1.1**2 + 0.2 * 0.9**2) - 0.0025) / (
        50 * 0.5**4
    )
    assert found.high - found.kappa == pytest.approx(1.959964 * variance**0.5, rel=1e-6)
    assert found.kappa - found.low == pytest.approx(found.high - found.kappa)


def test_the_interval_is_about_as_wide_as_the_bootstrap_says():
    rng = np.random.default_rng(0)
    codes = np.array(["a", "b", "c"])
    one = rng.integers(0, 3, 400)
    other = np.where(rng.random(400) < 0.6, one, rng.integers(0, 3, 400))
    found = kappa(zip(codes[one], codes[other], strict=True))
    drawn = []
    for _ in range(400):
        rows = rng.integers(0, 400, 400)
        drawn.append(kappa(zip(codes[one[rows]], codes[other[rows]], strict=True)).kappa)
    assert (found.high - found.low) / 3.92 == pytest.approx(np.std(drawn), rel=0.15)


def test_always_alike_is_one_and_as_by_chance_is_none():
    assert kappa([("a", "a")] * 5 + [("b", "b")] * 5).kappa == 1
    assert kappa([(a, b) for a in "ab" for b in "ab"] * 10).kappa == 0


def test_what_is_not_defined_is_null_with_a_reason():
    assert kappa([]).reason == NOBODY
    assert kappa([]).kappa is None
    one = kappa([("a", "a")] * 9)
    assert (one.kappa, one.same, one.reason) == (None, 9, ALL_ALIKE)


def test_disagreements_come_the_most_frequent_first():
    assert disagreements(WORKED) == [("no", "yes", 10), ("yes", "no", 5)]
