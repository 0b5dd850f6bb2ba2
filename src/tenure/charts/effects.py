"""Charts of what plays changed: the effect at every look, and what each brought."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tenure.charts.formats import MINUS, nice_ticks
from tenure.charts.frame import FIXED, Line, Row, base, layered
from tenure.charts.result import Result
from tenure.charts.shares import told
from tenure.charts.theme import COLOURS, COMPACT_BELOW, WIDE, styled
from tenure.charts.words import Words

if TYPE_CHECKING:
    import altair as alt

_LETTER = 7.5


def effect_looks(
    result: Result, *, language: str = "en", width: int = WIDE, height: int = 240
) -> "alt.LayerChart":
    """Draw the difference of attrition as it stood at each look, with its always-valid interval.

    Grain in: a look (day, always, always_low, always_high), one treatment's. Below the line at
    0 the treated leave less.
    """
    import altair as alt

    words = Words(language)
    looks = told(result, "always")
    rows: list[Row] = [
        {
            "x": _day(one["day"]).toordinal(),
            "y": one["always"],
            "low": one["always_low"],
            "high": one["always_high"],
        }
        for one in looks
    ]
    y = _points([row["low"] for row in rows], [row["high"] for row in rows])
    x = _dates([_day(one["day"]) for one in looks], words, width)
    chart, colour = base(rows), COLOURS["keep"]
    zero = base([{"y": 0.0}]).mark_rule(color=COLOURS["muted"], strokeDash=[4, 4])
    dots = chart.mark_point(shape="circle", size=30, fill=colour, stroke=colour, opacity=1)
    layers = [
        chart.mark_area(color=colour, opacity=0.15).encode(x=x.x(), y=y.y("low"), y2="high:Q"),
        zero.encode(y=y.y()),
        chart.mark_line(color=colour, strokeWidth=2).encode(x=x.x(), y=y.y()),
        dots.encode(x=x.x(), y=y.y()),
    ]
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    title = words("chart.effect_short" if width < COMPACT_BELOW else "chart.effect")
    drawn = layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    return styled(drawn)


def brought(result: Result, *, language: str = "en", width: int = WIDE) -> "alt.LayerChart":
    """Draw how many customers each play kept, with the interval.

    Grain in: a play (experiment, kept, kept_low, kept_high), or all of them together. Green
    where it is beyond doubt that some were kept, red where some were driven away.
    """
    import altair as alt

    words, short = Words(language), width < COMPACT_BELOW
    rows = _bars(result, words, short)
    x = _counts([row["low"] for row in rows], [row["high"] for row in rows])
    names = [row["name"] for row in rows]
    room = max((_wide(one) for one in names), default=0)
    look = {"labelColor": COLOURS["ink"], "labelFontSize": 12}
    look |= {"minExtent": room, "maxExtent": room}
    y = Line(range(len(rows)), names, max(1, len(rows)) - 0.5, -0.5, look)
    zero = base([{"x": 0.0}]).mark_rule(color=COLOURS["muted"])
    layers = [zero.encode(x=x.x())]
    for colour in ("gain", "loss", "small"):
        own = base([row for row in rows if row["colour"] == colour])
        rule = own.mark_rule(color=COLOURS[colour], strokeWidth=3)
        dot = own.mark_point(
            shape="circle", size=70, fill=COLOURS[colour], stroke=COLOURS[colour], opacity=1
        )
        layers.append(rule.encode(x=x.x("low"), x2="high:Q", y=y.y("at")))
        layers.append(dot.encode(x=x.x("value"), y=y.y("at")))
    fit = alt.AutoSizeParams(type="fit", contains="padding")
    height = 56 + 34 * max(1, len(rows))
    title = words("chart.kept_short" if short else "chart.kept")
    drawn = layered(*layers).properties(width=width, height=height, autosize=fit, title=title)
    return styled(drawn)


def _bars(result: Result, words: Words, short: bool) -> list[dict[str, Any]]:
    called = getattr(result, "names", {})
    found = []
    for at, one in enumerate(told(result, "kept")):
        which = one["experiment"]
        name = (
            called.get(which, {}).get(words.language, which) if which else words("chart.kept_all")
        )
        sure = "gain" if one["kept_low"] > 0 else "loss" if one["kept_high"] < 0 else "small"
        told_as = {"at": at, "name": _cut(name, 17 if short else 34), "colour": sure}
        ends = {"value": one["kept"], "low": one["kept_low"], "high": one["kept_high"]}
        found.append({**told_as, **ends})
    return found


def _cut(name: str, most: int) -> str:
    """Return a name that fits before an axis; a Korean letter is as wide as two."""
    text = ""
    for letter in name:
        if _units(text) + (2 if ord(letter) > 0x10FF else 1) > most:
            return text.rstrip() + "…"
        text += letter
    return text


def _wide(name: object) -> float:
    return 8 + _units(str(name)) * _LETTER * 0.95


def _units(text: str) -> int:
    return sum(2 if ord(letter) > 0x10FF else 1 for letter in text)


def _day(value: object) -> date:
    """Return a day, also of one that was read back from JSON."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _points(lows: Sequence[float], highs: Sequence[float]) -> Line:
    """Lay differences of shares around 0, in percentage points with their sign."""
    ticks = _around(min([0.0, *lows]), max([0.0, *highs]))
    labels = [_signed(100 * one) for one in ticks]
    return Line(ticks, labels, ticks[0], ticks[-1], {"grid": True} | FIXED)


def _counts(lows: Sequence[float], highs: Sequence[float]) -> Line:
    ticks = _around(min([0.0, *lows]), max([0.0, *highs]))
    return Line(ticks, [_signed(one) for one in ticks], ticks[0], ticks[-1], {"grid": True})


def _around(low: float, high: float) -> list[float]:
    """Return round values from at most `low` to at least `high`, with 0 among them."""
    steps = nice_ticks(max(-low, high) or 1.0, 3)
    step = steps[1]
    below, above = math.ceil(-low / step - 1e-9), math.ceil(high / step - 1e-9)
    return [round(step * at, 12) for at in range(-below, max(above, 1 - below) + 1)]


def _signed(value: float) -> str:
    return "0" if not value else f"{value:+,.4g}".replace("-", MINUS)


def _dates(days: Sequence[date], words: Words, width: int) -> Line:
    """Lay days on a line, the first and the last labelled and as many between as fit."""
    most = 3 if width < COMPACT_BELOW else 6
    step = max(1, math.ceil((len(days) - 1) / (most - 1))) if len(days) > 1 else 1
    shown = sorted({len(days) - 1 - at for at in range(0, len(days), step)})
    marks = [days[at] for at in shown]
    pad = max(2.0, (days[-1] - days[0]).days * 0.04)
    first, last = days[0].toordinal() - pad, days[-1].toordinal() + pad
    labels = [_told(one, words) for one in marks]
    return Line([one.toordinal() for one in marks], labels, first, last, {})


def _told(day: date, words: Words) -> str:
    return f"{day.year}. {day.month}. {day.day}." if words.formats.korean else day.isoformat()
