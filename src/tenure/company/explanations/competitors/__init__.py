"""Competitors of a company: prices, gaps, features, whom leavers name, what followed their cuts."""

from typing import TYPE_CHECKING, Any

from tenure.company.explanations.changes.counted import Counted
from tenure.company.explanations.competitors.gap import Gap
from tenure.company.explanations.competitors.mentioned import Mentioned
from tenure.company.explanations.competitors.moves import WINDOW, moves
from tenure.company.explanations.competitors.seen import Seen
from tenure.company.explanations.competitors.views import (
    BY_SIGHTINGS,
    BY_TEXTS,
    FEATURES,
    GAPS,
    MENTIONS,
    MOVES,
    PRICES,
    WHOM,
)
from tenure.company.predictions.outlook import Outlook
from tenure.measure.result import Result

if TYPE_CHECKING:
    from tenure.explain.competitors.prices import Price

__all__ = ["competitors", "followed"]

DAYS = 365


def competitors(outlook: Outlook, *, days: int = DAYS) -> list[Result]:
    """Return prices, gaps, features, whom leavers of the last days name, and price cuts.

    Raises MetricError without the table competitors. Without texts nobody names anyone; of a
    snapshot, which has no dates, only prices are told.
    """
    from tenure.explain.competitors.prices import prices

    seen, counted = Seen(outlook), Counted(outlook)
    asked = prices(seen.sightings)
    settings = seen.settings
    told = _price_rows(outlook, seen, asked)
    found = [PRICES.result(outlook, told, BY_SIGHTINGS, stale=settings.stale)]
    if outlook.snapshot:
        return found
    gap = Gap(outlook, seen)
    found.append(GAPS.result(outlook, gap.price_rows(asked), BY_SIGHTINGS))
    if seen.features:
        found.append(FEATURES.result(outlook, gap.feature_rows(), BY_SIGHTINGS, own=seen.own))
    mentioned = _mentioned(outlook, seen, counted)
    if mentioned is not None:
        named = mentioned.by_outcome(days)
        found.append(WHOM.result(outlook, named, BY_TEXTS, days=days, last=counted.last))
        found.append(MENTIONS.result(outlook, mentioned.by_month(), BY_TEXTS))
    rows = _followed(outlook, seen, counted, mentioned)
    found.append(MOVES.result(outlook, rows, BY_TEXTS, cut=f"{settings.cut:.0%}", window=WINDOW))
    return found


def followed(outlook: Outlook) -> list[dict[str, Any]]:
    """Return what followed each price cut of a competitor, without the other tables.

    Grain: see `moves`. Raises MetricError without the table competitors.
    """
    seen, counted = Seen(outlook), Counted(outlook)
    return _followed(outlook, seen, counted, _mentioned(outlook, seen, counted))


def _followed(
    outlook: Outlook, seen: Seen, counted: Counted, mentioned: Mentioned | None
) -> list[dict[str, Any]]:
    from tenure.explain.competitors.prices import cuts

    return moves(outlook, cuts(seen.sightings, seen.settings.cut), mentioned, counted)


def _mentioned(outlook: Outlook, seen: Seen, counted: Counted) -> Mentioned | None:
    """Return who names whom; None where there are no texts."""
    tables = outlook.rule.data.tables
    told = any("text" in tables[one].columns for one in ("feedback", "tickets") if one in tables)
    return Mentioned(outlook, seen, counted) if told and seen.rivals else None


def _price_rows(outlook: Outlook, seen: Seen, asked: "list[Price]") -> list[dict[str, Any]]:
    last = outlook.observed.last
    return [
        {
            "competitor": one.competitor,
            "product": one.product,
            "price": one.price,
            "currency": one.currency,
            "seen_at": one.seen,
            "age": (last - one.seen).days,
            "stale": (last - one.seen).days > seen.settings.stale,
            "before": one.before,
            "change": one.change,
            "changed_at": one.changed,
            "unchanged_until": one.until,
        }
        for one in asked
    ]
