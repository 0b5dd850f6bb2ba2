"""The chart of predicted against observed risk."""

from typing import TYPE_CHECKING

from tenure.charts.frame import Row, base, layered
from tenure.charts.result import Result
from tenure.charts.shares import dashed, stretched, stretched_axis, told
from tenure.charts.theme import COLOURS, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_PLACES = (0.9, 0.75, 0.6, 0.45)
"""Where along the diagonal its name may stand, which needs the place to its left."""


def calibration(
    result: Result, *, language: str = "en", width: int = WIDE, height: int = 300
) -> "alt.LayerChart":
    """Draw how many left, with its interval, over the risk that was predicted.

    Grain in: a group of customers of like risk (predicted, observed, observed_low,
    observed_high). On the dashed line predictions are right. Both axes are stretched towards
    0 alike: square roots, so that groups of small risk do not lie on one another.
    """
    import altair as alt

    words = Words(language)
    rows: list[Row] = [
        {
            "x": stretched(row["predicted"]),
            "y": stretched(row["observed"]),
            "low": stretched(row["observed_low"]),
            "high": stretched(row["observed_high"]),
        }
        for row in told(result, "predicted", "observed", "observed_low", "observed_high")
    ]
    highest = max([max(row["x"], row["high"]) for row in rows], default=0.1) ** 2
    x = stretched_axis(highest, words, title=words("chart.predicted"))
    y = stretched_axis(highest, words)
    colour, chart = COLOURS["loss"], base(rows)
    rule = chart.mark_rule(color=colour, strokeWidth=2.5, opacity=0.45)
    dot = chart.mark_point(shape="circle", size=50, fill=colour, stroke=colour, opacity=1)
    at = x.last * _free(rows, x.last)
    name = base([{"x": at, "y": at, "says": words("chart.right")}]).mark_text(
        align="right", dx=-8, dy=-6, color=COLOURS["muted"]
    )
    layers = [
        dashed([{"x": 0.0, "y": 0.0}, {"x": x.last, "y": y.last}], x, y),
        rule.encode(x=x.x(), y=y.y("low"), y2="high:Q"),
        dot.encode(x=x.x(), y=y.y()),
        name.encode(x=x.x(), y=y.y(), text="says:N"),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.observed")
    return styled(
        layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    )


def _free(rows: list[Row], last: float) -> float:
    """Return the first place along the diagonal whose left no group is at."""
    taken = [row["x"] / last for row in rows]
    free = (at for at in _PLACES if not any(at - 0.25 < one < at + 0.02 for one in taken))
    return next(free, _PLACES[0])
