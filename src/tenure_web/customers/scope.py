"""Which profiles somebody sees: of which day, whose, and which columns of them."""

from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404

from tenure.company import saved_cohorts
from tenure.company.predictions.days import Day
from tenure.tables.personal import PERSONAL
from tenure_web.customers.conditions import kept
from tenure_web.customers.reading import Profiles, schema
from tenure_web.lib import company
from tenure_web.people.models import User
from tenure_web.people.portfolios import Restriction, portfolio_filter
from tenure_web.people.rights import Right

if TYPE_CHECKING:
    import pyarrow as pa

HIDDEN = PERSONAL | {"health_set_why"}
"""Columns that only those see, filter by and search who may see personal data."""


def unit_of(day: Day) -> str:
    """Return whose profiles these are: customer or account."""
    return day.folder.parent.name


def columns_seen(day: Day, user: User) -> "pa.Schema":
    """Return the columns that a user may see; the names of organisations are not personal."""
    import pyarrow as pa

    away = hidden(user, unit_of(day))
    return pa.schema([one for one in schema(day) if one.name not in away])


def hidden(user: User, unit: str) -> frozenset[str]:
    """Return the columns that a user may not see, of customers or of accounts."""
    if user.may(Right.SEE_PERSONAL):
        return frozenset()
    return HIDDEN - {"name"} if unit == "account" else HIDDEN


def profiles(day: Day, user: User | None, *conditions: str, cohort: str = "") -> Profiles:
    """Return the profiles of a day that a user may see and for which all conditions hold.

    Raises ConditionError for a condition that does not fit, Http404 for no such cohort.
    Without a user all are read, for what no single person asks.
    """
    found = kept(
        tuple(one for one in conditions if one.strip()),
        schema(day) if user is None else columns_seen(day, user),
        whole=schema(day),
        today=day.as_of,
        scope=Restriction(everyone=True) if user is None else portfolio_filter(user),
        unit=unit_of(day),
    )
    return Profiles(day, found, _members(cohort, unit_of(day)) if cohort else None)


def cohort_of(name: str) -> saved_cohorts.Cohort | None:
    """Return a saved cohort by its name."""
    there = saved_cohorts.every(company.store().root)
    return next((one for one in there if one.name == name), None)


def _members(name: str, unit: str) -> Path:
    found = cohort_of(name)
    if found is None or found.unit != unit:
        raise Http404("no such cohort")
    return found.file
