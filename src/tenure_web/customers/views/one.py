"""One customer, or one account where accounts are what is counted: the whole story of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from tenure.company.predictions.days import Day, days
from tenure_web.customers import reading, story, telling
from tenure_web.customers.fields import fields, shown
from tenure_web.customers.names import called
from tenure_web.customers.reading import Row
from tenure_web.customers.scope import columns_seen, unit_of
from tenure_web.customers.views.noting import notes_context
from tenure_web.customers.views.shared import calendar, kind_counted, profile_of, user_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

_DAYS = 8
"""Past days of which risk and health are shown."""
_TOLD = frozenset(
    {"risk", "risk_low", "risk_high", "risk_band", "trust", "value", "value_low", "value_high"}
    | {"value_currency", "value_tier", "value_reason", "value_kept", "health", "health_band"}
    | {"name", "account_id", "cause_reason", "median_reason", "growth_reason"}
)


@needs(Right.SEE_CUSTOMERS)
@require_safe
def one(request: HttpRequest, unit: str) -> HttpResponse:
    """Show who a customer is, how they stand and why, and what happened with them."""
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    kind = kind_counted()
    day, row = profile_of(user, unit, kind)
    context = {
        "row": row,
        "name": called(row),
        "day": day,
        "figures": telling.figures(row, words),
        "components": telling.components(row, words),
        "curve": telling.curve(row, words),
        "past": _past(day, unit, words),
        "facts": _facts(day, row, request),
        **_why(day, unit, words.language),
        **notes_context(request, kind, unit),
        "story_at": reverse("customers:story", args=[unit]),
        "views": tuple(story.VIEWS),
    }
    return page(request, "customers/one.html.j2", context)


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
        and not one.name.startswith(("health_", "leaves_in_"))
    ]
