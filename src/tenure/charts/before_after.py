"""The chart of a change: attrition before and after it, and what was to be expected without."""

from typing import TYPE_CHECKING

from tenure.charts.changes import Change, change_layers
from tenure.charts.frame import Line, Row, base, layered, percent_axis, slots, time_axis
from tenure.charts.result import Result
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt


def before_after(
    result: Result,
    *,
    language: str = "en",
    name: str = "",
    width: int = WIDE,
    height: int = 250,
) -> "alt.LayerChart":
    """Draw attrition by bin with what was to be expected without the change, and its interval.

    Grain in: a bin (starts, ends, phase, attrition, expected, expected_low, expected_high), as
    `change-series` has them. The shaded bins are the window in which the effect is looked for;
    the dashed line is the day of the change.
    """
    import altair as alt

    words = Words(language)
    rows = result.table.to_pylist()
    points: list[Row] = [{"x": at, **_drawn(row)} for at, row in enumerate(rows)]
    top = max([p["y"] for p in points] + [p["expected"] for p in points], default=0.0)
    y = percent_axis(top or 0.01, words.formats)
    starts = [row["starts"] for row in rows]
    x = time_axis(starts, "week", words.formats, slots(width))
    inside = [at for at, row in enumerate(rows) if row["phase"] == "window"]
    marks = [Change(starts[inside[0]], "", name)] if inside else []
    layers = [
        *_window(inside, x, y),
        *_expected(points, x, y),
        *_seen(points, x, y),
        *(change_layers(marks, starts, rows[-1]["ends"], x, y, width) if marks else []),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.before_after_short" if width < COMPACT_BELOW else "chart.before_after")
    return styled(
        layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    )


def _drawn(row: Row) -> Row:
    return {
        "y": row["attrition"] or 0.0,
        "expected": row["expected"] or 0.0,
        "low": row["expected_low"] or 0.0,
        "high": row["expected_high"] or 0.0,
        "after": row["phase"] == "window",
    }


def _window(inside: list[int], x: Line, y: Line) -> "list[alt.Chart]":
    """Shade the bins in which the effect is looked for."""
    if not inside:
        return []
    span = [{"x": inside[0] - 0.5, "x2": inside[-1] + 0.5}]
    shade = base(span).mark_rect(color=COLOURS["shade"])
    return [shade.encode(x=x.x(), x2="x2:Q")]


def _expected(points: list[Row], x: Line, y: Line) -> "list[alt.Chart]":
    chart, colour = base(points), COLOURS["keep"]
    return [
        chart.mark_area(color=colour, opacity=0.15, clip=True).encode(
            x=x.x(), y=y.y("low"), y2="high:Q"
        ),
        chart.mark_line(color=colour, strokeWidth=2, clip=True).encode(x=x.x(), y=y.y("expected")),
    ]


def _seen(points: list[Row], x: Line, y: Line) -> "list[alt.Chart]":
    """Draw each bin as a point: those of the window filled, the others light."""
    layers = []
    for after, colour in ((False, COLOURS["small"]), (True, COLOURS["loss"])):
        some = base([one for one in points if one["after"] is after])
        dots = some.mark_point(
            shape="circle", size=24, fill=colour, stroke=colour, opacity=1, clip=True
        )
        layers.append(dots.encode(x=x.x(), y=y.y()))
    return layers
