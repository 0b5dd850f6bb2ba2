"""Search in the bar: suggestions beneath it, and a page of what was found."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.errors import TenureError
from tenure_web.customers import former
from tenure_web.customers.names import called
from tenure_web.customers.scope import columns_seen, profiles, unit_of
from tenure_web.customers.searching import FOUND, Hit, accounts, hits
from tenure_web.customers.views.shared import user_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_ON_A_PAGE = 50


@needs(Right.SEE_CUSTOMERS)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find customers: as suggestions for a fragment; else open the one meant, or list them.

    `first` is the first suggestion, `for` what it was suggested for: Enter opens it.
    """
    asked = request.GET.get("q", "")
    if request.htmx:  # type: ignore[attr-defined]
        context = {"hits": _hits(user_of(request), asked, FOUND), "asked": asked}
        told = context | {"words": request.words}  # type: ignore[attr-defined]
        return HttpResponse(render_to_string("customers/_hits.html.j2", told, request))
    first = request.GET.get("first", "")
    if first and request.GET.get("for", "") == asked:
        kind = "account" if request.GET.get("kind") == "account" else "one"
        return redirect(reverse(f"customers:{kind}", args=[first]))
    found = _hits(user_of(request), asked, _ON_A_PAGE)
    alone = len(found) == 1 or (found and found[0].is_just(asked))
    if alone and "left" not in request.GET:
        return redirect(reverse(found[0].page, args=[found[0].unit]))
    gone = _gone(user_of(request), asked) if not found or "left" in request.GET else None
    if not found and gone and len(gone) == 1:
        return redirect(reverse("customers:one", args=[gone[0].unit]))
    both: dict[str, Any] = {"hits": found, "gone": gone, "asked": asked.strip()}
    return page(request, "customers/search.html.j2", both)


def _hits(user: User, asked: str, most: int) -> list[Hit]:
    day = company.last_day()
    if day is None:
        return []
    kept, seen = profiles(day, user), columns_seen(day, user).names
    found = hits(kept, asked, seen, most)
    logos = accounts(kept, asked, seen) if unit_of(day) == "customer" else []
    exact = found and found[0].is_just(asked)
    return ([*found, *logos] if exact else [*logos, *found])[:most]


def _gone(user: User, asked: str) -> list[Hit]:
    """Return who fits among those who left; none where the company cannot be asked now."""
    try:
        found = former.found(user, asked)
    except TenureError:
        return []
    return [Hit(one["unit_id"], called(one), one.get("account_id") or "") for one in found]
