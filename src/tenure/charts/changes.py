"""Changes (releases, prices, positioning) marked on a time line."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from tenure.charts.frame import Line, base
from tenure.charts.theme import COLOURS

if TYPE_CHECKING:
    import altair as alt

MOST = 12


class Change(NamedTuple):
    """Something the company changed on a day."""

    at: date
    kind: str
    name: str


def numbered(changes: Iterable[Change]) -> list[tuple[int, Change]]:
    """Number the changes in order of time; of very many, the last that a chart can hold."""
    return list(enumerate(sorted(set(changes))[-MOST:], 1))


def within(changes: Iterable[Change], start: date, end: date) -> list[tuple[int, Change]]:
    """Return those numbered changes that lie in [start, end)."""
    return [(number, one) for number, one in numbered(changes) if start <= one.at < end]


def change_layers(
    changes: Sequence[Change], starts: Sequence[date], end: date, x: Line, y: Line, width: int
) -> "list[alt.Chart]":
    """Draw each change as a numbered line at its day; close numbers take turns in height."""
    shown = within(changes, starts[0], end)
    if not shown:
        return []
    rows, previous = [], -9.0
    for number, change in shown:
        place = _position(change.at, starts, end)
        close = (place - previous) * width / len(starts) < 18
        rows.append({"x": place, "y": y.top, "n": str(number), "low": close})
        previous = -9.0 if close else place
    chart = base(rows)
    line = chart.mark_rule(color=COLOURS["muted"], strokeDash=[2, 3], strokeWidth=1)
    layers = [line.encode(x=x.x())]
    for low in (False, True):
        text = chart.transform_filter(f"datum.low === {str(low).lower()}")
        text = text.mark_text(dy=2 if low else -9, color=COLOURS["muted"], fontSize=11)
        layers.append(text.encode(x=x.x(), y=y.y(), text="n:N"))
    return layers


def _position(day: date, starts: Sequence[date], end: date) -> float:
    """Return where a day lies on the number line: a period spans half a unit to each side."""
    index = bisect_right(starts, day) - 1
    until = starts[index + 1] if index + 1 < len(starts) else end
    return index - 0.5 + (day - starts[index]).days / max(1, (until - starts[index]).days)
