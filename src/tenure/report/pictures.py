"""Which results of the chapter on what is to come are drawn, and what is said of the pictures."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tenure import charts
from tenure.charts.result import Result
from tenure.charts.words import Words
from tenure.report.figures import Figure, figure

if TYPE_CHECKING:
    import altair as alt

Draw = Callable[..., "alt.TopLevelMixin"]

_DRAWN: Mapping[str, tuple[Draw, str, str, str]] = {
    "risk": (charts.risk_bands, "figure.bands", "figure.bands_label", "expected_lost"),
    "calibration": (
        charts.calibration,
        "figure.calibration",
        "figure.calibration_label",
        "observed",
    ),
    "gains": (charts.gains, "figure.gains", "figure.gains_label", "captured"),
    "profit": (charts.profit_curve, "figure.profit", "figure.profit_label", "profit"),
    "proof-looks": (charts.effect_looks, "figure.looks", "figure.looks_label", "always"),
    "proof-quarters": (charts.brought, "figure.brought", "figure.brought_label", "kept"),
}
"""Of a metric: its chart, the words beneath and for screen readers, the column that is drawn."""
FOLDED = ("gains", "profit", "change-series", "proof-looks")
"""Metrics whose picture says it: their table is folded away."""
_FEWEST = 2
_SERIES = "change-series"


def pictures(result: Result, words: Words, key: str) -> list[Figure]:
    """Return the picture of a result, where it has one and holds enough to draw."""
    if result.metric == _SERIES:
        return _before_after(result, words, key)
    drawn = drawing(result, words.language)
    if drawn is None:
        return []
    _, caption, label, _ = _DRAWN[result.metric]
    return [figure(drawn, key=key, label=words(label), caption=[words(caption)])]


def drawing(result: Result, language: str) -> "Callable[[int], alt.TopLevelMixin] | None":
    """Return what draws a result of this chapter at a width, where it holds enough to draw."""
    if result.metric not in _DRAWN:
        return None
    draw, _, _, column = _DRAWN[result.metric]
    if column not in result.table.column_names:
        return None
    if len(result.table) - result.table[column].null_count < _FEWEST:
        return None
    return lambda width: draw(result, language=language, width=width)


def _before_after(result: Result, words: Words, key: str) -> list[Figure]:
    """Draw attrition before and after a change; say in words what the picture shows."""
    rows = result.table.to_pylist()
    inside = [row for row in rows if row["phase"] == "window" and row["days"]]
    if len(rows) < _FEWEST or not inside:
        return []
    name = str(result.options["name"])
    days = sum(row["days"] for row in inside)
    after, expected = (
        words.formats.percent(sum((row[one] or 0.0) * row["days"] for row in inside) / days)
        for one in ("attrition", "expected")
    )

    def drawn(width: int) -> Any:
        return charts.before_after(result, language=words.language, width=width)

    label = words("figure.change_label", name=name, after=after, expected=expected)
    width = (rows[0]["ends"] - rows[0]["starts"]).days
    return [figure(drawn, key=key, label=label, caption=[words("figure.change", days=width)])]
