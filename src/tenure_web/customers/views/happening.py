"""What happened with a customer or an account: beneath their page, or a page of its own."""

from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure_web.customers import beside, former, story, telling
from tenure_web.customers.kept import Whom
from tenure_web.customers.names import called, names_seen
from tenure_web.customers.reading import Row
from tenure_web.customers.views.shared import calendar, kind_counted, row_of, user_of, users_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_FAILED: dict[str, Any] = {
    "failed": True,
    "days": [],
    "contracts": [],
    "users": {},
    "contacts_named": {},
    "named": {},
    "about": {},
    "revenue": "",
    "following": "",
    "contacts": [],
    "arms": [],
    "gone": [],
    "first": False,
}


@dataclass(frozen=True)
class _Around:
    """Around a story: what its unit is called, the page it belongs to, and its own address."""

    name: str
    back: str
    here: str


@needs(Right.SEE_CUSTOMERS)
@require_safe
def customer(request: HttpRequest, unit: str) -> HttpResponse:
    """Show what happened with a customer, a page at a time."""
    kind = kind_counted()
    row = row_of(user_of(request), unit, kind)
    back, here = (reverse(f"customers:{one}", args=[unit]) for one in ("one", "story"))
    return _answer(request, Whom(unit, kind), _Around(called(row), back, here))


@needs(Right.SEE_CUSTOMERS)
@require_safe
def account(request: HttpRequest, account: str) -> HttpResponse:
    """Show what happened with the users of an account, as far as one may see them."""
    users = users_of(user_of(request), account)
    only = _only(user_of(request), account, users)
    names = ("customers:account", "customers:account_story")
    back, here = (reverse(one, args=[account]) for one in names)
    return _answer(request, Whom(account, "account", only), _Around(account, back, here))


def _only(user: User, account: str, users: list[Row]) -> tuple[str, ...] | None:
    """Return whose lines of an account's story somebody may see; None for all."""
    if user.may(Right.SEE_EVERYONE):
        return None
    try:
        gone = former.users_of(user, account)
    except TenureError:
        gone = []
    return tuple(sorted(one["unit_id"] for one in [*users, *gone]))


def _answer(request: HttpRequest, whom: Whom, around: _Around) -> HttpResponse:
    view, place = request.GET.get("as", ""), story.Place.of(request.GET.get("from", ""))
    view = view if view in story.VIEWS else "all"
    try:
        told = _told(request, whom, view, place)
    except TenureError:
        told = _FAILED
    context = told | {
        "words": request.words,  # type: ignore[attr-defined]
        "views": tuple(story.VIEWS),
        "view": view,
        "whose": whom.kind == "account",
        "headed": whom.kind == "account" and kind_counted() == "customer",
        "later": bool(request.htmx),  # type: ignore[attr-defined]
        "name": told["about"].get("name") or around.name,
        "back": around.back,
        "here": around.here,
    }
    if context["later"]:
        return HttpResponse(render_to_string("customers/_story.html.j2", context, request))
    return page(request, "customers/story.html.j2", context)


def _told(request: HttpRequest, whom: Whom, view: str, place: story.Place) -> dict[str, Any]:
    """Return what the company's tables tell; contracts and contacts above the first page alone."""
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    personal, own, first = user.may(Right.SEE_PERSONAL), calendar(), place.at is None
    found = story.story(whom, view, place)
    lines = beside.merged(found.rows, _written(request, whom, view, place, found))
    contracts = story.contracts(whom) if first else ()
    alone = kind_counted() == "account"  # its users have no pages of their own
    gone = _gone(user, whom) if whom.kind == "account" and not alone else []
    known = story.users(whom.id) if alone else ()
    contacts = [_contact(one, personal=personal) for one in known]
    return {
        "failed": False,
        "days": telling.days_said(lines, words, own, personal=personal),
        "contracts": [telling.contract_said(one, words, own) for one in contracts],
        "users": _by_role(contacts) if first else {},
        "contacts_named": {one["id"]: one["name"] for one in contacts},
        "named": {one["id"]: one["name"] for one in gone}
        | names_seen(user, [one["unit"] for one in found.rows if one["unit"]]),
        **(_contacted(whom, words) if first else {}),
        "gone": gone if first else [],
        "first": first,
        "about": story.about_account(whom.id) if whom.kind == "account" else {},
        "revenue": telling.revenue_said(contracts, words),
        "following": found.following,
    }


def _written(
    request: HttpRequest, whom: Whom, view: str, place: story.Place, found: story.Story
) -> list[Row]:
    """Return what people wrote and did within a page of the story."""
    if view not in beside.VIEWS:
        return []
    since = found.rows[-1]["at"].replace(tzinfo=UTC) if found.following else None
    until = place.at.replace(tzinfo=UTC) if place.at else None
    whose = beside.Whose(whom.kind, whom.id, since, until)
    return beside.lines(request, whose)  # type: ignore[arg-type]


def _contacted(whom: Whom, words: Words) -> dict[str, list[str]]:
    """Return why somebody was contacted, and why not."""
    own = calendar()
    return {
        "contacts": [telling.contact_said(one, words, own) for one in story.contacted(whom)],
        "arms": [telling.arm_said(one, words, own) for one in story.arms(whom)],
    }


def _gone(user: User, whom: Whom) -> list[dict[str, str]]:
    """Return the users of an account who are not there any more."""
    return [
        {"id": one["unit_id"], "name": called(one), "role": str(one.get("role") or "")}
        for one in former.users_of(user, whom.id)
    ]


def _contact(row: Row, *, personal: bool) -> dict[str, str]:
    """Return a user of an account as they are shown: by name only to who may see names."""
    name = row.get("name") if personal else None
    unit = str(row["customer_id"])
    return {"id": unit, "name": str(name or unit), "role": str(row.get("role") or "")}


def _by_role(contacts: list[dict[str, str]]) -> dict[str, list[str]]:
    """Return the names of contacts by their role, those without one last."""
    found: dict[str, list[str]] = {}
    for one in sorted(contacts, key=lambda one: (not one["role"], one["role"], one["name"])):
        found.setdefault(one["role"], []).append(one["name"])
    return found
