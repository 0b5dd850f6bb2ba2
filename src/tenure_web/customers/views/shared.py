"""What the pages of this part share: the day, the calendar, one customer that may be seen."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from tenure.company.predictions.days import Day
from tenure.company.units import Unit
from tenure.periods import Calendar
from tenure_web.customers import former
from tenure_web.customers.reading import Row
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.people.models import User


def user_of(request: HttpRequest) -> User:
    """Return who asks; the rules let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def calendar() -> Calendar:
    """Return the company's calendar, without opening the company."""
    told = company.definitions().company
    return Calendar(told.time_zone, told.week_starts)


def kind_counted() -> Unit:
    """Return who has profiles here: customers or accounts."""
    day = company.last_day()
    return "account" if day is not None and unit_of(day) == "account" else "customer"


def the_day() -> Day:
    """Return the last day with profiles; Http404 where there is none."""
    day = company.last_day()
    if day is None:
        raise Http404("no profiles yet")
    return day


def nothing_yet(request: HttpRequest, title: str) -> HttpResponse:
    """Say on a page that there are no profiles yet, and how they come about."""
    return page(request, "customers/nothing.html.j2", {"title_key": title})


def profile_of(user: User, unit: str, kind: str) -> tuple[Day, Row]:
    """Return a profile with the columns that a user may see.

    Http404 for one that is not there and one outside the user's portfolios alike: nobody
    learns that it exists.
    """
    day = the_day()
    if unit_of(day) != kind:
        raise Http404("no such profile")
    columns = columns_seen(day, user).names
    found = profiles(day, user).rows(columns, limit=1, where="unit_id = ?", given=[unit])
    if not found:
        raise Http404("no such profile")
    return day, found[0]


def row_of(user: User, unit: str, kind: str) -> Row:
    """Return what is known of somebody: the profile, or of who has none what tables tell.

    Http404 where there is nobody of whom the user may know.
    """
    try:
        return profile_of(user, unit, kind)[1]
    except Http404:
        known = former.one(user, unit) if unit_of(the_day()) == kind else None
        if known is None:
            raise
        return known


def users_of(user: User, account: str) -> list[Row]:
    """Return the profiles of an account's users whom somebody may see.

    Http404 where there are none, and none who are not there any more either.
    """
    day = the_day()
    names = columns_seen(day, user).names
    if unit_of(day) != "customer" or "account_id" not in names:
        raise Http404("no such account")
    order = "risk DESC NULLS LAST, unit_id" if "risk" in names else "unit_id"
    found = profiles(day, user).rows(
        names, order=order, limit=_USERS, where="account_id = ?", given=[account]
    )
    if not found and not former.users_of(user, account):
        raise Http404("no such account")
    return found


def hold(user: User, kind: str, unit: str) -> None:
    """Hold a customer or an account to the portfolios of a user; Http404 for others."""
    counted = unit_of(the_day())
    if kind == counted:
        row_of(user, unit, kind)
    elif kind == "account":
        users_of(user, unit)
    else:
        raise Http404("no such customer")


_USERS = 500
"""Users of an account that a page lists, at most."""


def mixed(values: list[Any]) -> Any:
    """Return what all values have in common; None where they differ or are unknown."""
    told = {one for one in values if one is not None}
    return told.pop() if len(told) == 1 else None
