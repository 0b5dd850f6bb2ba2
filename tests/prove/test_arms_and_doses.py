"""Several arms together, and numbers of contacts: drawn by lot, or only seen."""

import numpy as np
import pytest

from support.drawn_trials import SEEDS, most
from tenure.errors import MetricError
from tenure.prove import (
    compare_arms,
    effect_of,
    effect_of_dose,
    effect_on_contacted,
    seen_by_dose,
    trial,
)


def arms(seed: int, effects: dict[str, float], units: int = 1500):
    """Draw who left of arms with such effects on a rate of 0.25, and compare them with none."""
    drawn = np.random.default_rng(seed)
    names = np.array(["none", *effects])[drawn.integers(0, len(effects) + 1, units)]
    chance = 0.25 + np.array([effects.get(str(one), 0.0) for one in names])
    return compare_arms(drawn.random(units) < chance, names, control="none")


def test_all_intervals_together_hold_as_often_as_stated() -> None:
    truth = {"a": -0.05, "b": 0.0, "c": 0.05, "d": 0.0}
    wrong = 0
    for seed in range(SEEDS):
        found = arms(seed, truth)
        wrong += any(
            not one.corrected.low <= truth[name] <= one.corrected.high
            for name, one in found.items()
            if one.corrected
        )
    assert wrong <= most()


def test_no_arm_is_claimed_where_none_works_and_uncorrected_some_would_be() -> None:
    none = dict.fromkeys("abcdefgh", 0.0)
    found = [arms(seed, none) for seed in range(SEEDS // 2)]
    claimed = sum(any(o.p is not None and o.p < 0.05 for o in one.values()) for one in found)
    alone = sum(any((o.effect.p or 1) < 0.05 for o in one.values()) for one in found)
    assert claimed <= most(SEEDS // 2)
    assert alone > most(SEEDS // 2)


def test_p_agrees_with_the_interval_that_holds_for_all() -> None:
    found = arms(1, {"a": -0.12, "b": -0.01}, units=3000)
    assert found["a"].p < 0.01
    assert found["a"].corrected.high < 0
    assert found["b"].p > 0.05
    plain = found["b"].effect.difference
    assert found["b"].corrected.low < plain.low < plain.high < found["b"].corrected.high


def test_one_arm_needs_no_correction_and_a_missing_control_is_named() -> None:
    found = arms(2, {"a": -0.05})["a"]
    assert found.corrected == found.effect.difference
    with pytest.raises(MetricError, match="no unit is in the arm 'nobody'"):
        compare_arms([0, 1], ["none", "a"], control="nobody")


def doses(seed: int, rate_of, units: int = 6000):
    drawn = np.random.default_rng(seed)
    contacts = drawn.integers(0, 4, units)
    return effect_of_dose(drawn.random(units) < np.array(rate_of)[contacts], contacts)


def test_one_contact_helps_and_the_third_is_too_many() -> None:
    found = doses(1, [0.3, 0.2, 0.19, 0.27])
    assert [one.contacts for one in found.doses] == [1, 2, 3]
    assert [note.code for note in found.says] == ["dose_gain", "dose_open", "dose_fatigue"]
    assert found.doses[0].against_none.corrected.high < 0


def test_steps_and_trend_are_claimed_as_rarely_as_stated() -> None:
    found = [doses(seed, [0.25] * 4, units=1500) for seed in range(SEEDS // 2)]
    steps = sum(any(note.code != "dose_open" for note in one.says) for one in found)
    trends = sum(one.trend is not None and one.trend.p < 0.05 for one in found)
    assert max(steps, trends) <= most(SEEDS // 2)


def test_contacts_nobody_drew_give_bounds_that_hold_and_no_effect() -> None:
    """Who is at risk is contacted more; each contact keeps 3 of 100: the rates say the contrary."""
    drawn = np.random.default_rng(4)
    risk, treated = drawn.choice([0.1, 0.3, 0.6], 30_000), drawn.random(30_000) < 0.7
    contacts = np.where(treated, np.select([risk < 0.2, risk < 0.5], [0, 1], 4), 0)
    left = drawn.random(30_000) < risk - 0.03 * contacts
    tried = trial(left, treated)
    found = seen_by_dose(tried, contacts)
    assert [one.contacts for one in found.groups] == [0, 1, 4]
    rates = [one.rate.value for one in found.groups]
    assert rates == sorted(rates), "more contacts go with more leaving"
    for one in found.groups:
        assert one.low - 0.02 <= -0.03 * one.contacts <= one.high + 0.02
    assert {note.code for note in found.says} == {"dose_not_drawn", "dose_bounds"}
    assert "not drawn by lot" in found.says[0].says("en")
    with pytest.raises(MetricError, match="0 and 1"):
        seen_by_dose(tried.of(np.linspace(0, 9, 30_000)), contacts)


def test_the_effect_on_those_reached_is_that_of_being_assigned_over_the_share_reached() -> None:
    """Half are reached, those at less risk; for them the truth is −0.2, by groups it is not."""
    drawn = np.random.default_rng(5)
    treated, near = drawn.random(20_000) < 0.5, drawn.random(20_000) < 0.5
    reached = treated & near
    left = drawn.random(20_000) < np.where(near, 0.3, 0.5) - 0.2 * reached
    tried = trial(left, treated)
    found = effect_on_contacted(tried, reached)
    assert found is not None
    assert found.low < -0.2 < found.high
    assert effect_of(tried).difference.value == pytest.approx(-0.1, abs=0.03)
    assert effect_on_contacted(tried, np.zeros(20_000)) is None


def test_half_a_contact_is_refused() -> None:
    with pytest.raises(MetricError, match="whole numbers"):
        effect_of_dose([0, 1], [0, 0.5])
