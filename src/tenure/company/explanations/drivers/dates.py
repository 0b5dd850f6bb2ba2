"""At which dates drivers are looked at: so that who had gone silent already has left already."""

from tenure.company.predictions.outlook import Outlook
from tenure.predict.grid import Point, grid

_SILENT = ("inactive", "purchase")
"""Rules that see only after a silence that somebody has left."""
_HISTORY = 28


def silence(outlook: Outlook) -> int:
    """Return the days of silence after which the rule sees that somebody has left; 0 without."""
    rule = outlook.rule
    quiet = rule.name in _SILENT and not outlook.snapshot
    return rule.lookback(outlook.observed) if quiet else 0


def points_of(outlook: Outlook) -> tuple[Point, ...]:
    """Return the dates, with windows that begin once the rule's silence is over.

    Who is silent at a date has often left by then, and everything else about them is low for
    that reason: those are seen to leave within the gap, and are left out. Where no date has
    a window so late, the dates are those of predictions.
    """
    quiet = silence(outlook)
    if quiet <= outlook.gap or outlook.snapshot:
        return outlook.grid.points
    found = grid(
        outlook.observed,
        calendar=outlook.rule.data.calendar,
        every=outlook.settings.every,
        gap=quiet,
        horizon=outlook.horizon,
        history=max(_HISTORY, quiet),
        most=outlook.settings.dates,
    )
    return found.points or outlook.grid.points
