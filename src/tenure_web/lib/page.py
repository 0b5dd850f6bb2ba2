"""How a page is answered: its template, the words of its reader, and what stands around it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from tenure.errors import TenureError
from tenure.report.triangle import STEPS
from tenure_web.lib import company
from tenure_web.people.rights import Right


@dataclass(frozen=True)
class Place:
    """An item of the navigation: its key in the words, its address, and who sees it."""

    key: str
    name: str
    right: Right | None = None


PLACES = (
    Place("home", "home:home"),
    Place("insights", "insights:overview", Right.SEE_FIGURES),
    Place("customers", "customers:list", Right.SEE_CUSTOMERS),
    Place("tasks", "tasks:mine", Right.CARE),
    Place("plays", "plays:plays", Right.SEE_FIGURES),
    Place("messages", "messages:log", Right.SEE_EVERYONE),
    Place("definitions", "definitions:overview", Right.SEE_FIGURES),
    Place("work", "work:runs", Right.SEE_RUNS),
)


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Answer with a page; the context has `words`, `user`, `here`, and what the template needs."""
    text = render_to_string(template, _around(request) | (context or {}), request)
    return HttpResponse(text, status=status)


def _around(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {
        "words": request.words,  # type: ignore[attr-defined]
        "user": user,
        "places": [] if not user.is_authenticated else _places(user.rights),
        "here": request.resolver_match.namespace if request.resolver_match else "",
        "company": _called(),
        "told": list(messages.get_messages(request)),
        "steps": STEPS,
        "path": request.get_full_path(),
    }


def _places(rights: frozenset[Right]) -> list[tuple[str, str]]:
    """Return key and address of every part that there is and that the user may open."""
    found = []
    for place in PLACES:
        if place.right is None or place.right in rights:
            try:
                found.append((place.key, reverse(place.name)))
            except NoReverseMatch:  # a part that this installation leaves out
                continue
    return found


def _called() -> str:
    try:
        return company.definitions().company.name
    except TenureError:
        return ""
