"""One customer, or one account where accounts are what is counted: the whole story of them."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.company.predictions.days import Day, days
from tenure.company.units import Unit
from tenure.errors import TenureError
from tenure_web.customers import curves, former, reading, story, telling
from tenure_web.customers.fields import fields, label, shown
from tenure_web.customers.names import called
from tenure_web.customers.reading import Row
from tenure_web.customers.scope import columns_seen, unit_of
from tenure_web.customers.views.noting import notes_context
from tenure_web.customers.views.shared import (
    calendar,
    kind_counted,
    profile_of,
    row_of,
    the_day,
    user_of,
)
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

_DAYS = 8
"""Past days of which risk and health are shown."""
_TOLD = frozenset(
    {"risk", "risk_low", "risk_high", "risk_band", "trust", "value", "value_low", "value_high"}
    | {"value_currency", "value_tier", "value_reason", "value_kept", "health", "health_band"}
    | {"name", "account_id", "account_name", "cause_reason", "median_reason", "growth_reason"}
)
_UNTOLD = frozenset({"unit_id", "customer_id", "account_id", "name", "subscription_id"})
"""Columns that the page of a former customer tells elsewhere, or not at all."""


@needs(Right.SEE_CUSTOMERS)
@require_safe
def one(request: HttpRequest, unit: str) -> HttpResponse:
    """Show who a customer is, how they stand and why, and what happened with them."""
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    kind = kind_counted()
    try:
        day, row = profile_of(user, unit, kind)
    except Http404:
        return _former(request, unit, kind)
    context = {
        "row": row,
        "name": called(row),
        "day": day,
        "figures": telling.figures(row, words),
        "components": telling.components(row, words),
        "who": _who(row, words),
        "curve": curves.drawn(curves.of_profile(row), words),
        "curve_at": reverse("customers:curve", args=[unit]),
        "past": _past(day, unit, words),
        "facts": _facts(day, row, request),
        **_why(day, unit, words.language),
        **notes_context(request, kind, unit),
        "story_at": reverse("customers:story", args=[unit]),
        "views": tuple(story.VIEWS),
    }
    return page(request, "customers/one.html.j2", context)


def _who(row: Row, words: Any) -> list[str]:
    """Return who somebody is in a line: role, plan, whose, what they bring, since when."""
    own = calendar()
    told = [str(row[one]) for one in ("role", "plan", "owner") if row.get(one)]
    if row.get("mrr") is not None:
        amount = shown("mrr", row["mrr"], words, own)
        told.append(
            f"{words('contract.monthly', amount=amount)} {row.get('currency') or ''}".strip()
        )
    if row.get("started_at"):
        told.append(words("contract.since", date=words.formats.date(own.day(row["started_at"]))))
    return told


def _former(request: HttpRequest, unit: str, kind: Unit) -> HttpResponse:
    """Show somebody who has no profile: when and why they left, and what happened with them."""
    row = row_of(user_of(request), unit, kind)
    words, own = request.words, calendar()  # type: ignore[attr-defined]
    how, account = former.leaving(unit), row.get("account_id")
    context = {
        "row": row,
        "name": called(row),
        "how": how,
        "account_name": story.about_account(account).get("name") if account else None,
        "said": telling.leaving_said(how, words),
        "past": _past(the_day(), unit, words),
        "facts": [
            (label(name, words), shown(name, value, words, own))
            for name, value in row.items()
            if name not in _UNTOLD and value is not None
        ],
        **notes_context(request, kind, unit),
        "story_at": reverse("customers:story", args=[unit]),
    }
    return page(request, "customers/former.html.j2", context)


@needs(Right.SEE_CUSTOMERS)
@require_safe
def curve(request: HttpRequest, unit: str) -> HttpResponse:
    """Show how long one customer is expected to stay, with its band where that is kept."""
    words = request.words  # type: ignore[attr-defined]
    day, row = profile_of(user_of(request), unit, kind_counted())
    try:
        points = curves.kept(day, unit, row["risk"]) if row.get("risk") is not None else ()
    except TenureError:
        points = ()
    drawn = curves.drawn(points or curves.of_profile(row), words)
    context = {"words": words, "curve": drawn, "name": called(row)}
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(render_to_string("customers/_curve.html.j2", context, request))
    return page(request, "customers/curve.html.j2", context | {"unit": unit})


def _why(day: Day, unit: str, language: str) -> dict[str, Any]:
    """Return what raises and what lowers the risk, and what changed since the last day."""
    told = reading.reasons_of(day, unit)
    crossing = reading.crossing_of(day, unit) or {}
    says = [crossing.get(f"{of}_why_{language}") for of in ("risk", "health")]
    return {
        "raises": [one[f"says_{language}"] for one in told if one["direction"] == "up"],
        "lowers": [one[f"says_{language}"] for one in told if one["direction"] != "up"],
        "changed": [one for one in says if one],
    }


def _past(day: Day, unit: str, words: Any) -> list[dict[str, str]]:
    """Return risk and health on the last days, where there are several."""
    every = days(company.store(), unit_of(day))[-_DAYS:]
    if len(every) < 2:
        return []
    return [
        {
            "day": words.formats.date(row["as_of"]),
            "risk": words.formats.percent(row.get("risk")),
            "health": words.formats.number(row.get("health")),
        }
        for row in reversed(reading.past_of(every, unit))
    ]


def _facts(day: Day, row: Row, request: HttpRequest) -> list[tuple[str, str]]:
    """Return what else is known: attributes, growth, when they leave; nothing that is empty."""
    words = request.words  # type: ignore[attr-defined]
    known, own = fields(columns_seen(day, user_of(request)), words), calendar()
    return [
        (one.label, shown(one.name, row[one.name], words, own))
        for one in known
        if one.name not in _TOLD
        and row[one.name] is not None
        and (row.get("growth") is not None or not one.name.startswith("growth_"))
        and not one.name.startswith(("health_", "leaves_in_"))
    ]
