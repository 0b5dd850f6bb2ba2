"""Who was at risk when: counted one by one; whole days and other times alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.stats.risk_sets import risk_sets
from tenure.stats.survival import kaplan_meier, survival_of

lives = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(1, 3)), min_size=1, max_size=30
)


@given(lives, st.sampled_from([1.0, 0.3, -1.0, 2e6]))
def test_counts_are_those_of_one_by_one(people, scale):
    """Whole days are binned; parts of days, times below 0 and long ones are sorted."""
    times = [time * scale for time, _, _ in people]
    why, weight = [w for _, w, _ in people], [n for _, _, n in people]
    found = risk_sets(times, why, 2, weight)
    assert found.times.tolist() == sorted({t for t, w in zip(times, why, strict=True) if w})
    assert found.last == max(times)
    for place, at in enumerate(found.times):
        assert found.at_risk[place] == sum(n for t, n in zip(times, weight, strict=True) if t >= at)
        for cause in (1, 2):
            expected = sum(
                n for t, w, n in zip(times, why, weight, strict=True) if t == at and w == cause
            )
            assert found.ended[cause - 1, place] == expected
    plain = risk_sets(times, [w > 0 for w in why])
    assert plain.times.tolist() == found.times.tolist()
    assert plain.at_risk.tolist() == [sum(t >= at for t in times) for at in plain.times]
    assert plain.gone.tolist() == [
        sum(t == at and w > 0 for t, w in zip(times, why, strict=True)) for at in plain.times
    ]
    assert risk_sets([float(t) for t in times], why, 2).gone.tolist() == plain.gone.tolist()


def test_no_sign_of_zero_and_marks_of_any_kind():
    found = risk_sets([-0.0, 0.0, 0.5], [1.0, 1.0, 0.0])
    assert (found.times.tolist(), found.gone.tolist()) == ([0.0], [2.0])
    assert (found.at_risk.tolist(), found.last) == ([3.0], 0.5)


def test_the_curve_between_its_steps():
    """Of four, one ends at 2 and one at 4: the share just before 4 is still three quarters."""
    curve = survival_of(risk_sets([2, 3, 4, 5], [1, 0, 1, 0]))
    assert curve.at([1, 2, 3.9, 4, 9]).tolist() == [1, 0.75, 0.75, 0.375, 0.375]
    assert curve.before([2, 4]).tolist() == [1, 0.75]


def test_median_with_its_interval():
    """Freireich's treated: 23 weeks; the interval begins where the lower bound reaches a half."""
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    marks = [True] * 9 + [False] * 12
    lows = {step.time: step.low for step in kaplan_meier(weeks, marks)}
    median, early, late = survival_of(risk_sets(weeks, marks)).quantile(0.5)
    assert (median, late) == (23, None)
    assert early == min(time for time, low in lows.items() if low <= 0.5) == 13
    assert survival_of(risk_sets([1, 2], [0, 0])).quantile(0.5) == (None, None, None)
    assert survival_of(risk_sets([1, 2], [1, 1])).quantile(1.0)[0] == pytest.approx(2)
