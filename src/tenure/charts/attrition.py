"""The chart of attrition over time."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from tenure.charts.changes import Change, change_layers
from tenure.charts.formats import Formats
from tenure.charts.frame import Line, Row, base, layered, percent_axis, slots, time_axis
from tenure.charts.result import AttritionRow, Result, attrition_rows, period_kind
from tenure.charts.theme import COLOURS, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

MOST_PERIODS = 60


def shown_periods(result: Result) -> list[AttritionRow]:
    """Return the periods worth drawing: the last ones, from when somebody could be lost."""
    rows = attrition_rows(result)
    first = next((i for i, row in enumerate(rows) if row.at_start), len(rows))
    return rows[first:][-MOST_PERIODS:]


def attrition(
    result: Result,
    *,
    language: str = "en",
    changes: Sequence[Change] = (),
    small_cell: int = 0,
    width: int = WIDE,
    height: int = 250,
) -> "alt.LayerChart":
    """Draw the attrition of each period with its interval, unfinished periods set apart.

    Grain in: a period. Periods with fewer than `small_cell` customers at the start, and
    those of which the data do not show everyone, are grey; their intervals do not stretch
    the axis.
    """
    import altair as alt

    words = Words(language)
    rows, kind = shown_periods(result), period_kind(result)
    points = _points(rows, small_cell)
    ceiling = max([r.rate for r in rows if r.rate is not None], default=0.0)
    sure = [r.high or 0.0 for r in rows if r.sure and (r.at_start or 0) >= small_cell]
    y = percent_axis(max([ceiling, *sure]) or 0.01, words.formats)
    x = time_axis([row.start for row in rows], kind, words.formats, slots(width))
    starts = [row.start for row in rows]
    layers = [
        *_unfinished(rows, words, x, y, width),
        *_rates(points, x, y),
        *_last_label(rows, words.formats, x, y),
        *(change_layers(changes, starts, rows[-1].end, x, y, width) if rows else []),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.attrition", period=words(f"period.{kind}"))
    chart = layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    return styled(chart)


def _points(rows: Sequence[AttritionRow], small_cell: int) -> list[Row]:
    """Number the periods and the unbroken runs of complete ones: a line never crosses a gap."""
    points: list[Row] = []
    run = 0
    for x, row in enumerate(rows):
        if row.rate is None or not row.complete:
            run += 1
        if row.rate is None:
            continue
        weak = (row.at_start or 0) < small_cell or not row.sure
        state = "open" if not row.complete else "small" if weak else "sure"
        points.append(
            {"x": x, "y": row.rate, "low": row.low, "high": row.high, "run": run, "state": state}
        )
        run += not row.complete
    return points


def _rates(points: Sequence[Row], x: Line, y: Line) -> "list[alt.Chart]":
    complete = [point for point in points if point["state"] != "open"]
    lengths = Counter(point["run"] for point in complete)
    alone = base(point for point in complete if lengths[point["run"]] == 1)
    run, loss = base(complete), COLOURS["loss"]
    layers = [
        run.mark_area(color=loss, opacity=0.15, clip=True).encode(
            x=x.x(), y=y.y("low"), y2="high:Q", detail="run:N"
        ),
        alone.mark_rule(color=loss, opacity=0.4, strokeWidth=2, clip=True).encode(
            x=x.x(), y=y.y("low"), y2="high:Q"
        ),
        run.mark_line(color=loss, strokeWidth=2).encode(x=x.x(), y=y.y(), detail="run:N"),
    ]
    size = 30 if len(points) <= 40 else 12
    for state, colour in (("small", COLOURS["small"]), ("sure", loss), ("open", loss)):
        fill = COLOURS["paper"] if state == "open" else colour
        dot = base(point for point in points if point["state"] == state).mark_point(
            shape="circle", size=size, fill=fill, stroke=colour, opacity=1
        )
        layers.append(dot.encode(x=x.x(), y=y.y()))
    return layers


def _unfinished(
    rows: Sequence[AttritionRow], words: Words, x: Line, y: Line, width: int
) -> "list[alt.Chart]":
    """Shade the periods that are not over, and say so."""
    spans = [
        {"x": i - 0.5, "x2": i + 0.5, "y": y.top, "says": words("chart.unfinished")}
        for i, row in enumerate(rows)
        if not row.complete
    ]
    if not spans:
        return []
    shade = base(spans).mark_rect(color=COLOURS["shade"]).encode(x=x.x(), x2="x2:Q")
    label = base([span for span in spans if span["x2"] == len(rows) - 0.5])
    align: Literal["right", "center"] = "right" if width / len(rows) < 60 else "center"
    text = label.transform_calculate(at="datum.x2 - 0.5" if align == "center" else "datum.x2")
    mark = text.mark_text(align=align, dy=10, fontSize=11, color=COLOURS["muted"])
    return [shade, mark.encode(x=x.x("at"), y=y.y(), text="says:N")]


def _last_label(
    rows: Sequence[AttritionRow], formats: Formats, x: Line, y: Line
) -> "list[alt.Chart]":
    """Write the last complete rate beside its point."""
    for index in range(len(rows) - 1, -1, -1):
        row = rows[index]
        if row.complete and row.rate is not None:
            over = min(row.high or row.rate, y.top)
            label = base([{"x": index, "y": over, "says": formats.percent(row.rate)}])
            mark = label.mark_text(dy=-9, fontSize=13, fontWeight=600, color=COLOURS["loss"])
            return [mark.encode(x=x.x(), y=y.y(), text="says:N")]
    return []
