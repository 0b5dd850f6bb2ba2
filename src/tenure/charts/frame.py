"""Axes whose ticks and labels are decided here, so that none is dropped or shifted.

Periods lie on a plain number line (0, 1, 2, …): no time zone of the machine can move a
label to the day before, and every label is written by `Formats`.
"""

import json
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
_FIXED = {"minExtent": 44, "maxExtent": 44}


def base(rows: Iterable[Row]) -> "alt.Chart":
    """Start a chart from plain rows."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def layered(*layers: "alt.Chart") -> "alt.LayerChart":
    """Lay charts over one another."""
    import altair as alt

    return alt.LayerChart(layer=list(layers))


def labelled_axis(values: Sequence[float], labels: Sequence[object], **options: Any) -> "alt.Axis":
    """Build an axis with these labels at these values; a label may be a list of lines."""
    import altair as alt

    known, shown = json.dumps(list(values)), json.dumps(list(labels), ensure_ascii=False)
    expression = f"{shown}[indexof({known}, datum.value)]"
    return alt.Axis(values=list(values), labelExpr=expression, **options)


def time_axis(starts: Sequence[date], kind: str, formats: Formats, slots: int) -> "alt.X":
    """Lay periods along x, with the year under its first label."""
    import altair as alt

    at = _ticks(starts, kind, slots)
    labels, year = [], None
    for index in at:
        day = starts[index]
        tick = formats.tick(day, kind)
        new = day.year != year and kind != "year"
        labels.append([tick, f"{day.year}년" if formats.korean else str(day.year)] if new else tick)
        year = day.year
    axis = labelled_axis(at, labels, ticks=False, labelLineHeight=15)
    return alt.X("x:Q").axis(axis).scale(domain=span(len(starts)), nice=False, zero=False)


def slots(width: int) -> int:
    """Return how many labels fit under an axis of this width."""
    return 6 if width < COMPACT_BELOW else 14


def span(periods: int) -> list[float]:
    """Return the ends of the number line that holds so many periods."""
    return [-0.6, periods - 0.4]


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


@dataclass(frozen=True)
class ValueAxis:
    """Values along y between the first tick and the last, with light grid lines."""

    ticks: Sequence[float]
    labels: Sequence[str]

    @property
    def top(self) -> float:
        """The highest value that fits."""
        return self.ticks[-1]

    def on(self, field: str = "y") -> "alt.Y":
        """Encode a field on this axis."""
        import altair as alt

        axis = labelled_axis(self.ticks, self.labels, grid=True, ticks=False, **_FIXED)
        domain = [self.ticks[0], self.ticks[-1]]
        return alt.Y(f"{field}:Q").axis(axis).scale(domain=domain, nice=False, zero=False)


def percent_axis(highest: float, formats: Formats, count: int = 4) -> ValueAxis:
    """Lay shares from 0 to at least `highest`."""
    ticks = nice_ticks(min(highest, 1.0), count)
    whole = all(abs(tick * 100 - round(tick * 100)) < 1e-9 for tick in ticks)
    return ValueAxis(ticks, [formats.percent(tick, 0 if whole else None) for tick in ticks])


def count_axis(highest: float, formats: Formats, count: int = 4) -> ValueAxis:
    """Lay counts from 0 to at least `highest`."""
    ticks = [tick for tick in nice_ticks(highest, count) if tick == int(tick)]
    return ValueAxis(ticks, [formats.compact(tick) for tick in ticks])


def mirrored_axis(highest: float, formats: Formats) -> ValueAxis:
    """Lay counts to both sides of 0, both written without a sign."""
    top = count_axis(highest, formats, 2).top
    return ValueAxis([-top, 0, top], [formats.compact(abs(tick)) for tick in (top, 0, top)])
