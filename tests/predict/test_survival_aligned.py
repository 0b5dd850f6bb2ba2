"""Curves agree with the calibrated risk; worked by hand, and for any curve."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.errors import MetricError
from tenure.predict.survival.aligned import aligned
from tenure.predict.survival.curves import Curves

EDGES = np.array([0.0, 10.0, 20.0, 40.0])


def curves(*staying: list[float]) -> Curves:
    left = 1 - np.array(staying)
    return Curves(EDGES, ("voluntary", "involuntary"), np.stack([0.75 * left, 0.25 * left], 1))


def test_a_window_that_ends_at_edges_is_right_to_the_digit() -> None:
    # S = 1, .9, .81, .648; the window's own risk is .1, asked .19: twice the hazard.
    found = aligned(curves([1, 0.9, 0.81, 0.648]), np.array([0.19]), 10, 20)
    assert found.surviving[0] == pytest.approx([1, 0.81, 0.6561, 0.6561 * 0.8])
    assert found.incidence[0, 0] == pytest.approx(0.75 * (1 - found.surviving[0]))


def test_a_window_between_edges_adds_them() -> None:
    found = aligned(curves([1, 0.9, 0.8, 0.7]), np.array([0.3]), 5, 30)
    assert found.edges.tolist() == [0, 5, 10, 20, 30, 40]
    assert 1 - found.surviving[0, 4] / found.surviving[0, 1] == pytest.approx(0.3)
    # Later hazards stay: S(40) / S(30) = .7 / .75.
    assert found.surviving[0, 5] / found.surviving[0, 4] == pytest.approx(0.7 / 0.75)


def test_no_risk_known_leaves_the_curve_as_it_is() -> None:
    plain = curves([1, 0.9, 0.8, 0.7], [1, 0.9, 0.8, 0.7])
    found = aligned(plain, np.array([np.nan, 0.5]), 0, 20)
    assert found.surviving[0] == pytest.approx(plain.surviving[0])
    assert found.surviving[1, 2] == pytest.approx(0.5)


def test_a_window_beyond_the_curve_is_refused() -> None:
    for begins, until in ((0, 41), (20, 20), (-1, 10)):
        with pytest.raises(MetricError, match="within the 40 days"):
            aligned(curves([1, 0.9, 0.8, 0.7]), np.array([0.1]), begins, until)


@given(
    hazards=st.lists(st.floats(0, 0.6), min_size=3, max_size=3),
    risk=st.floats(0, 1),
    begins=st.floats(0, 19),
    width=st.floats(1, 20),
)
def test_a_curve_stays_a_curve(
    hazards: list[float], risk: float, begins: float, width: float
) -> None:
    staying = [1.0, *np.cumprod(1 - np.array(hazards))]
    found = aligned(curves(staying), np.array([risk]), begins, begins + width)
    every = found.surviving[0]
    assert every[0] == 1
    assert (np.diff(every) <= 1e-12).all()
    assert (np.diff(found.incidence[0], axis=1) >= -1e-12).all()
    assert ((every >= -1e-12) & (every <= 1 + 1e-12)).all()
