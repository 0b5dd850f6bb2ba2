"""What charts of retention curves share: the axis of periods since the start, and a curve."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.charts.frame import Line, Row, base
from tenure.charts.pooled import Pooled
from tenure.charts.theme import COLOURS
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_SQUASHED = 0.4
_FEWEST_COHORTS = 3
_STEPS = (1, 2, 3, 4, 6, 12, 13, 26, 52, 104, 10_000)


def first_period(pooled: Sequence[Pooled]) -> int:
    """Return the period that curves begin with: 1 where the rest would lie flat under 100 %."""
    later = max((p.rate for p in pooled if p.period > 0 and p.rate is not None), default=None)
    return 1 if later is not None and later < _SQUASHED else 0


def drawable(pooled: Sequence[Pooled], first: int, small_cell: int) -> list[Pooled]:
    """Keep the points from `first` on that stand for enough customers to be drawn.

    And for several cohorts, where there are: a tail that rests on the oldest cohort alone
    would be read as what becomes of all.
    """
    several = min(_FEWEST_COHORTS, max((p.cohorts for p in pooled), default=0))
    return [
        p
        for p in pooled
        if p.period >= first
        and p.rate is not None
        and p.eligible >= small_cell
        and p.cohorts >= several
    ]


def since_axis(
    pooled: Sequence[Pooled], words: Words, kind: str, *, most: int, titled: bool = True
) -> Line:
    """Lay periods since the start along x, with at most `most` labels."""
    first = pooled[0].period if pooled else 0
    last = pooled[-1].period if pooled else 1
    step = next(step for step in _STEPS if (last - first) / step < most)
    values = [period for period in range(first, last + 1) if period % step == 0]
    look = {
        "title": words("chart.since", periods=words(f"periods.{kind}")) if titled else None,
        "titleColor": COLOURS["muted"],
        "titleFontWeight": "normal",
        "titleFontSize": 12,
        "titlePadding": 8,
        "titleAnchor": "end",
    }
    labels = [words.formats.number(value) for value in values]
    return Line(values, labels, first - 0.15, max(last, first + 1) + 0.3, look)


def curve_layers(pooled: Sequence[Pooled], x: Line, y: Line, *, dots: bool) -> "list[alt.Chart]":
    """Draw a curve with its interval."""
    rows: list[Row] = [{"x": p.period, "y": p.rate, "low": p.low, "high": p.high} for p in pooled]
    chart, keep = base(rows), COLOURS["keep"]
    band = chart.mark_area(color=keep, opacity=0.15, clip=True)
    line = chart.mark_line(color=keep, strokeWidth=2.5)
    layers = [band.encode(x=x.x(), y=y.y("low"), y2="high:Q"), line.encode(x=x.x(), y=y.y())]
    if dots:
        dot = chart.mark_point(shape="circle", size=22, fill=keep, stroke=keep, opacity=1)
        layers.append(dot.encode(x=x.x(), y=y.y()))
    return layers
