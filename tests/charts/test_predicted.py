"""The pictures of what is to come: what they draw is what the results hold."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support import predicted_results as made
from tenure import charts
from tenure.charts.shares import money_axis, stretched, stretched_ticks
from tenure.charts.words import Words

DRAWINGS: dict[str, Callable[..., Any]] = {
    "risk": charts.risk_bands,
    "calibration": charts.calibration,
    "gains": charts.gains,
    "profit": charts.profit_curve,
}


def texts(chart: Any) -> list[str]:
    """List the texts of a drawing."""
    svg = ET.fromstring(charts.to_svg(chart))
    found = (element for element in svg.iter() if element.tag.endswith("}text"))
    return ["".join(element.itertext()) for element in found]


def points(chart: Any, mark: str) -> list[dict[str, Any]]:
    """Return the points of all layers of a mark."""
    drawn = chart.to_dict()
    layers = [one for one in drawn["layer"] if one["mark"]["type"] == mark]
    return [row for one in layers for row in drawn["datasets"][one["data"]["name"]]]


@pytest.mark.parametrize("width", [920, 360])
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_every_picture_draws_at_both_widths_in_both_languages(
    name: str, language: str, width: int
) -> None:
    chart = DRAWINGS[name](made.DRAWN[name](), language=language, width=width)
    svg = charts.to_svg(chart)
    assert "undefined" not in svg
    assert "NaN" not in svg
    korean = any("가" <= letter <= "힣" for text in texts(chart) for letter in text)
    assert korean == (language == "ko")


def test_bars_are_shares_of_customers_and_of_those_expected_to_leave() -> None:
    bars = points(charts.risk_bands(made.risk()), "rect")
    assert [round(bar["x2"], 9) for bar in bars] == [0.1, 0.2, 0.7, 0.6, 0.3, 0.1]
    written = texts(charts.risk_bands(made.risk()))
    assert "10%  (100 customers)" in written or "10% (100 customers)" in written
    assert any("60 expected to leave" in text for text in written)


def test_those_under_notice_have_no_bar_and_count_in_no_share() -> None:
    with_notice, without = (points(charts.risk_bands(made.risk(notice=n)), "rect") for n in (1, 0))
    assert with_notice == without


def test_both_axes_of_calibration_are_stretched_alike() -> None:
    chart = charts.calibration(made.calibration())
    dots = points(chart, "point")
    assert [(round(dot["x"] ** 2, 9), round(dot["y"] ** 2, 9)) for dot in dots] == [
        (0.001, 0.002),
        (0.01, 0.01),
        (0.04, 0.05),
        (0.1, 0.08),
        (0.36, 0.3),
    ]
    scales = {
        (one["encoding"]["x"]["scale"]["domain"][1], one["encoding"]["y"]["scale"]["domain"][1])
        for one in chart.to_dict()["layer"]
    }
    ((across, up),) = scales
    assert across == up
    ends = points(chart, "line")
    assert [(end["x"], end["y"]) for end in ends] == [(0.0, 0.0), (across, up)]


@given(st.floats(1e-5, 1.0))
def test_ticks_of_a_stretched_axis_reach_the_highest_and_stay_apart(highest: float) -> None:
    ticks = stretched_ticks(highest)
    assert ticks[0] == 0.0
    assert highest <= ticks[-1] + 1e-12
    assert ticks[-1] <= max(2.6 * highest, 1e-5)
    places = [stretched(tick) / stretched(ticks[-1]) for tick in ticks]
    assert all(b - a >= 0.13 for a, b in pairwise(places))


def test_gains_begin_with_nobody_and_tell_the_tenth() -> None:
    chart = charts.gains(made.gains())
    areas = points(chart, "area")
    assert (areas[0]["x"], areas[0]["y"]) == (0.0, 0.0)
    assert {"45%", "80%", "92%", "in random order"} <= set(texts(chart))


def test_gains_without_intervals_are_a_line_alone() -> None:
    chart = charts.gains(made.gains(banded=False))
    assert [one["x"] for one in points(chart, "area")] == [0.0]
    assert len([one for one in points(chart, "line") if one["x"] == 0.3]) == 1


def test_losses_that_would_dwarf_the_profit_are_not_drawn() -> None:
    chart = charts.profit_curve(made.profit())
    assert max(point["x"] for point in points(chart, "area")) == 0.3
    assert "highest at 10%" in texts(chart)
    never = charts.profit_curve(made.profit(-1.0, -2.0, -3.0, -4.0, -9000.0))
    assert max(point["x"] for point in points(never, "area")) == 1.0
    assert not any("highest" in text for text in texts(never))


@given(st.integers(-(10**9), 0), st.integers(0, 10**9))
def test_an_axis_of_money_holds_both_ends_and_0(lowest: int, highest: int) -> None:
    axis = money_axis(lowest, highest, Words("en"))
    assert 0 in axis.ticks
    assert axis.first <= lowest
    assert axis.last >= highest
    assert len(axis.ticks) <= 11
