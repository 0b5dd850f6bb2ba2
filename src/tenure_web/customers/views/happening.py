"""What happened with a customer or an account: beneath their page, or a page of its own."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.errors import TenureError
from tenure_web.customers import story, telling
from tenure_web.customers.names import called, names_seen
from tenure_web.customers.reading import Row
from tenure_web.customers.views.shared import calendar, kind_counted, profile_of, user_of, users_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

_FAILED: dict[str, Any] = {
    "failed": True,
    "days": [],
    "contracts": [],
    "users": [],
    "named": {},
    "about": {},
    "revenue": "",
    "following": "",
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
    _, row = profile_of(user_of(request), unit, kind)
    back, here = (reverse(f"customers:{one}", args=[unit]) for one in ("one", "story"))
    return _answer(request, story.Whom(unit, kind), _Around(called(row), back, here))


@needs(Right.SEE_CUSTOMERS)
@require_safe
def account(request: HttpRequest, account: str) -> HttpResponse:
    """Show what happened with the users of an account, as far as one may see them."""
    users = users_of(user_of(request), account)
    everyone = user_of(request).may(Right.SEE_EVERYONE)
    only = None if everyone else tuple(sorted(one["unit_id"] for one in users))
    names = ("customers:account", "customers:account_story")
    back, here = (reverse(one, args=[account]) for one in names)
    return _answer(request, story.Whom(account, "account", only), _Around(account, back, here))


def _answer(request: HttpRequest, whom: story.Whom, around: _Around) -> HttpResponse:
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
        "later": bool(request.htmx),  # type: ignore[attr-defined]
        "name": told["about"].get("name") or around.name,
        "back": around.back,
        "here": around.here,
    }
    if context["later"]:
        return HttpResponse(render_to_string("customers/_story.html.j2", context, request))
    return page(request, "customers/story.html.j2", context)


def _told(request: HttpRequest, whom: story.Whom, view: str, place: story.Place) -> dict[str, Any]:
    """Return what the company's tables tell; contracts and contacts above the first page alone."""
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    personal, own, first = user.may(Right.SEE_PERSONAL), calendar(), place.at is None
    found = story.story(whom, view, place)
    contracts = story.contracts(whom) if first else ()
    alone = kind_counted() == "account"  # its users have no pages of their own
    return {
        "failed": False,
        "days": telling.days_said(found.rows, words, own, personal=personal),
        "contracts": [telling.contract_said(one, words, own) for one in contracts],
        "users": [
            _contact(one, personal=personal)
            for one in (story.users(whom.id) if alone and first else ())
        ],
        "named": names_seen(user, [one["unit"] for one in found.rows if one["unit"]]),
        "about": story.about_account(whom.id) if whom.kind == "account" else {},
        "revenue": telling.revenue_said(contracts, words),
        "following": found.following,
    }


def _contact(row: Row, *, personal: bool) -> dict[str, str]:
    """Return a user of an account as they are shown: by name only to who may see names."""
    name = row.get("name") if personal else None
    return {"name": str(name or row["customer_id"]), "role": str(row.get("role") or "")}
