"""The chance of leaving within any number of days, worked by hand, and for any numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.predict.survival.within import leaving_within

NAN = np.nan


def told(days: int, risk: float, **later: float) -> float:
    by = {int(name.removeprefix("in_")): np.array([one]) for name, one in later.items()}
    return float(leaving_within(days, 30, np.array([risk]), by)[0])


def test_by_hand_between_at_and_beyond_the_days_that_are_told() -> None:
    """.19 by 30 days and .271 by 90: 10 % of who is left each time; halfway, √.9 of them stay."""
    assert told(30, 0.19, in_90=0.271) == pytest.approx(0.19)
    assert told(90, 0.19, in_90=0.271) == pytest.approx(0.271)
    assert told(60, 0.19, in_90=0.271) == pytest.approx(1 - 0.81 * 0.9**0.5)
    assert told(400, 0.19, in_90=0.271) == pytest.approx(0.271)


def test_of_whom_no_later_chance_is_known_it_is_the_risk_and_nobody_comes_back() -> None:
    assert told(60, 0.19, in_90=NAN) == pytest.approx(0.19)
    assert told(60, 0.19) == pytest.approx(0.19)
    assert told(90, 0.19, in_90=0.1) == pytest.approx(0.19)
    assert np.isnan(told(60, NAN, in_90=NAN))


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(30, 300))
def test_it_never_falls_with_days_and_stays_a_chance(chances: list[float], days: int) -> None:
    risk, *later = chances
    by = dict(zip(("in_84", "in_182"), later, strict=True))
    now, after = told(days, risk, **by), told(days + 10, risk, **by)
    assert -1e-9 <= now <= after + 1e-9 <= 1 + 2e-9
    assert now >= risk - 1e-9
