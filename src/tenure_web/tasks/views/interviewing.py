"""Tasks out of the page of interviews: each with the guide that was made for whom it asks."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tenure.errors import TenureError
from tenure_web.customers.views.shared import kind_counted
from tenure_web.insights import kept, showing
from tenure_web.insights.interviews import MOST, InterviewsForm, interviews_of
from tenure_web.lib.language import LANGUAGES, words_of
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right
from tenure_web.tasks.days import today
from tenure_web.tasks.kinds import INTERVIEW
from tenure_web.tasks.queue import Made, put
from tenure_web.tasks.scope import holds

_DAYS = 5
"""Until an interview is due."""


@needs(Right.SEE_FIGURES, Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def interviews(request: Request) -> HttpResponse:
    """Put interviews with those chosen onto one's own list, where they may be asked."""
    back = f"{reverse('insights:interviews')}?{request.GET.urlencode()}"
    chosen = set(request.POST.getlist("unit")[:MOST])
    rows = [row for row in _rows(request) if str(row["unit_id"]) in chosen]
    made = [_put(request, row) for row in rows if _sees(request, row)]
    there = sum(one.task is not None for one in made)
    refused = len(made) - there
    for key, number in (("made", there), ("refused", refused)):
        if number:
            said = request.words(f"task.interviews_{key}", count=number, n=number)
            messages.info(request, said)
    if not made:
        key = "none_chosen" if rows or not chosen else "interviews_later"
        messages.warning(request, request.words(f"task.{key}"))
    return redirect("tasks:mine" if there else back)


def _rows(request: Request) -> list[dict[str, Any]]:
    """Return whom the same question on the page of interviews names, with their guides."""
    form = InterviewsForm(request.words, request.GET)
    try:
        told = interviews_of(request.user, form.cleaned_data) if form.is_valid() else []
    except (kept.BeingComputedError, TenureError):
        return []
    people = next((one for one in told if showing.lists_customers(one)), None)
    return people.rows if people else []


def _sees(request: Request, row: dict[str, Any]) -> bool:
    return holds(request.user, kind_counted(), str(row["unit_id"]))


def _put(request: Request, row: dict[str, Any]) -> Made:
    kind, unit = kind_counted(), str(row["unit_id"])
    return put(
        unit=unit,
        kind=kind,
        customer=unit if kind == "customer" else "",
        what=INTERVIEW,
        title={one: words_of(one)("task.interview_title") for one in LANGUAGES},
        guide={one: row[f"guide_{one}"] for one in LANGUAGES},
        due=today() + timedelta(days=_DAYS),
        owner=request.user,
        author=request.user,
    )
