"""The start page: what changed since yesterday, each line leading to its page."""

from datetime import date
from typing import Any

from django.http import HttpResponse

from tenure.charts.words import Words
from tenure.pipeline.saved import SavedRun
from tenure_web.home.alerts import alerts
from tenure_web.home.doing import due
from tenure_web.home.lines import lines, own_lines
from tenure_web.home.people import crossed
from tenure_web.home.standing import warnings
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import signed_in
from tenure_web.people.models import User
from tenure_web.people.portfolios import portfolio_filter
from tenure_web.people.rights import Right
from tenure_web.tasks.due import own_tasks

_FIGURES, _WHY, _CROSSED, _ALERTS = "figures", "why", "crossed", "alerts"


@signed_in
def home(request: Request) -> HttpResponse:
    """Say what changed since yesterday, as far as its reader may see it."""
    run, words, user = company.latest(), request.words, request.user
    context: dict[str, Any] = {"run": run, "order": order_for(user)}
    context |= {
        "warnings": warnings(run, user, words) if user.rights else [],
        "lines": [],
        "why": [],
    }
    context |= {"crossed": None, "alerts": None, "nobody": False, "no_rights": not user.rights}
    if run is not None:
        context["as_of"] = words.formats.date(date.fromisoformat(run.manifest["as_of"]))
        context |= _figures(run, user, words) | _customers(run, user, words)
    context["tasks"] = own_tasks(user, words)
    return page(request, "home/home.html.j2", context)


def order_for(user: User) -> tuple[str, ...]:
    """Return the parts by what matters to somebody: customers first to who cares for them."""
    cares = user.may(Right.CARE) and not user.may(Right.SHARE_VIEWS)
    if cares:
        return (_ALERTS, _CROSSED, _FIGURES, _WHY)
    return (_FIGURES, _WHY, _CROSSED, _ALERTS)


def _figures(run: SavedRun, user: User, words: Words) -> dict[str, Any]:
    own = [*due(user, words)]
    own += own_lines(user, words) if user.may(Right.SEE_CUSTOMERS) else []
    if not user.may(Right.SEE_FIGURES):
        return {"lines": own}
    whole = lines(run, words, company.definitions().plan.attrition)
    told = [*own, *whole] if not user.may(Right.SEE_EVERYONE) else [*whole[:1], *own, *whole[1:]]
    return {"lines": told, "why": _why(run, words.language)}


def _customers(run: SavedRun, user: User, words: Words) -> dict[str, Any]:
    if not user.may(Right.SEE_CUSTOMERS):
        return {}
    if portfolio_filter(user).nobody:
        return {"nobody": True}
    return {"crossed": crossed(user, words), "alerts": alerts(user, run, words)}


def _why(run: SavedRun, language: str) -> list[str]:
    """Return by how much attrition changed, and whatever of it is beyond chance, at most three."""
    found = next((one for one in run.results if one.metric == "why"), None)
    rows = found.rows if found else []
    sure = [row for row in rows[1:] if row["certainty"] in ("clear", "likely")]
    return [row[f"says_{language}"] for row in (*rows[:1], *sure)][:3]
