"""The start page: what changed since yesterday, each line leading to its page."""

from datetime import date
from typing import Any

from django.http import HttpResponse

from tenure_web.home.lines import lines
from tenure_web.home.people import alerts, crossed
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import signed_in
from tenure_web.people.rights import Right


@signed_in
def home(request: Request) -> HttpResponse:
    """Say what changed since yesterday, as far as its reader may see it."""
    run, words = company.latest(), request.words
    context: dict[str, Any] = {"run": run, "lines": [], "crossed": None, "alerts": None, "why": ""}
    if run is not None:
        context["as_of"] = words.formats.date(date.fromisoformat(run.manifest["as_of"]))
        if request.user.may(Right.SEE_FIGURES):
            context["lines"] = lines(run, words, company.definitions().plan.attrition)
            context["why"] = _why(run, words.language)
        if request.user.may(Right.SEE_CUSTOMERS):
            context["crossed"] = crossed(request.user, words)
            context["alerts"] = alerts(request.user, run, words)
    return page(request, "home/home.html.j2", context)


def _why(run: Any, language: str) -> list[str]:
    """Return the first sentences of why attrition changed, which are the surest."""
    found = next((one for one in run.results if one.metric == "why"), None)
    return [row[f"says_{language}"] for row in found.rows[:3]] if found else []
