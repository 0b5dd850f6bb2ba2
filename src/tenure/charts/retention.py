"""The chart of retention curves: all cohorts together over each cohort."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.charts.curves import curve_layers, drawable, first_period, since_axis
from tenure.charts.frame import Line, Row, base, layered, percent_axis
from tenure.charts.pooled import Pooled, pool
from tenure.charts.result import Result, RetentionRow, period_kind, retention_rows
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

MOST_CURVES = 12
MOST_DOTS = 40
_LABEL = 56
"""Pixels that a written rate takes along x."""


def retention_curves(
    result: Result,
    *,
    language: str = "en",
    small_cell: int = 0,
    width: int = WIDE,
    height: int = 280,
) -> "alt.LayerChart":
    """Draw the pooled curve with its interval over the pale curves of the last cohorts.

    Grain in: a cohort times a period. Only complete cells are drawn, and only those of at
    least `small_cell` customers.
    """
    import altair as alt

    words, short = Words(language), width < COMPACT_BELOW
    rows = retention_rows(result)
    pooled = pool(rows)
    first = first_period(pooled)
    shown = drawable(pooled, first, small_cell)
    curves = _cohort_points(rows, first, small_cell)
    highest = max([*(point["y"] for point in curves), *(p.high or 0.0 for p in shown)], default=0.0)
    y = percent_axis(highest or 0.01, words.formats)
    x = since_axis(shown, words, period_kind(result), most=7 if short else 14)
    pale = base(curves).mark_line(color=COLOURS["faint"], strokeWidth=1, opacity=0.75)
    layers = [
        pale.encode(x=x.x(), y=y.y(), detail="cohort:N"),
        *curve_layers(shown, x, y, dots=len(shown) <= MOST_DOTS),
        *_labels(shown, words, x, y, width),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    chart = layered(*layers).properties(
        width=width, height=height, autosize=fit, title=words("chart.retained")
    )
    return styled(chart)


def _cohort_points(rows: Sequence[RetentionRow], first: int, small_cell: int) -> list[Row]:
    cohorts = sorted({row.cohort for row in rows})[-MOST_CURVES:]
    return [
        {"x": row.period, "y": row.rate, "cohort": row.cohort.isoformat()}
        for row in rows
        if row.complete
        and row.rate is not None
        and row.period >= first
        and (row.eligible or 0) >= small_cell
        and row.cohort in cohorts
    ]


def _labels(
    pooled: Sequence[Pooled], words: Words, x: Line, y: Line, width: int
) -> "list[alt.Chart]":
    """Write the rate over the points that people ask for, and over the last, clear of the curve."""
    last = pooled[-1].period if pooled else 0
    asked = (1, 6, 12) if width < COMPACT_BELOW else (1, 3, 6, 12, 24)
    reach = _LABEL * (x.last - x.first) / width
    chosen: list[Pooled] = []
    for p in pooled:
        after = chosen[-1].period + reach if chosen else 0
        fits = p.period in asked and p.period >= after and last - p.period > 2 * reach
        if fits or p.period == last:
            chosen.append(p)
    rows: list[Row] = [
        {"x": p.period, "y": _clear(p, pooled, reach, last), "says": words.formats.percent(p.rate)}
        for p in chosen
    ]
    layers = []
    for final in (False, True):
        some = base(row for row in rows if (row["x"] == last) == final)
        text = some.mark_text(
            align="right" if final else "left",
            dx=4 if final else 5,
            dy=-13 if final else -10,
            fontSize=12,
            fontWeight=600,
            color=COLOURS["keep"],
        )
        layers.append(text.encode(x=x.x(), y=y.y(), text="says:N"))
    return layers


def _clear(point: Pooled, pooled: Sequence[Pooled], reach: float, last: int) -> float:
    """Return the height of the curve under a label: to the right of its point, left of the last."""
    first, end = point.period, point.period + reach
    if point.period == last:
        first, end = int(point.period - reach), point.period
    return max(p.rate or 0.0 for p in pooled if first <= p.period <= end)
