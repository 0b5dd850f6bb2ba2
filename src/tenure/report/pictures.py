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
}
"""Of a metric: its chart, the words beneath and for screen readers, the column that is drawn."""
FOLDED = ("gains", "profit")
"""Metrics whose picture says it: their table is folded away."""
_FEWEST = 2


def pictures(result: Result, words: Words, key: str) -> list[Figure]:
    """Return the picture of a result, where it has one and holds enough to draw."""
    if result.metric not in _DRAWN:
        return []
    draw, caption, label, column = _DRAWN[result.metric]
    if column not in result.table.column_names:
        return []
    if len(result.table) - result.table[column].null_count < _FEWEST:
        return []

    def drawn(width: int) -> Any:
        return draw(result, language=words.language, width=width)

    return [figure(drawn, key=key, label=words(label), caption=[words(caption)])]
