"""Why somebody was contacted and why not, on the page of a customer or an account."""

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from tenure.act.words import Language
from tenure_web.customers.views.shared import kind_counted
from tenure_web.lib.request import Request
from tenure_web.lib.times import clock
from tenure_web.messages.holding import plays
from tenure_web.messages.models import Delivery, Ruled
from tenure_web.messages.persons import known
from tenure_web.people.rights import Right
from tenure_web.plays.models import Journey

_LAST = 5
"""Rows of a kind that a block shows, at most."""


def block(request: Request, kind: str, unit: str) -> Markup:
    """Return the section of whom it is decided about here; what was decided is read after it.

    Whoever may see a customer sees who is left alone, too: see docs/act/decisions.md.
    """
    user, words = request.user, request.words
    if not user.may(Right.SEE_CUSTOMERS) or kind != kind_counted():
        return Markup()
    journeys = list(
        Journey.objects.filter(unit=unit).defer("plan").order_by("-began", "-pk")[:_LAST]
    )
    whom = {unit, *(one.customer for one in journeys if one.customer)}
    language: Language = "ko" if words.language == "ko" else "en"
    context = {
        "words": words,
        "journeys": journeys,
        "messages": list(Delivery.objects.filter(customer__in=whom)[:_LAST]),
        "refused": _refused(sorted(whom)),
        "called": called(language),
        "when": clock(words),
        "decided_at": reverse("plays:decided", args=[unit]),
        "opens": user.may(Right.SEE_EVERYONE),
    }
    return Markup(render_to_string("plays/_of.html.j2", context, request))


def called(language: Language) -> dict[str, str]:
    """Return what plays are called, by id."""
    return {name: one.name.of(language) for name, one in plays().items()}


def _refused(customers: Sequence[str]) -> list[Any]:
    """Return the last contacts with some customers that the arbiter did not let through."""
    persons = [one for one in map(known, customers) if one is not None]
    rows = Ruled.objects.filter(person__in=persons).exclude(ruled="send")
    return list(rows[:_LAST])
