"""Looking every day: no effect is claimed where there is none, however long one goes on."""

from datetime import date, timedelta

import numpy as np
import pytest

from support.drawn_trials import SEEDS, likely, most, rates
from tenure.errors import MetricError
from tenure.prove import Effect, Trial, always_valid, effect_of, judge, look, over_time

PLANNED = 2000


def looks(tried: Trial, every: int) -> list[Effect]:
    """Give the effect as of each day, of those assigned by then."""
    return [
        effect_of(tried.rows(np.arange(len(tried)) < seen))
        for seen in range(every, len(tried) + 1, every)
    ]


def ever_claimed(tried: Trial, true: float, every: int = 100) -> bool:
    """Say whether any look's interval leaves the truth out."""
    seen = [look(one, planned=PLANNED).interval for one in looks(tried, every)]
    return any(one is not None and not one.low <= true <= one.high for one in seen)


@pytest.mark.parametrize("true", [0.0, -0.08])
def test_all_looks_together_leave_the_truth_out_as_rarely_as_stated(true: float) -> None:
    seeds = SEEDS if true == 0 else SEEDS // 2
    alarms = sum(ever_claimed(rates(seed, effect=true), true) for seed in range(seeds))
    assert alarms <= most(seeds)


def test_adjusted_looks_do_too() -> None:
    alarms = sum(ever_claimed(likely(seed), 0.0, 250) for seed in range(SEEDS // 2))
    assert alarms <= most(SEEDS // 2)


@pytest.mark.long
@pytest.mark.parametrize(("held_out", "base"), [(0.1, 0.05), (0.1, 0.2), (0.5, 0.3)])
def test_false_alarms_of_a_look_a_day_over_1000_seeds(held_out: float, base: float) -> None:
    drawn = (rates(s, units=6000, held_out=held_out, base=base) for s in range(1000))
    assert sum(ever_claimed(one, 0.0, 30) for one in drawn) <= most(1000)


def test_looking_at_plain_intervals_every_day_claims_what_is_not_there() -> None:
    """What the always-valid interval is for: the same looks, each at 95 % by itself."""

    def fooled(seed: int) -> bool:
        seen = [one.difference for one in looks(rates(seed), 100)]
        return any(one is not None and not one.low <= 0 <= one.high for one in seen)

    assert sum(fooled(seed) for seed in range(SEEDS // 4)) > most(SEEDS // 4)


def verdicts(seed: int, *, effect: float = 0.0, units: int = 1500, every: int = 15) -> set[str]:
    """Give every verdict of a play over 240 days that is judged as a run judges it.

    Assigned day by day, judged at the longest of 30, 60 and 90 days that somebody has reached.
    """
    drawn = np.random.default_rng(seed)
    treated = drawn.random(units) >= 0.3
    begun = drawn.integers(0, 150, units)
    days = drawn.exponential(1 / np.where(treated, 0.004 + effect, 0.004))
    found = set()
    for today in range(30, 241, every):
        longest = next(one for one in (90, 60, 30) if (begun + one <= today).any())
        over = begun + longest <= today
        known = Trial((days[over] <= longest).astype(float), treated[over])
        found.add(judge(look(effect_of(known), planned=5000).interval).verdict)
    return found


def test_a_play_without_effect_gets_no_verdict_at_any_day() -> None:
    wrong = sum(bool(verdicts(seed) & {"works", "harms"}) for seed in range(SEEDS))
    assert wrong <= most()


@pytest.mark.long
def test_nor_with_a_verdict_every_other_day_over_1000_seeds() -> None:
    drawn = (verdicts(seed, units=4000, every=2) for seed in range(1000))
    assert sum(bool(one & {"works", "harms"}) for one in drawn) <= most(1000)


def test_a_play_that_works_is_found_and_never_called_harmful() -> None:
    found = [verdicts(seed, effect=-0.0025, units=4000, every=60) for seed in range(SEEDS)]
    assert sum("works" in one for one in found) > 0.9 * SEEDS
    assert not any("harms" in one for one in found)


def test_it_is_narrowest_at_the_planned_number() -> None:
    """The same error after the same units: less wide where that many were planned."""

    def wide(planned: int) -> float:
        interval = always_valid(0.0, 1.0, 1000, planned=planned).interval
        assert interval is not None
        return interval.high

    assert min((100, 300, 1000, 3000, 10_000), key=wide) == 1000
    assert 2.5 < wide(1000) < 3.1, "that of one look is 1.96"


def test_p_is_below_5_percent_just_where_the_interval_leaves_out_0() -> None:
    for value in np.linspace(0, 5, 200):
        found = always_valid(value, 1.0, 700, planned=1000)
        assert found.interval is not None
        assert (found.p < 0.05) == (found.interval.low > 0)


def test_the_least_p_of_a_chart_never_rises() -> None:
    tried, day = rates(5, effect=-0.1), date(2026, 1, 1)
    found = over_time(
        [(day + timedelta(n), one) for n, one in enumerate(looks(tried, 100))][::-1],
        planned=PLANNED,
    )
    seen = [one.p for one in found if one.p is not None]
    assert seen == sorted(seen, reverse=True)
    assert [one.day for one in found] == sorted(one.day for one in found)


def test_few_units_are_no_look() -> None:
    found = look(effect_of(rates(1, units=40)), planned=PLANNED)
    assert (found.interval, found.p) == (None, None)
    with pytest.raises(MetricError, match="1 or more"):
        always_valid(0.1, 0.1, 0, planned=10)
