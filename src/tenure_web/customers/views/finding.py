"""Search in the bar: suggestions beneath it, and a page of what was found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure_web.customers.scope import columns_seen, profiles
from tenure_web.customers.searching import FOUND, Hit, hits
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
        return redirect(reverse("customers:one", args=[first]))
    found = _hits(user_of(request), asked, _ON_A_PAGE)
    if len(found) == 1 or (found and found[0].unit.lower() == asked.strip().lower()):
        return redirect(reverse("customers:one", args=[found[0].unit]))
    return page(request, "customers/search.html.j2", {"hits": found, "asked": asked.strip()})


def _hits(user: User, asked: str, most: int) -> list[Hit]:
    day = company.last_day()
    if day is None:
        return []
    return hits(profiles(day, user), asked, columns_seen(day, user).names, most)
