"""Arms as large as meant: alarms at the stated rate, and what is planted is found."""

import numpy as np
import pytest

from support.drawn_trials import most
from tenure.errors import MetricError
from tenure.prove import ALARM, check_split, judge
from tenure.stats import Estimate

MEANT = {"treatment": 0.9, "holdout": 0.1}


def draws(number: int, share: float = 0.1, units: int = 5000) -> list[float]:
    """Give the p-value of so many splits with such a share held out."""
    held = np.random.default_rng(7).binomial(units, share, number)
    found = [check_split({"treatment": units - h, "holdout": h}, MEANT).p for h in held.tolist()]
    return [one for one in found if one is not None]


def test_a_fair_draw_alarms_as_rarely_as_stated() -> None:
    found = np.array(draws(10_000))
    assert (found < ALARM).sum() <= most(10_000, ALARM)
    assert abs((found < 0.05).mean() - 0.05) < 0.01


def test_lost_assignments_are_found() -> None:
    """A fifth of those held out is lost on the way: every trial of 5,000 is stopped."""
    assert np.mean(np.array(draws(500, share=0.08)) < ALARM) > 0.9


def test_the_arms_are_named_with_what_was_to_be_expected() -> None:
    found = check_split({"treatment": 4700, "holdout": 300}, MEANT)
    assert [(one.arm, one.expected) for one in found.arms] == [
        ("treatment", 4500.0),
        ("holdout", 500.0),
    ]
    assert found.statistic == pytest.approx(200**2 / 4500 + 200**2 / 500)
    assert "300 units where 500" in found.says.says("en") or "4,700" in found.says.says("en")
    assert judge(Estimate(-0.1, -0.2, -0.05), split=found).verdict == "not_sound"


def test_an_arm_with_nobody_counts_as_empty() -> None:
    assert not check_split({"treatment": 500}, MEANT).sound
    empty = check_split({}, MEANT)
    assert (empty.p, empty.sound, empty.says.code) == (None, True, "split_nobody")


@pytest.mark.parametrize(
    ("counts", "meant"),
    [({"a": 1}, {"a": 1.0}), ({"a": 1}, {"a": 0.5, "b": 0.4}), ({"c": 1}, {"a": 0.5, "b": 0.5})],
)
def test_shares_that_are_none_are_refused(counts, meant) -> None:
    with pytest.raises(MetricError):
        check_split(counts, meant)
