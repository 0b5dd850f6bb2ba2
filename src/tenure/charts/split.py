"""The chart of attrition split by an attribute: one line of dots a segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from tenure.charts.frame import Line, base, layered, percent_axis
from tenure.charts.result import AttritionRow, Result, attrition_rows
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

MOST_SEGMENTS = 12
_EARLIER = 12
_ROW_HEIGHT = 30
_LETTER = 7.7
"""Pixels that a place takes: no font has to be measured, so none is cut off elsewhere."""


@dataclass(frozen=True)
class Split:
    """The segments in the last complete period, and the same in those before it.

    `overall` is all segments together, lost over at_start: splitting adds up to the whole.
    """

    start: date
    rows: list[AttritionRow]
    earlier: list[AttritionRow]
    overall: float | None
    left_out: int


def last_split(result: Result) -> Split | None:
    """Return the last complete period by segment, the highest attrition first.

    Beyond `MOST_SEGMENTS` the smallest segments are left out of `rows` shown, and
    counted. None when no period is complete.
    """
    rows = attrition_rows(result)
    complete = sorted({row.start for row in rows if row.complete and row.rate is not None})
    if not complete:
        return None
    last = [row for row in rows if row.start == complete[-1]]
    largest = sorted(last, key=lambda row: (-(row.at_start or 0), row.segment or ""))
    kept = largest[:MOST_SEGMENTS]
    names = {row.segment for row in kept}
    before = set(complete[-1 - _EARLIER : -1])
    return Split(
        start=complete[-1],
        rows=sorted(kept, key=lambda row: (-(row.rate or 0), row.segment or "")),
        earlier=[
            row for row in rows if row.start in before and row.complete and row.segment in names
        ],
        overall=_overall_rate(last, str(result.options.get("convention") or "cohort")),
        left_out=len(last) - len(kept),
    )


def attrition_split(
    result: Result,
    *,
    language: str = "en",
    small_cell: int = 0,
    width: int = WIDE,
) -> "alt.LayerChart":
    """Draw each segment's attrition in the last complete period, with interval and counts.

    Grain in: a period times a segment. Pale ticks are the twelve periods before; segments
    with fewer than `small_cell` customers at the start are grey.
    """
    import altair as alt

    words = Words(language)
    short = width < COMPACT_BELOW
    split = last_split(result) or Split(result.as_of, [], [], None, 0)
    x = _share_axis(split, words, small_cell, room=0.3 if short else 0.24)
    y = _segment_axis(split.rows, words, 16 if short else 30)
    layers = [
        *_overall(split, words, x, y),
        *_earlier(split, x, y),
        *_dots(split.rows, x, y, small_cell),
        _numbers(split.rows, words, x, y, short=short),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    height = 70 + _ROW_HEIGHT * max(1, len(split.rows))
    chart = layered(*layers).properties(width=width, height=height, autosize=fit)
    return styled(chart)


def _overall_rate(rows: Sequence[AttritionRow], convention: str) -> float | None:
    """Pool the segments; other conventions than cohort divide by something else."""
    at_start = sum(row.at_start or 0 for row in rows)
    if convention != "cohort" or not at_start:
        return None
    return sum(row.lost or 0 for row in rows) / at_start


def _share_axis(split: Split, words: Words, small_cell: int, *, room: float) -> Line:
    """Lay shares along x, with room at the right end for the numbers."""
    known = [row for row in split.rows if row.rate is not None]
    sure = [row.high or 0.0 for row in known if (row.at_start or 0) >= small_cell]
    highest = max([*sure, *(row.rate or 0.0 for row in known), 0.0])
    ticks = percent_axis(highest or 0.01, words.formats)
    return Line(ticks.ticks, ticks.labels, 0, ticks.top / (1 - room), {"grid": True})


def _segment_axis(rows: Sequence[AttritionRow], words: Words, most: int) -> Line:
    """Lay the segments from top to bottom."""
    names = [clipped(row.segment or words("chart.unknown"), most) for row in rows]
    room = max((measured(name) for name in names), default=0) * _LETTER
    look = {
        "labelColor": COLOURS["ink"],
        "labelFontSize": 13,
        "minExtent": room,
        "maxExtent": room,
    }
    return Line(range(len(rows)), names, max(1, len(rows)) - 0.4, -0.9, look)


def clipped(name: str, most: int) -> str:
    """Shorten a name to at most so many places."""
    if measured(name) <= most:
        return name
    kept = next(i for i in range(len(name), -1, -1) if measured(name[:i]) < most)
    return name[:kept].rstrip() + "…"


def measured(name: str) -> int:
    """Count the places that a name takes: two for a Korean letter, one for any other."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in name)


def _overall(split: Split, words: Words, x: Line, y: Line) -> "list[alt.Chart]":
    if split.overall is None:
        return []
    says = words("chart.all_rate", rate=words.formats.percent(split.overall))
    chart = base([{"x": split.overall, "y": -0.75, "says": says}])
    line = chart.mark_rule(color=COLOURS["muted"], strokeDash=[3, 3], strokeWidth=1)
    text = chart.mark_text(align="left", dx=5, color=COLOURS["muted"])
    return [line.encode(x=x.x()), text.encode(x=x.x(), y=y.y(), text="says:N")]


def _earlier(split: Split, x: Line, y: Line) -> "list[alt.Chart]":
    place = {row.segment: i for i, row in enumerate(split.rows)}
    rows = [
        {"x": row.rate, "y": place[row.segment]}
        for row in split.earlier
        if row.rate is not None and row.rate <= x.top
    ]
    tick = base(rows).mark_tick(
        color=COLOURS["muted"], opacity=0.35, orient="vertical", size=10, thickness=1, clip=True
    )
    return [tick.encode(x=x.x(), y=y.y())]


def _dots(rows: Sequence[AttritionRow], x: Line, y: Line, small_cell: int) -> "list[alt.Chart]":
    layers = []
    for small in (True, False):
        colour = COLOURS["small" if small else "loss"]
        chart = base(
            {"x": row.rate, "low": row.low, "high": min(row.high or 0.0, x.top), "y": i}
            for i, row in enumerate(rows)
            if row.rate is not None and ((row.at_start or 0) < small_cell) == small
        )
        rule = chart.mark_rule(color=colour, strokeWidth=2.5, opacity=0.45, clip=True)
        dot = chart.mark_point(shape="circle", size=62, fill=colour, stroke=colour, opacity=1)
        layers += [rule.encode(x=x.x("low"), x2="high:Q", y=y.y()), dot.encode(x=x.x(), y=y.y())]
    return layers


def _numbers(
    rows: Sequence[AttritionRow], words: Words, x: Line, y: Line, *, short: bool
) -> "alt.Chart":
    """Write the rate, and where there is room the counts, at the right end."""
    shown = []
    for i, row in enumerate(rows):
        rate, number = words.formats.percent(row.rate), words.formats.number
        counts = f"  ({number(row.lost)} / {number(row.at_start)})"
        shown.append({"x": x.last, "y": i, "says": rate if short else rate + counts})
    text = base(shown).mark_text(align="right", fontSize=12)
    drawn: alt.Chart = text.encode(x=x.x(), y=y.y(), text="says:N")
    return drawn
