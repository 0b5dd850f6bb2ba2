"""What charts of rates share: rows that hold numbers, stretched axes, curves over customers."""

from collections.abc import Sequence
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

from tenure.charts.formats import nice_ticks
from tenure.charts.frame import FIXED, Line, Row, base, percent_axis
from tenure.charts.result import Result
from tenure.charts.theme import COLOURS, COMPACT_BELOW
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_STEPS = (5.0, 2.0, 1.0)
_APART = 0.14
"""Part of an axis that lies between two labels at least."""
_TITLED = {
    "titleColor": COLOURS["muted"],
    "titleFontWeight": "normal",
    "titleFontSize": 12,
    "titlePadding": 8,
    "titleAnchor": "end",
}


def told(result: Result, *names: str) -> list[Row]:
    """Return the rows of a result in which the columns of these names all have a value."""
    rows = result.table.to_pylist()
    return [row for row in rows if all(row.get(name) is not None for name in names)]


def stretched(share: float) -> float:
    """Return where a share lies on an axis that gives small shares room: its square root."""
    return sqrt(share)


def stretched_axis(highest: float, words: Words, *, title: str | None = None) -> Line:
    """Lay shares from 0 to at least `highest`, stretched towards 0."""
    ticks = stretched_ticks(highest)
    labels = [words.formats.percent(tick, _digits(tick)) for tick in ticks]
    places = [stretched(tick) for tick in ticks]
    look = {"grid": True, "title": title, **_TITLED} | (FIXED if title is None else {})
    return Line(places, labels, 0.0, places[-1], look)


def stretched_ticks(highest: float) -> list[float]:
    """Return 0 and round shares up to at least `highest`, none too near the next on the axis."""
    top = min(1.0, nice_ticks(max(highest, 1e-6), 2)[-1])
    kept, power = [top], 1.0
    while power > top * 1e-3:
        power /= 10.0
        for step in _STEPS:
            tick = round(step * power, 12)
            room = (stretched(kept[-1]) - stretched(tick)) / stretched(top)
            if tick < top and room >= _APART and stretched(tick / top) >= _APART:
                kept.append(tick)
    return [0.0, *reversed(kept)]


def _digits(share: float) -> int:
    """Return how many decimals the percentage of a round share has."""
    return next(n for n in range(9) if abs(round(share * 100, n) - share * 100) < 1e-9)


def customers_axis(words: Words, width: int, *, title: str, last: float = 1.0) -> Line:
    """Lay shares of the customers from none to `last` of them along x."""
    whole = percent_axis(last, words.formats, 4 if width < COMPACT_BELOW else 10)
    kept = sum(tick <= last + 1e-9 for tick in whole.ticks)
    return Line(
        whole.ticks[:kept],
        whole.labels[:kept],
        0.0,
        last,
        {"grid": True, "title": title, **_TITLED},
    )


def money_axis(lowest: float, highest: float, words: Words) -> Line:
    """Lay amounts from at most `lowest` to at least `highest`, 0 among them."""
    step = nice_ticks(max(highest, -lowest, 1e-9), 4)[1]
    first, last = min(0, floor(lowest / step)), max(1, ceil(highest / step))
    ticks = [step * at for at in range(first, last + 1)]
    labels = [words.formats.compact(tick) for tick in ticks]
    return Line(ticks, labels, ticks[0], ticks[-1], {"grid": True} | FIXED)


def curve(rows: Sequence[Row], x: Line, y: Line, *, colour: str) -> "list[alt.Chart]":
    """Draw a curve with the band of its interval: rows of x, y, low and high."""
    chart, banded = base(rows), base(row for row in rows if row["low"] is not None)
    band = banded.mark_area(color=colour, opacity=0.15, clip=True)
    line = chart.mark_line(color=colour, strokeWidth=2.5, clip=True)
    return [
        band.encode(x=x.x(), y=y.y("low"), y2="high:Q"),
        line.encode(x=x.x(), y=y.y()),
    ]


def dashed(rows: Sequence[Row], x: Line, y: Line, *, colour: str = "muted") -> "alt.Chart":
    """Draw what a curve is compared with: a dashed line through rows of x and y."""
    mark = base(rows).mark_line(color=COLOURS[colour], strokeDash=[4, 3], strokeWidth=1.5)
    drawn: alt.Chart = mark.encode(x=x.x(), y=y.y())
    return drawn
