"""Verdicts by the interval, and every word of a result in both languages."""

import re

import pytest

from tenure.errors import MetricError
from tenure.prove import Margin, break_even, brought, check_split, effect_of, judge, together, trial
from tenure.prove.telling import texts
from tenure.stats import Estimate


def by(low: float, high: float, **more) -> str:
    return judge(Estimate((low + high) / 2, low, high), **more).verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (-0.05, -0.01, "works"),
        (0.01, 0.05, "harms"),
        (-0.05, 0.01, "not_known"),
        (-0.004, 0.004, "no_difference"),
        (-0.004, -0.001, "no_difference"),
        (-0.006, -0.001, "works"),
    ],
)
def test_by_the_interval_and_the_margin(low, high, verdict) -> None:
    assert by(low, high, margin=Margin(0.005)) == verdict


def test_without_a_margin_nothing_is_no_difference() -> None:
    assert by(-0.0001, 0.0001) == "not_known"
    assert by(-0.2, -0.1, lower_is_better=False) == "harms"
    with pytest.raises(MetricError, match="above 0"):
        by(-1, 1, margin=Margin(0))


def test_soundness_comes_first_and_how_far_it_is_is_said() -> None:
    broken = check_split({"a": 900, "b": 100}, {"a": 0.5, "b": 0.5})
    assert by(-0.2, -0.1, split=broken) == "not_sound"
    assert by(-0.2, -0.1, randomised=False) == "not_sound"
    assert judge(None).verdict == "not_known"
    early = judge(Estimate(0, -0.1, 0.1), units=50, needed=100).says("en")
    late = judge(Estimate(0, -0.1, 0.1), units=150, needed=100).says("ko")
    assert "50 units of some 100" in early
    assert "100명" in late


def test_every_sentence_has_its_korean_with_the_same_values() -> None:
    english, korean = texts("en"), texts("ko")
    for section in ("verdicts", "notes"):
        assert english[section].keys() == korean[section].keys()
        for code, text in english[section].items():
            named = [set(re.findall(r"\{(\w+)", one)) for one in (text, korean[section][code])]
            assert named[1] <= named[0], code
            assert re.search("[가-힣]", korean[section][code]), code


def test_an_empty_arm_has_no_effect_and_says_why() -> None:
    found = effect_of(trial([0, 1, 0], [1, 1, 1]))
    assert (found.difference, found.p, found.relative, found.best) == (None, None, None, None)
    assert found.notes[0].code == "empty_control"
    assert effect_of(trial([], [])).notes[0].code == "empty_treatment"


def test_money_by_hand() -> None:
    """100 treated pay 7 and cost 2 each, 50 held out pay 4: (7 − 4 − 2) · 100 = 100 net."""
    treated = [1] * 100 + [0] * 50
    tried = trial([1] * 10 + [0] * 90 + [1] * 10 + [0] * 40, treated)
    found = brought(tried, cost=[2.0] * 100 + [0.0] * 50, revenue=[7.0] * 100 + [4.0] * 50)
    assert (found.revenue.value, found.cost, found.net.value) == (300.0, 200.0, 100.0)
    assert found.kept.value == pytest.approx(10.0)
    assumed = brought(tried, cost=[2.0] * 100 + [0.0] * 50, value=50.0)
    assert assumed.net.value == pytest.approx(10 * 50 - 200)
    assert [note.code for note in assumed.notes] == ["assumed_value"]
    nothing = brought(tried, cost=[0.0] * 150)
    assert (nothing.net, nothing.revenue) == (None, None)


def test_offers_that_stayers_would_not_have_needed() -> None:
    """40 of 90 stayers took it; 10 were kept: at least 30 were paid for nothing, at 5 each."""
    tried = trial([1] * 10 + [0] * 90 + [1] * 20 + [0] * 80, [1] * 100 + [0] * 100)
    took = [0] * 10 + [1] * 40 + [0] * 150
    cost = [5.0 * one for one in took]
    found = brought(tried, cost=cost, value=100.0, took=took, offer_cost=cost).offers
    assert (found.took, found.subsidised.value) == (40, pytest.approx(30))
    assert found.subsidy.value == pytest.approx(150)


def test_plays_together_are_wide_by_the_root_of_squares() -> None:
    found = together([Estimate(10, 7, 13), Estimate(5, 1, 9)])
    assert (found.value, found.low, found.high) == (15, 10, 20)
    assert together([]) is None


@pytest.mark.parametrize(
    ("cost", "value", "margin"),
    [
        (3, 100, 0.03),
        (0, 100, None),
        (3, 0, None),
        (None, 100, None),
        (3, None, None),
        (5, 5, None),
    ],
)
def test_break_even_is_the_difference_that_pays_for_its_cost(cost, value, margin) -> None:
    found = break_even(cost, value)
    assert (found.value if found else None) == (pytest.approx(margin) if margin else None)


def test_at_break_even_it_is_said_that_nobody_chose_it() -> None:
    told = judge(Estimate(0, -0.01, 0.01), margin=break_even(3, 100))
    assert told.verdict == "no_difference"
    assert "break-even" in told.says("en")
    assert "손익분기" in told.says("ko")
    declared = judge(Estimate(0, -0.01, 0.01), margin=Margin(0.03))
    assert "break-even" not in declared.says("en")


def test_at_break_even_a_sure_harm_is_no_saving() -> None:
    harm, gain = Estimate(0.01, 0.005, 0.015), Estimate(-0.01, -0.015, -0.005)
    assert judge(harm, margin=break_even(3, 100)).verdict == "harms"
    assert judge(gain, margin=break_even(3, 100)).verdict == "no_difference"
    assert judge(harm, margin=Margin(0.03)).verdict == "no_difference", "somebody said so"
    stay = judge(gain, margin=break_even(3, 100), lower_is_better=False)
    assert stay.verdict == "harms"
