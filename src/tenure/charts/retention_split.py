"""The chart of retention split by an attribute: a small panel a segment."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.charts.curves import curve_layers, drawable, first_period, since_axis
from tenure.charts.frame import Line, base, layered, percent_axis
from tenure.charts.pooled import Pooled, pool
from tenure.charts.result import Result, RetentionRow, period_kind, retention_rows
from tenure.charts.split import clipped
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

MOST_PANELS = 6


def retention_split(
    result: Result, *, language: str = "en", small_cell: int = 0, width: int = WIDE
) -> "alt.ConcatChart":
    """Draw one small panel a segment: its pooled curve over that of all segments.

    Grain in: a cohort times a period times a segment. The largest segments come first,
    at most `MOST_PANELS`; all share one scale. Points of fewer than `small_cell`
    customers are not drawn.
    """
    import altair as alt

    words, narrow = Words(language), width < COMPACT_BELOW
    segments = largest_segments(retention_rows(result))
    whole = pool(row for rows in segments.values() for row in rows)
    first = first_period(whole)
    everyone = drawable(whole, first, small_cell)
    curves = {
        name: drawable(pool(segments[name]), first, small_cell)
        for name in list(segments)[:MOST_PANELS]
    }
    highest = max((p.rate or 0.0 for c in (everyone, *curves.values()) for p in c), default=0.0)
    y = percent_axis(highest or 0.01, words.formats, 3)
    x = since_axis(everyone, words, period_kind(result), most=4 if narrow else 7, titled=False)
    columns = 2 if narrow else 3
    panels = [
        layered(_everyone(everyone, x, y), *curve_layers(curve, x, y, dots=False)).properties(
            width=width // columns - 66,
            height=120,
            title=_title(clipped(name or words("chart.unknown"), 16 if narrow else 34)),
        )
        for name, curve in curves.items()
    ]
    return styled(alt.concat(*panels, columns=columns, spacing=18))


def largest_segments(rows: Sequence[RetentionRow]) -> dict[str | None, list[RetentionRow]]:
    """Group rows by segment, the segment with most customers first."""
    groups: dict[str | None, list[RetentionRow]] = defaultdict(list)
    for row in rows:
        groups[row.segment].append(row)

    def size(name: str | None) -> int:
        return sum({row.cohort: row.size for row in groups[name]}.values())

    return {name: groups[name] for name in sorted(groups, key=lambda n: (-size(n), n or ""))}


def _title(name: str) -> "alt.TitleParams":
    import altair as alt

    return alt.TitleParams(name, color=COLOURS["ink"], fontWeight=600)


def _everyone(pooled: Sequence[Pooled], x: Line, y: Line) -> "alt.Chart":
    line = base({"x": p.period, "y": p.rate} for p in pooled)
    mark = line.mark_line(color=COLOURS["faint"], strokeWidth=1.5)
    drawn: alt.Chart = mark.encode(x=x.x(), y=y.y())
    return drawn
