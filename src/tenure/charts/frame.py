"""Axes whose ticks and labels are decided here, so that none is dropped or shifted.

Periods lie on a plain number line (0, 1, 2, …): no time zone of the machine can move a
label to the day before, and every label is written by `Formats`.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from tenure.charts.formats import Formats, nice_ticks
from tenure.charts.theme import COMPACT_BELOW

if TYPE_CHECKING:
    import altair as alt

Row = Mapping[str, Any]
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
FIXED = {"minExtent": 48, "maxExtent": 48}
"""The room of the labels of an axis along y: so the charts of a page begin at one line."""


def base(rows: Iterable[Row]) -> "alt.Chart":
    """Start a chart from plain rows."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def layered(*layers: "alt.Chart") -> "alt.LayerChart":
    """Lay charts over one another."""
    import altair as alt

    return alt.LayerChart(layer=list(layers))


@dataclass(frozen=True)
class Line:
    """A number line along x or y: labels at ticks, between two ends.

    Every layer of a chart must encode with it: one that does not brings the drawing
    library's own axis, which drops labels. A label may be a list of lines.
    """

    ticks: Sequence[float]
    labels: Sequence[object]
    first: float
    last: float
    look: Mapping[str, Any]

    @property
    def top(self) -> float:
        """The highest tick."""
        return self.ticks[-1]

    def x(self, field: str = "x") -> "alt.X":
        """Encode a field along x."""
        import altair as alt

        return alt.X(f"{field}:Q").axis(self._axis()).scale(**self._scale())

    def y(self, field: str = "y") -> "alt.Y":
        """Encode a field along y."""
        import altair as alt

        return alt.Y(f"{field}:Q").axis(self._axis()).scale(**self._scale())

    def _scale(self) -> dict[str, Any]:
        return {"domain": [self.first, self.last], "nice": False, "zero": False}

    def _axis(self) -> "alt.Axis":
        import altair as alt

        known = json.dumps(list(self.ticks))
        shown = json.dumps(list(self.labels), ensure_ascii=False)
        return alt.Axis(
            values=list(self.ticks),
            labelExpr=f"{shown}[indexof({known}, datum.value)]",
            labelOverlap=False,
            labelFlush=False,
            ticks=False,
            **self.look,
        )


def time_axis(starts: Sequence[date], kind: str, formats: Formats, slots: int) -> Line:
    """Lay periods side by side, with the year under its first label."""
    at = _ticks(starts, kind, slots)
    labels, year = [], None
    for index in at:
        day = starts[index]
        tick = formats.tick(day, kind)
        new = day.year != year and kind != "year"
        labels.append([tick, f"{day.year}년" if formats.korean else str(day.year)] if new else tick)
        year = day.year
    first, last = span(len(starts))
    return Line(at, labels, first, last, {"labelLineHeight": 15})


def slots(width: int) -> int:
    """Return how many labels fit under an axis of this width."""
    return 6 if width < COMPACT_BELOW else 14


def span(periods: int) -> tuple[float, float]:
    """Return the ends of the number line that holds so many periods."""
    return -0.6, periods - 0.4


def _ticks(starts: Sequence[date], kind: str, slots: int) -> list[int]:
    """Choose the periods to label: first weeks of months, months in regular steps."""
    if kind in ("week", "day"):
        first_day = 7 if kind == "week" else 1
        marks = [i for i, day in enumerate(starts) if day.day <= first_day]
    else:
        marks = list(range(len(starts)))
    if len(marks) <= slots:
        return marks or list(range(0, len(starts), max(1, len(starts) // slots)))
    if kind == "year":
        step = -(-len(marks) // slots)
        return marks[::step]
    for step in _MONTH_STEPS:
        chosen = [i for i in marks if (starts[i].year * 12 + starts[i].month - 1) % step == 0]
        if len(chosen) <= slots:
            return chosen or marks[:1]
    return marks[:: len(marks) // slots + 1]


def _values(ticks: Sequence[float], labels: Sequence[str]) -> Line:
    """Lay values between the first tick and the last, with light lines across."""
    return Line(ticks, labels, ticks[0], ticks[-1], {"grid": True} | FIXED)


def percent_axis(highest: float, formats: Formats, count: int = 4) -> Line:
    """Lay shares from 0 to at least `highest`."""
    ticks = nice_ticks(min(highest, 1.0), count)
    whole = all(abs(tick * 100 - round(tick * 100)) < 1e-9 for tick in ticks)
    return _values(ticks, [formats.percent(tick, 0 if whole else None) for tick in ticks])


def count_axis(highest: float, formats: Formats, count: int = 4) -> Line:
    """Lay counts from 0 to at least `highest`."""
    ticks = [tick for tick in nice_ticks(highest, count) if tick == int(tick)]
    return _values(ticks, [formats.compact(tick) for tick in ticks])


def mirrored_axis(above: float, below: float, formats: Formats) -> Line:
    """Lay counts to both sides of 0 on one scale, both written without a sign."""
    ticks = count_axis(max(above, below), formats, 3).ticks
    step = ticks[1]
    down = [-step * i for i in range(math.ceil(below / step), 0, -1)]
    up = [step * i for i in range(math.ceil(above / step) + 1)]
    return _values([*down, *up], [formats.compact(abs(tick)) for tick in (*down, *up)])
