"""The chart of profit: what contacting the first customers of a ranking would have brought."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tenure.charts.frame import Line, Row, base, layered
from tenure.charts.result import Result
from tenure.charts.shares import curve, customers_axis, dashed, money_axis, told
from tenure.charts.theme import COLOURS, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_DEEPEST, _FEWEST = 1.5, 3
"""Losses are drawn to so many times the best profit, where so many points are left."""


def profit_curve(
    result: Result, *, language: str = "en", width: int = WIDE, height: int = 280
) -> "alt.LayerChart":
    """Draw the profit by each one's own profit, with its interval, over that by risk alone.

    Grain in: a share of the customers that is contacted (share, profit, profit_low,
    profit_high, by_risk). 0 is drawn, for beneath it contacting loses money.
    """
    import altair as alt

    words = Words(language)
    rows = _near([
        {
            "x": row["share"],
            "y": row["profit"],
            "low": row["profit_low"],
            "high": row["profit_high"],
        }
        for row in told(result, "share", "profit")
    ])  # fmt: skip
    last = max((row["x"] for row in rows), default=1.0)
    others: list[Row] = [
        {"x": row["share"], "y": row["by_risk"]}
        for row in told(result, "share", "by_risk")
        if row["share"] <= last
    ]
    x = customers_axis(words, width, title=words("chart.contacted"), last=last)
    y = money_axis(*_ends(rows, others), words)
    zero = base([{"x": 0.0, "y": 0.0, "x2": last}]).mark_rule(color=COLOURS["ink"], strokeWidth=1)
    layers = [
        *curve(rows, x, y, colour=COLOURS["gain"]),
        dashed(others, x, y, colour="loss"),
        zero.encode(x=x.x(), x2="x2:Q", y=y.y()),
        *_best(rows, words, x, y),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.profit")
    return styled(
        layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    )


def _near(rows: "list[Row]") -> "list[Row]":
    """Leave out the far end, where losses would dwarf the profit that is looked for."""
    best = max((row["y"] for row in rows), default=0.0)
    if best <= 0:
        return rows
    worth = [row for row in rows if row["y"] >= -_DEEPEST * best]
    return worth if len(worth) >= _FEWEST else rows


def _ends(rows: Sequence[Row], others: Sequence[Row]) -> tuple[float, float]:
    """Return the lowest and highest amount that is drawn; intervals stretch them by half."""
    values = [row["y"] for row in (*rows, *others)] or [0.0]
    spread = max(values) - min(values)
    bounds = [row[end] for row in rows for end in ("low", "high") if row[end] is not None]
    low = max(min([*bounds, *values]), min(values) - spread / 2)
    return low, min(max([*bounds, *values]), max(values) + spread / 2)


def _best(rows: Sequence[Row], words: Words, x: Line, y: Line) -> "list[alt.Chart]":
    """Mark where the profit was highest, without the amount, which these outcomes flatter."""
    best = max(rows, key=lambda row: float(row["y"]), default=None)
    if best is None or best["y"] <= 0:
        return []
    says = words("chart.best", share=words.formats.percent(best["x"], 0))
    chart, colour = base([{"x": best["x"], "y": best["y"], "says": says}]), COLOURS["gain"]
    dot = chart.mark_point(shape="circle", size=40, fill=colour, stroke=colour, opacity=1)
    align: Literal["left", "right"] = "left" if best["x"] < x.last / 2 else "right"
    text = chart.mark_text(align=align, dy=-12, fontSize=12, fontWeight=600, color=colour)
    return [dot.encode(x=x.x(), y=y.y()), text.encode(x=x.x(), y=y.y(), text="says:N")]
