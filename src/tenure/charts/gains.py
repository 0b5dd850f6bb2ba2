"""The chart of gains: how many of those who leave the first customers of a ranking hold."""

from typing import TYPE_CHECKING

from tenure.charts.frame import Line, Row, base, layered, percent_axis
from tenure.charts.result import Result
from tenure.charts.shares import curve, customers_axis, dashed, told
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_WRITTEN = (0.1, 0.3, 0.5)


def gains(
    result: Result, *, language: str = "en", width: int = WIDE, height: int = 280
) -> "alt.LayerChart":
    """Draw the share of those who left that the first customers by risk hold, with its interval.

    Grain in: a share of the customers (share, captured, captured_low, captured_high). The
    dashed line is a ranking at random.
    """
    import altair as alt

    words = Words(language)
    rows: list[Row] = [
        {"x": 0.0, "y": 0.0, "low": 0.0, "high": 0.0},
        *(
            {
                "x": row["share"],
                "y": row["captured"],
                "low": row["captured_low"],
                "high": row["captured_high"],
            }
            for row in told(result, "captured")
        ),
    ]
    x = customers_axis(words, width, title=words("chart.by_risk"))
    y = percent_axis(1.0, words.formats)
    layers = [
        dashed([{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}], x, y),
        *curve(rows, x, y, colour=COLOURS["keep"]),
        _random(words, x, y, width),
        *_written(rows, words, x, y),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.captured")
    return styled(
        layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    )


def _random(words: Words, x: Line, y: Line, width: int) -> "alt.Chart":
    """Name the dashed line, below it, where the curve never is."""
    at = 0.7 if width < COMPACT_BELOW else 0.75
    name = base([{"x": at, "y": at, "says": words("chart.random")}])
    mark = name.mark_text(align="left", dx=8, dy=10, color=COLOURS["muted"])
    drawn: alt.Chart = mark.encode(x=x.x(), y=y.y(), text="says:N")
    return drawn


def _written(rows: "list[Row]", words: Words, x: Line, y: Line) -> "list[alt.Chart]":
    """Write some of the shares beside their points."""
    shown = [
        {"x": row["x"], "y": row["y"], "says": words.formats.percent(row["y"], 0)}
        for row in rows
        if any(abs(row["x"] - at) < 1e-9 for at in _WRITTEN)
    ]
    chart, colour = base(shown), COLOURS["keep"]
    dot = chart.mark_point(shape="circle", size=40, fill=colour, stroke=colour, opacity=1)
    text = chart.mark_text(align="left", dx=8, dy=11, fontSize=12, fontWeight=600, color=colour)
    return [dot.encode(x=x.x(), y=y.y()), text.encode(x=x.x(), y=y.y(), text="says:N")]
