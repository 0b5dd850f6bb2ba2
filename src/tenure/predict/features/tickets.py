"""Service: requests, those still open, those that waited, and how the help was rated."""

from typing import TYPE_CHECKING

from tenure.predict.features.contract import features_of
from tenure.predict.features.recipes import (
    KEYS,
    YEAR,
    Asked,
    Family,
    Recipe,
    before,
    counted,
    day_of,
    taken,
    times,
)
from tenure.predict.features.sources import Plan, Sources

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAYS = (28, 90, YEAR)
_HOUR = 3600
_feature = features_of("service", "tickets")


def _columns(asked: Asked) -> "ir.Table":
    sources = asked.sources
    rows = before(sources.table("tickets"), "opened_at", asked, days=YEAR)
    resolved = _done(rows, "resolved_at", sources)
    added = {f"tickets_{days}": times(rows, rows.age <= days) for days in _DAYS}
    if "resolved_at" in rows.columns:
        hours = (rows.resolved_at.epoch_seconds() - rows.opened_at.epoch_seconds()) / _HOUR
        added["open_tickets"] = times(rows, ~resolved)
        added["oldest_open"] = rows.age.max(where=~resolved)
        added["resolved_hours"] = hours.cast("float64").mean(where=resolved & (rows.age <= 90))
    if "first_response_at" in rows.columns:
        slow = _waited(rows, sources) > asked.plan.slow_hours
        added["slow_tickets"] = times(rows, slow & (rows.age <= 90))
    if _rated(sources):
        rated = rows.score.cast("float64")
        added["ticket_score"] = (
            rated.mean(where=resolved) if "resolved_at" in rows.columns else rated.mean()
        )
    return rows.group_by(*KEYS).agg(**added)


def _rated(sources: Sources) -> bool:
    """Say whether there are scores of which is known since when: none comes with the request."""
    dated = sources.has("tickets", "resolved_at") or sources.has("tickets", "known_at")
    return dated and sources.has("tickets", "score")


def _done(rows: "ir.Table", instant: str, sources: Sources) -> "ir.BooleanValue":
    """Say whether something had been done before the date."""
    import ibis

    if instant not in rows.columns:
        return ibis.literal(False)
    return (day_of(rows[instant], sources) < rows.day).fill_null(False)


def _waited(rows: "ir.Table", sources: Sources) -> "ir.FloatingValue":
    """Return the hours until the first answer, or until the date where there was none yet."""
    import ibis

    answered = _done(rows, "first_response_at", sources)
    opened = rows.opened_at.epoch_seconds()
    until = rows.day * 24 * _HOUR - sources.calendar.seconds_at(rows.opened_at, sources.observed)
    wait = ibis.ifelse(answered, rows.first_response_at.epoch_seconds() - opened, until)
    return wait.cast("float64") / _HOUR


def _recipes(sources: Sources, plan: Plan) -> list[Recipe]:
    if sources.tickets is None:
        return []
    found = [
        Recipe(
            _feature(f"tickets_{days}d", "times", "tickets", days=days),
            counted(f"tickets_{days}"),
        )
        for days in _DAYS
    ]
    if sources.has("tickets", "resolved_at"):
        oldest = _feature("oldest_open_ticket_days", "days", "oldest_open_ticket")
        hours = _feature("resolution_hours_90d", "hours", "resolution_hours", days=90)
        found += [
            Recipe(_feature("open_tickets", "times", "open_tickets"), counted("open_tickets")),
            Recipe(oldest, taken("oldest_open")),
            Recipe(hours, taken("resolved_hours")),
        ]
    if sources.has("tickets", "first_response_at"):
        about = f"{plan.slow_hours:g}"
        slow = _feature("slow_tickets_90d", "times", "slow_tickets", days=90, about=about)
        found.append(Recipe(slow, counted("slow_tickets")))
    if _rated(sources):
        score = _feature("ticket_score_365d", "points", "ticket_score", days=YEAR)
        found.append(Recipe(score, taken("ticket_score")))
    return found


TICKETS = Family(_recipes, _columns)
