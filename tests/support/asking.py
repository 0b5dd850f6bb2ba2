"""Ask for a metric with days written as texts; without more, by month in UTC."""

from datetime import date
from typing import Any

from tenure.measure import attrition, retention
from tenure.measure.states import activity_spells
from tenure.periods import Calendar, Observation


def observed(days: str) -> Observation:
    """Return the days of 'first … last', both inclusive."""
    first, last = days.split(" … ")
    return Observation(date.fromisoformat(first), date.fromisoformat(last))


def attrition_of(
    spells: Any, days: str, *, zone: str = "UTC", week_starts: str = "monday", **options: Any
) -> Any:
    """Ask for attrition of spells."""
    calendar = Calendar(zone, week_starts)
    return attrition(spells, calendar=calendar, observed=observed(days), **options)


def inactive_of(
    events: Any, days: str, *, after: int, at_least: int = 1, zone: str = "UTC", **options: Any
) -> Any:
    """Ask for attrition by the rule `inactive`, `after` days without enough events."""
    spells = activity_spells(
        events, days=after, at_least=at_least, calendar=Calendar(zone), observed=observed(days)
    )
    return attrition_of(spells, days, zone=zone, **options)


def retention_of(
    activity: Any, days: str, *, zone: str = "UTC", week_starts: str = "monday", **options: Any
) -> Any:
    """Ask for the cohort triangle of an activity."""
    calendar = Calendar(zone, week_starts)
    return retention(activity, calendar=calendar, observed=observed(days), **options)
