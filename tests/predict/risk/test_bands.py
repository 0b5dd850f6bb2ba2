"""Bands of risk: plain boundaries at first, then a margin on the log odds, by hand and always."""

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.predict.risk.bands import BANDS, MARGIN, banded

CUTS = (0.1, 0.25)
"""Odds of 1 : 9 and of 1 : 3."""
risks = st.floats(0.0, 1.0)


def one(risk: float, before: str | None, cuts: tuple[float, float] = CUTS) -> str | None:
    found: str | None = banded(np.array([risk]), cuts, np.array([before], object))[0]
    return found


@pytest.mark.parametrize(
    ("before", "risk", "band"),
    [
        (None, 0.0999, "low"),
        (None, 0.1, "medium"),
        (None, 0.25, "high"),
        ("low", 0.18, "low"),  # odds of 1 : 4.56, less than 2 : 9
        ("low", 0.19, "medium"),  # 1 : 4.26
        ("low", 0.39, "medium"),  # beyond both boundaries, but not by enough beyond the second
        ("low", 0.41, "high"),  # 1 : 1.44, more than 2 : 3
        ("medium", 0.06, "medium"),  # 1 : 15.7, more than 1 : 18
        ("medium", 0.05, "low"),
        ("medium", 0.39, "medium"),
        ("medium", 0.41, "high"),
        ("high", 0.15, "high"),  # 1 : 5.67, more than 1 : 6
        ("high", 0.14, "medium"),  # 1 : 6.1
        ("high", 0.06, "medium"),
        ("high", 0.05, "low"),
    ],
)
def test_twice_or_half_the_odds_of_a_boundary(before: str | None, risk: float, band: str) -> None:
    assert pytest.approx(log(2)) == MARGIN
    assert one(risk, before) == band


def test_who_has_no_risk_has_no_band() -> None:
    assert one(float("nan"), "high") is None
    assert one(float("nan"), None) is None


def test_narrow_bands_have_a_narrower_margin() -> None:
    """Boundaries at odds of 1 : 9 and 1 : 8: whoever is low is in no band beyond medium."""
    cuts = (0.1, 1 / 9)
    assert one(0.109, "low", cuts) == "low"
    assert one(0.112, "low", cuts) == "medium"
    assert one(0.123, "low", cuts) == "medium"
    assert one(0.124, "low", cuts) == "high"


def test_where_all_have_one_rate_all_are_low() -> None:
    rate = 0.03
    cuts = (float(np.nextafter(rate, 1.0)),) * 2
    assert one(rate, None, cuts) == one(rate, "low", cuts) == "low"


@given(st.lists(risks, min_size=1, max_size=20), st.tuples(risks, risks))
def test_without_a_band_before_boundaries_are_plain(values: list[float], ends: tuple) -> None:
    cuts, risk = (min(ends), max(ends)), np.array(values)
    nobody = np.full(len(risk), None, object)
    expected = np.array(BANDS, object)[np.digitize(risk, cuts)]
    assert banded(risk, cuts).tolist() == expected.tolist()
    assert banded(risk, cuts, nobody).tolist() == expected.tolist()


@given(risks, st.tuples(risks, risks), st.sampled_from(BANDS))
def test_the_band_lies_between_the_plain_one_and_the_one_before(
    risk: float, ends: tuple, before: str
) -> None:
    cuts = (min(ends), max(ends))
    plain = BANDS.index(str(banded(np.array([risk]), cuts)[0]))
    found, was = BANDS.index(str(one(risk, before, cuts))), BANDS.index(before)
    assert min(plain, was) <= found <= max(plain, was)
    assert abs(found - plain) <= 1


@given(st.floats(0.01, 0.9), st.lists(st.floats(-0.34, 0.34), min_size=2, max_size=30))
def test_a_risk_that_varies_by_less_than_the_margin_crosses_once_at_most(
    middle: float, moves: list[float]
) -> None:
    """Within ± half of the margin around a middle: whichever boundary is near, no flicker."""
    x = log(middle / (1 - middle)) + np.array(moves)
    band, crossed = None, 0
    for risk in 1 / (1 + np.exp(-x)):
        found = one(float(risk), band)
        crossed += band is not None and found != band
        band = found
    assert crossed <= 1
