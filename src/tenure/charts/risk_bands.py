"""The chart of risk at a glance: how many are in each band, and how many of those who leave."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tenure.charts.frame import Line, Row, base, layered, percent_axis
from tenure.charts.result import Result
from tenure.charts.shares import told
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_BANDS = ("high", "medium", "low")
_THICK, _GAP = 0.34, 0.03
_BARS = (("customers", "faint", "chart.of_customers"), ("expected_lost", "loss", "chart.of_lost"))


def risk_bands(result: Result, *, language: str = "en", width: int = WIDE) -> "alt.LayerChart":
    """Draw two bars a band: its share of the customers, and of those expected to leave.

    Grain in: a band (risk_band, customers, expected_lost); those under notice have no risk
    and are left out.
    """
    import altair as alt

    words, short = Words(language), width < COMPACT_BELOW
    rows = [row for row in told(result, "expected_lost") if row["risk_band"] in _BANDS]
    bars = _bars(rows, words)
    highest = max([bar["x2"] for bar in bars], default=1.0)
    ticks = percent_axis(highest or 0.01, words.formats)
    room = 0.5 if short else 0.27
    x = Line(ticks.ticks, ticks.labels, 0, ticks.top / (1 - room), {"grid": True})
    names = [words(f"band.{row['risk_band']}") for row in rows]
    look = {"labelColor": COLOURS["ink"], "labelFontSize": 13}
    y = Line(range(len(rows)), names, max(1, len(rows)) - 0.5, -0.5, look)
    layers = [_drawn(bars, colour, x, y) for _, colour, _ in _BARS]
    text = base(bars).mark_text(align="left", dx=6, fontSize=12)
    layers.append(text.encode(x=x.x("x2"), y=y.y("middle"), text="says:N"))
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    height = 50 + 62 * max(1, len(rows))
    return styled(layered(*layers).properties(width=width, height=height, autosize=fit))


def _bars(rows: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    bars = []
    for place, (column, colour, says) in enumerate(_BARS):
        whole = sum(row[column] for row in rows) or 1.0
        for at, row in enumerate(rows):
            top = at - _THICK - _GAP / 2 if place == 0 else at + _GAP / 2
            share = row[column] / whole
            count = words(says, n=round(row[column]))
            tells = words.formats.percent(share, 0)
            bars.append(
                {
                    "x": 0.0,
                    "x2": share,
                    "y": top,
                    "y2": top + _THICK,
                    "middle": top + _THICK / 2,
                    "colour": colour,
                    "says": f"{tells}  ({count})",
                }
            )
    return bars


def _drawn(bars: Sequence[Row], colour: str, x: Line, y: Line) -> "alt.Chart":
    own = base(bar for bar in bars if bar["colour"] == colour)
    mark = own.mark_rect(color=COLOURS[colour])
    drawn: alt.Chart = mark.encode(x=x.x(), x2="x2:Q", y=y.y(), y2="y2:Q")
    return drawn
