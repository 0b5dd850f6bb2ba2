"""The overview: five verbs, and the pages of each."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.company.metrics import catalogue
from tenure.company.metrics.contract import Metric
from tenure_web.insights.told import places
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right

GROUPS: dict[str, tuple[str, ...]] = {
    "attrition": (
        *("attrition", "conventions", "year-on-year", "seasonality", "lifecycle"),
        *("contribution", "regrettable", "ideal-customer", "lapsing", "lifetime"),
    ),
    "retention": ("retention", "rolling-retention", "retention-curve"),
    "behaviour": (
        *("stickiness", "frequency", "interval", "gaps", "behaviour", "features"),
        *("onboarding", "first-value", "onboarding-churn"),
    ),
    "revenue": (
        *("mrr", "revenue-retention", "renewals", "expiring", "save-window", "payback"),
        *("revenue-cohorts", "revenue-emergence", "logos", "logo-lead"),
    ),
    "purchases": (
        *("repeat-purchase", "purchase-gaps", "purchase-gap-bands", "products"),
        *("rfm", "rfm-cuts"),
    ),
    "service": ("service", "open-tickets", "nps", "csat"),
}
"""The metrics by what they are about, in the order in which people ask."""


@dataclass(frozen=True)
class Leaf:
    """A page: its name, what it tells, where it is, and the tables that it lacks."""

    title: str
    about: str
    address: str
    lacks: str = ""


@needs(Right.SEE_FIGURES)
@require_GET
def overview(request: Request) -> HttpResponse:
    """Show the five verbs and the pages under each."""
    words: Words = request.words
    context = {
        "measure": [(words(f"group.{name}"), leaves(words, name)) for name in GROUPS],
        "explain": _told(words, "explain"),
        "predict": _told(words, "predict"),
        "prove": _told(words, "prove"),
        "run": company.latest(),
    }
    return page(request, "insights/overview.html.j2", context)


def leaves(words: Words, group: str) -> list[Leaf]:
    """Return the metrics of a group."""
    known = catalogue()
    return [_leaf(known[name], words) for name in GROUPS[group]]


def _leaf(metric: Metric, words: Words) -> Leaf:
    there = company.definitions().tables
    return Leaf(
        metric.title[words.language],
        metric.about[words.language],
        reverse("insights:metric", args=[metric.name]),
        ", ".join(name for name in metric.needs if name not in there),
    )


def _told(words: Words, verb: str) -> list[Leaf]:
    return [
        Leaf(words(f"area.{area}"), words(f"area.{area}_about"), place)
        for area, place in places(verb).items()
    ]
