"""What a company changed, and what attrition did before and after it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.asked import Asking, Happened, Told, listed, named
from tenure.company.explanations.changes.depth import before_of, placebos_of, series_of, ways_of
from tenure.company.explanations.changes.told import row_of
from tenure.company.explanations.changes.views import BY_SERIES, CHANGES, DATED, SEASONS
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Happened", "change", "changes", "happened", "listed"]

_DRAWN = 2
"""Changes whose series a list brings with it."""
WINDOW = 56
"""Days after a change in which its effect is looked for, unless told otherwise."""


def changes(
    outlook: Outlook, *, window: int = WINDOW, washout: int = 0, where: str | None = None,
    width: int | None = None,
) -> list[Result]:  # fmt: skip
    """List each change with what attrition did before and after it, in order of time.

    Beneath the list the series of what was found, the surest two. `where` leaves some
    customers; `width` is the days of a bin. Raises MetricError without the
    table changes.
    """
    asking = Asking(outlook, window, washout, width, where)
    every = listed(outlook)
    told = asking.all(every, every)
    rows = [row_of(one, window, asking.counted.lives.lag) for one in told]
    listing = CHANGES.result(outlook, rows, BY_SERIES, **_said(asking, told))
    return [listing, *_drawn(outlook, told)]


def change(
    outlook: Outlook, name: str, *, at: date | None = None, window: int = WINDOW,
    washout: int = 0, against: str | None = None, where: str | None = None,
    width: int | None = None,
) -> list[Result]:  # fmt: skip
    """Look at one change in depth: every way of looking, its series, other dates, the time before.

    `against` names whom to compare with: a segment, a value, or a condition. Raises MetricError
    for a name that no change has.
    """
    asking = Asking(outlook, window, washout, width, where, against)
    every = listed(outlook)
    told = asking.one(every, named(every, name, at))
    row = row_of(told, window, asking.counted.lives.lag)
    found = [ways_of(outlook, told, row), series_of(outlook, told), before_of(outlook, told)]
    found.append(placebos_of(outlook, told))
    return [one for one in found if one is not None]


def happened(
    outlook: Outlook, start: date, end: date, where: str | None = None, window: int = WINDOW
) -> list[dict[str, Any]]:
    """Return the changes whose window meets [start, end), with size and certainty, as rows.

    The columns are those of `changes`; p-values are corrected for these changes alone. Empty
    without the table changes.
    """
    if "changes" not in outlook.rule.data.tables:
        return []
    asking = Asking(outlook, window, where=where)
    every = listed(outlook)
    some = [one for one in every if start - timedelta(days=window) < one.at < end]
    if not some:
        return []
    return [row_of(one, window, asking.counted.lives.lag) for one in asking.all(every, some)]


def _drawn(outlook: Outlook, told: "Sequence[Told]") -> list[Result]:
    """Return the series of changes after which attrition moved, the surest first."""
    seen = [one for one in told if one.verdict in ("rose", "fell") and one.p is not None]
    surest = sorted(seen, key=lambda one: (one.p or 0.0, one.change.at))[:_DRAWN]
    return [one for told in surest if (one := series_of(outlook, told)) is not None]


def _said(asking: Asking, told: "Sequence[Told]") -> dict[str, object]:
    """Return what the definition leaves open."""
    lives, rule = asking.counted.lives, asking.outlook.rule
    mains = [one.study.main for one in told if one.study and one.study.main]
    width = mains[0].series.width if mains else asking.width or 7
    seasonal = any(one.harmonics for one in mains)
    said: dict[str, object] = {
        "window": asking.window,
        "width": width,
        "tried": sum(one.p is not None for one in told),
    }
    for language, dated in DATED.items():
        said[f"season_{language}"] = SEASONS[language][seasonal]
        said[f"dated_{language}"] = dated[rule.name].format(lag=lives.lag, lead=lives.lead)
    return said
