"""Colours, fonts and the look that every chart shares.

A colour has a role; each role's light value is unique, so that a drawn SVG can be
re-coloured for a dark page by naming the role instead (see `svg.themed`).
"""

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import altair as alt

Drawn = TypeVar("Drawn", bound="alt.TopLevelMixin")

FONTS = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', "
    "'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', "
    "NanumGothic, 'Noto Sans', sans-serif"
)
"""Latin first, then Korean for macOS, Windows and Linux; named so that no label turns to boxes."""

COLOURS = {
    "ink": "#1c2329",
    "muted": "#59636c",
    "line": "#dadfe3",
    "shade": "#f1f3f5",
    "total": "#36454f",
    "loss": "#a83a22",
    "gain": "#23706c",
    "keep": "#1f5c99",
    "faint": "#9fb4c8",
    "small": "#98a1a9",
    "paper": "#fefefe",
}

WIDE = 920
NARROW = 360
COMPACT_BELOW = 600


def styled(chart: Drawn) -> Drawn:
    """Give a finished chart the shared look."""
    result: Drawn = chart.configure(**_look())
    return result


def _look() -> dict[str, Any]:
    ink, muted, line = COLOURS["ink"], COLOURS["muted"], COLOURS["line"]
    return {
        "background": COLOURS["paper"],
        "font": FONTS,
        "padding": {"left": 2, "top": 4, "right": 6, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "grid": False,
            "gridColor": line,
            "labelColor": muted,
            "labelFontSize": 12,
            "labelLimit": 0,
            "labelOverlap": False,
            "labelPadding": 6,
            "tickColor": line,
            "title": None,
        },
        "text": {"color": ink, "fontSize": 12},
        "title": {
            "anchor": "start",
            "color": muted,
            "fontSize": 12,
            "fontWeight": "normal",
            "frame": "group",
            "offset": 12,
        },
    }
