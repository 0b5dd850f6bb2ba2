"""Which results belong into which chapter of the report."""

from typing import Literal

Chapter = Literal["explain", "predict", "more"]

PREDICTIONS = (
    "risk",
    "money-at-risk",
    "highest-risk",
    "when",
    "crossed",
    "backtest",
    "calibration",
    "gains",
    "not-said",
    "most-valuable",
    "growth-potential",
    "recommended",
    "drift",
    "past-profiles",
    "health-lead-time",
    "trials",
    "policies",
    "profit",
    "empc",
    "contact",
)
"""Results that say what is to come."""
EXPLANATIONS = (
    "why",
    "reasons",
    "reasons-heard",
    "reasons-agreement",
    "reasons-by-period",
    "themes",
    "themes-growth",
    "sentiment",
    "sentiment-worth",
    "risk-words",
    "alerts",
    "score-behaviour",
    "score-adds",
    "drivers",
    "driver-areas",
    "changes",
    "change-series",
    "competitor-prices",
    "competitor-price-gap",
    "competitor-features",
    "competitor-mentions",
    "competitor-whom",
    "competitor-moves",
)
"""Results that say why customers leave, in the order of the chapter."""

OF_PAGES = (
    "proof-trials",
    "proof-horizons",
    "proof-looks",
    "proof-quarters",
    "proof-segments",
    "proof-doses",
    "proof-unheld",
    "proof-alike",
    "proof-unproved",
)
"""Results that pages of the workspace are made of; a report tells the same in others."""


def chapter_of(metric: str) -> Chapter:
    """Return the chapter of a result that is neither attrition nor retention."""
    if metric in EXPLANATIONS:
        return "explain"
    return "predict" if metric in PREDICTIONS else "more"
