"""Why somebody was contacted and why not: what was decided of them, day by day."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from tenure.company.acts.answers import Answer
from tenure.errors import TenureError
from tenure_web.customers.names import called
from tenure_web.customers.views.shared import kind_counted, row_of
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.plays import decided
from tenure_web.plays.views.shared import language_of, told


@needs(Right.SEE_CUSTOMERS)
@require_safe
def of(request: Request, unit: str) -> HttpResponse:
    """Show what was decided of somebody on a day, the last one unless said; of every play.

    Beneath their page, what was decided alone: whose turn it was not takes longer to work out.
    """
    row, days = row_of(request.user, unit, kind_counted()), decided.days()
    on = _day(request.GET.get("on", ""), days)
    around = {
        "words": request.words,
        "language": language_of(request),
        "on": on,
        "unit": unit,
        "figures": request.user.may(Right.SEE_FIGURES),
    }
    if request.htmx:  # type: ignore[attr-defined]
        found = decided.of_unit(unit, [on]) if on else []
        return HttpResponse(
            render_to_string("plays/_decided.html.j2", around | _told(found), request)
        )
    found, wrong = _whole(unit, on, request.user)
    context = {
        **around,
        **_told(found),
        "name": called(row),
        "wrong": told(wrong, request.words) if wrong else "",
        "earlier": next((one for one in days if on and one < on), None),
        "later": next((one for one in reversed(days) if on and one > on), None),
    }
    return page(request, "plays/decided.html.j2", context)


def _whole(unit: str, on: date | None, user: User) -> tuple[list[Answer], TenureError | None]:
    """Return what is known of every play; else what was decided alone, and what went wrong."""
    if on is None:
        return [], None
    try:
        return decided.whole(unit, on, user), None
    except TenureError as error:
        return decided.of_unit(unit, [on]), error


def _told(found: list[Answer]) -> dict[str, Any]:
    return {"found": found, "alone": any(one.verdict == "hold_out" for one in found)}


def _day(text: str, days: list[date]) -> date | None:
    """Return the day that an address names; Http404 for one on which nothing was decided."""
    if not text:
        return next(iter(days), None)
    found = {one.isoformat(): one for one in days}
    if text not in found:
        raise Http404
    return found[text]
