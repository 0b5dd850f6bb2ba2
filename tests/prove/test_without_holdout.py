"""Plays that held nobody out: no figure where it would mislead, and never a proof."""

import numpy as np
import pytest

from support.drawn_trials import SEEDS, held, most
from tenure.errors import MetricError
from tenure.prove import Matched, before_after, judge, matched


def chosen(seed: int, *, units: int = 3000, pull: float = 1.0, hidden: float = 0.0) -> Matched:
    """Treat those at risk the more, by what is known and by what is `hidden`; it keeps 5 of 100."""
    drawn = np.random.default_rng(seed)
    known, unseen = drawn.normal(size=(units, 2)), drawn.normal(size=units)
    treated = drawn.random(units) < 1 / (1 + np.exp(1 - pull * known[:, 0] - hidden * unseen))
    risk = np.clip(0.3 + 0.08 * known[:, 0] + 0.06 * hidden * unseen, 0.05, 0.95)
    left = drawn.random(units) < risk - 0.05 * treated
    return matched(left, treated, known, names=["use", "tenure"])


def test_what_is_known_is_taken_into_account() -> None:
    hits, least = held(lambda seed: chosen(seed).difference, -0.05, SEEDS // 4)
    assert hits >= least
    found = chosen(1)
    assert abs(found.balance[0].raw) > 0.5
    assert all(abs(one.weighted) < 0.1 for one in found.balance)


def test_what_is_hidden_makes_it_wrong_and_the_words_say_so() -> None:
    found = chosen(1, hidden=1.5, units=10_000)
    assert found.difference is not None
    assert found.difference.low > -0.05, "it keeps customers, and looks as if it kept none"
    codes = [note.code for note in found.limits]
    assert codes[:2] == ["matched", "reached"]
    assert "proves nothing" in found.limits[0].says("en")
    assert "증거" in found.limits[0].says("ko")
    assert {"hidden", "hidden_nothing"} & set(codes)


def test_its_verdict_is_never_that_it_works() -> None:
    told = judge(chosen(1).difference, randomised=False)
    assert told.verdict == "not_sound"
    assert "Hold out a share" in told.says("en")


def test_different_people_are_not_compared() -> None:
    found = chosen(2, pull=12.0)
    assert (found.difference, found.p, found.hidden) == (None, None, None)
    refused = {note.code for note in found.limits}
    assert refused & {"no_overlap", "no_balance", "too_few_alike"}
    few = chosen(3, units=60)
    assert few.difference is None
    assert "too_few_alike" in {note.code for note in few.limits}


def test_the_hidden_cause_by_the_formula() -> None:
    """E-value of a ratio r of rates: r + √(r (r − 1)); 1 where the interval holds 0."""
    for seed in range(5):
        found = chosen(seed, units=6000)
        assert found.difference is not None
        assert found.hidden is not None
        holds = found.difference.low <= 0 <= found.difference.high
        assert (found.hidden == 1.0) == holds
    with pytest.raises(MetricError, match="somebody not"):
        matched([0, 1], [1, 1], [[0.0], [1.0]])


def months(seed: int, *, shock: float = 0.0) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Give 6 months before and 3 after without an effect, whose rates vary by `shock`."""
    drawn = np.random.default_rng(seed)
    rates = np.clip(0.1 + shock * drawn.normal(size=9), 0.01, 1)
    found = [(int(x), 1000) for x in drawn.binomial(1000, rates)]
    return found[:6], found[6:]


@pytest.mark.parametrize("shock", [0.0, 0.02])
def test_months_that_vary_by_themselves_make_the_interval_wider(shock: float) -> None:
    """Without it months that vary would be taken for an effect far too often."""
    wrong = 0
    for seed in range(SEEDS):
        found = before_after(*months(seed, shock=shock)).difference
        assert found is not None
        wrong += not found.low <= 0 <= found.high
    assert wrong <= most()
    varies = before_after(*months(1, shock=shock)).varies
    assert varies is not None
    assert (varies > 2) == (shock > 0)


def test_before_and_after_by_hand() -> None:
    """(30 + 30 + 30) of 300 before, 15 of 100 after; the months before are alike: φ = 1."""
    found = before_after([(30, 100)] * 3, [(45, 100)])
    assert (found.before.value, found.after.value) == (0.3, 0.45)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.15)
    assert found.varies == 1.0
    assert "proves nothing" in found.limits[0].says("en")


def test_two_months_give_no_interval_and_a_trend_is_named() -> None:
    found = before_after([(10, 100), (20, 100)], [(15, 100)])
    assert (found.difference, found.varies) == (None, None)
    assert "few_periods" in {note.code for note in found.limits}
    rising = before_after([(50, 1000), (80, 1000), (120, 1000), (160, 1000)], [(200, 1000)])
    assert "trend_before" in {note.code for note in rising.limits}
    with pytest.raises(MetricError):
        before_after([(5, 3)], [(1, 2)])
