"""The chart of what the total number of customers hides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenure.charts.attrition import shown_periods
from tenure.charts.frame import (
    Line,
    base,
    count_axis,
    layered,
    mirrored_axis,
    slots,
    span,
    time_axis,
)
from tenure.charts.result import AttritionRow, Result, period_kind
from tenure.charts.theme import COLOURS, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_PANEL = 130
_BESIDE = 60


def totals(result: Result, *, language: str = "en", width: int = WIDE) -> "alt.VConcatChart":
    """Draw the total number of customers over those gained and lost in each period.

    Grain in: a period. Periods that are not over are pale.
    """
    import altair as alt

    words = Words(language)
    rows, kind = shown_periods(result), period_kind(result)
    x = time_axis([row.start for row in rows], kind, words.formats, slots(width))
    inner = width - _BESIDE
    upper = _total_panel(rows, words).properties(
        width=inner,
        height=_PANEL,
        title=words("chart.customers", period=words(f"period.{kind}")),
    )
    lower = _flow_panel(rows, words, x, inner).properties(
        width=inner, height=_PANEL, title=words("chart.flows")
    )
    return styled(alt.vconcat(upper, lower, spacing=24))


def _total_panel(rows: Sequence[AttritionRow], words: Words) -> "alt.LayerChart":
    import altair as alt

    points = [
        {"x": i, "y": row.at_end, "complete": row.complete}
        for i, row in enumerate(rows)
        if row.at_end is not None
    ]
    first, last = span(len(rows))
    x = alt.X("x:Q").axis(None).scale(domain=[first, last], nice=False, zero=False)
    y = count_axis(max((row.at_end or 0 for row in rows), default=1), words.formats, 3)
    complete = base(point for point in points if point["complete"])
    unfinished = base(points[-2:] if points and not points[-1]["complete"] else [])
    total = COLOURS["total"]
    return layered(
        complete.mark_area(color=total, opacity=0.1).encode(x=x, y=y.y()),
        complete.mark_line(color=total, strokeWidth=2).encode(x=x, y=y.y()),
        unfinished.mark_line(color=total, strokeWidth=1.5, strokeDash=[3, 3]).encode(x=x, y=y.y()),
    )


def _flow_panel(
    rows: Sequence[AttritionRow], words: Words, x: Line, inner: int
) -> "alt.LayerChart":
    import altair as alt

    flows = {
        "gain": [(row.joined or 0) + (row.won_back or 0) for row in rows],
        "loss": [-(row.lost or 0) for row in rows],
    }
    above, below = max(flows["gain"], default=0), -min(flows["loss"], default=0)
    y = mirrored_axis(above or 1, below, words.formats)
    thick = max(2.0, min(22.0, inner / max(1, len(rows)) * 0.62))
    strength = alt.Opacity("strength:Q").scale(None).legend(None)
    layers = [
        base(
            {"x": i, "y": value, "strength": 1.0 if rows[i].complete else 0.4}
            for i, value in enumerate(values)
        )
        .mark_bar(color=COLOURS[flow], size=thick)
        .encode(x=x.x(), y=y.y(), opacity=strength)
        for flow, values in flows.items()
    ]
    zero = base([{"y": 0}]).mark_rule(color=COLOURS["muted"], strokeWidth=1)
    return layered(*layers, zero.encode(y=y.y()))
