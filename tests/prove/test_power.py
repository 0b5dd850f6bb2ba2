"""What the power calculation promises is what simulated trials give."""

from dataclasses import replace

import numpy as np
import pytest

from support.drawn_trials import accounts, rates
from tenure.errors import MetricError
from tenure.prove import (
    Design,
    effect_of,
    look,
    power_of,
    smallest_effect,
    units_needed,
    weeks_needed,
)

TRIALS = 400
_APART = 0.075
"""Over 400 trials a share of 0.8 has an error of 0.02; rates are drawn at a rounded size."""


def seen(found: list[bool]) -> float:
    return float(np.mean(found))


@pytest.mark.parametrize(
    ("base", "effect", "held_out", "power"),
    [(0.2, -0.06, 0.2, 0.8), (0.1, -0.03, 0.5, 0.8), (0.3, -0.06, 0.5, 0.5)],
)
def test_as_many_units_as_it_says_show_the_effect_as_often(base, effect, held_out, power) -> None:
    design = Design(base=base, holdout=held_out, power=power)
    units = units_needed(design, effect)
    assert power_of(design, effect, units) == pytest.approx(power, abs=0.002)
    drawn = [
        effect_of(rates(s, units=units, held_out=held_out, base=base, effect=effect)).p
        for s in range(TRIALS)
    ]
    assert seen([p is not None and p < 0.05 for p in drawn]) == pytest.approx(power, abs=_APART)


def test_with_daily_looks_the_last_one_shows_it_as_often() -> None:
    """At a holdout of a half: the always-valid interval after the units that it says."""
    design = Design(base=0.2, holdout=0.5, looks="daily")
    units = units_needed(design, -0.08)
    assert units > 1.5 * units_needed(replace(design, looks="once"), -0.08)
    found = []
    for seed in range(TRIALS):
        tried = rates(seed, units=units, held_out=0.5, effect=-0.08)
        interval = look(effect_of(tried), planned=units).interval
        found.append(interval is not None and interval.high < 0)
    assert seen(found) == pytest.approx(0.8, abs=_APART)


def test_accounts_that_leave_together_need_as_many_more() -> None:
    """Sizes differ here, so that by the mean size some more would be needed still."""
    design = Design(base=0.2, holdout=0.3, size=11, icc=0.05)
    assert design.inflation == pytest.approx(1.5)
    units = units_needed(design, -0.08)
    drawn = [
        effect_of(accounts(s, number=round(units / 11), icc=0.05, effect=-0.08)).p
        for s in range(TRIALS)
    ]
    assert 0.55 < seen([p is not None and p < 0.05 for p in drawn]) < 0.85


def test_without_an_effect_it_is_seen_as_rarely_as_stated() -> None:
    design = Design(base=0.2, holdout=0.5)
    assert power_of(design, -1e-9, 1000) == pytest.approx(0.05, abs=1e-4)


def test_the_smallest_effect_is_the_inverse() -> None:
    design = Design(base=0.1)
    least = smallest_effect(design, 5000)
    assert least is not None
    assert units_needed(design, -least) == pytest.approx(5000, rel=0.001)
    assert smallest_effect(design, 20) is None


def test_weeks_are_units_over_those_eligible() -> None:
    design = Design(base=0.1, holdout=0.2)
    found = weeks_needed(design, -0.02, eligible_a_week=100, horizon=60)
    assert found.treatment + found.control == found.units
    assert found.control == pytest.approx(found.units * 0.2, abs=1)
    assert found.days_until_known == pytest.approx(found.units / 100 * 7 + 60)
    with pytest.raises(MetricError, match="nobody becomes eligible"):
        weeks_needed(design, -0.02, eligible_a_week=0, horizon=60)
    with pytest.raises(MetricError, match="none that can be"):
        units_needed(design, -0.2)
    with pytest.raises(MetricError, match="between 0 and 1"):
        Design(base=1.5)
