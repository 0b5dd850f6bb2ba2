"""Text must be readable on what lies behind it, in the light and in the dark."""

import re
from importlib.resources import files

import pytest

from tenure.charts.theme import COLOURS

CSS = files("tenure.report").joinpath("static", "report.css").read_text("utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{([^}]*--paper[^}]*)\}", CSS)
)
SCHEMES = {"light": LIGHT, "dark": DARK}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2: (lighter + 0.05) / (darker + 0.05)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("role", ["ink", "muted", "total", "loss", "gain", "keep", "warn"])
def test_text_on_paper(scheme: str, role: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[role], colours["paper"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_small_numbers_on_their_shade_and_on_paper(scheme: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours["small"], colours["shade"]) >= 4.5
    assert contrast(colours["small"], colours["paper"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("step", range(10))
def test_rates_on_their_heat(scheme: str, step: int) -> None:
    colours = SCHEMES[scheme]
    on = "on-low" if step < 5 else "on-mid" if step < 7 else "on-high"
    assert re.search(rf"\.h{step}\b[^{{}}]*\{{ color: var\(--{on}\)", CSS)
    assert contrast(colours[on], colours[f"h{step}"]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_heat_grows_steadily(scheme: str) -> None:
    steps = [luminance(SCHEMES[scheme][f"h{step}"]) for step in range(10)]
    assert steps == sorted(steps, reverse=scheme == "light")


def test_every_colour_of_a_chart_has_a_value_on_the_page() -> None:
    for colours in SCHEMES.values():
        assert COLOURS.keys() <= colours.keys()
    assert all(LIGHT[role] == value for role, value in COLOURS.items() if role not in UNLIKE)


UNLIKE = ("paper", "small")
"""A chart's paper is told apart from white so that it can be re-coloured."""
