"""The pages of Explain and Predict: what the last run found, by area, as the report shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET
from markupsafe import Markup

from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure_web.insights import showing
from tenure_web.insights.card import card_of
from tenure_web.insights.downloads import file_for, kinds_of
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

EXPLAIN: dict[str, tuple[str, ...]] = {
    "reasons": ("reasons", "reasons-heard", "reasons-agreement", "reasons-by-period"),
    "themes": ("themes", "themes-growth"),
    "sentiment": ("sentiment", "sentiment-worth", "score-behaviour", "score-adds"),
    "alerts": ("alerts", "risk-words"),
    "drivers": ("drivers", "driver-areas"),
    "changes": ("changes", "change-series"),
    "competitors": (
        *("competitor-whom", "competitor-moves", "competitor-prices", "competitor-price-gap"),
        *("competitor-features", "competitor-mentions"),
    ),
}
"""Results of the last run by the page of Explain that shows them."""
PREDICT: dict[str, tuple[str, ...]] = {
    "glance": ("risk", "when", "crossed", "highest-risk"),
    "money": ("money-at-risk", "most-valuable", "growth-potential", "recommended"),
    "backtest": ("backtest", "gains", "not-said", "past-profiles", "drift"),
    "calibration": ("calibration", "health-lead-time"),
    "acting": ("contact", "profit", "empc", "policies", "trials"),
}
"""Results of the last run by the page of Predict that shows them."""
PROVE: dict[str, tuple[str, ...]] = {
    "brought": ("proof-board", "proofs"),
    "effects": ("proof", "proof-staying"),
}
"""Results of the last run by the page of Prove that shows them."""
MOST = 6
"""Results on one page: each change has a chart of its own."""
_VERBS = {"explain": EXPLAIN, "predict": PREDICT, "prove": PROVE}


@dataclass(frozen=True)
class Article:
    """A result as a page shows it, and where each kind of file of it is."""

    drawn: Markup
    files: Mapping[str, str]


def places(verb: str) -> dict[str, str]:
    """Return where each area of a verb is, by its name: those of the run, and those asked anew."""
    found = {one: reverse(f"insights:{verb}", args=[one]) for one in _VERBS[verb]}
    if verb == "explain":
        return {one: reverse(f"insights:{one}") for one in ("why", "interviews")} | found
    if verb == "prove":
        own = {one: reverse(f"insights:{one}") for one in ("quarter", "experiment")}
        return {"quarter": own["quarter"]} | found | own
    return found | {"card": reverse("insights:card")}


def of_area(verb: str, area: str) -> list[Result]:
    """Return the last run's results of an area; Http404 where there is no such area."""
    metrics, run = _VERBS[verb].get(area), company.latest()
    if metrics is None:
        raise Http404
    found = [one for one in run.results if one.metric in metrics] if run else []
    return sorted(found, key=lambda one: metrics.index(one.metric))


def seen_of(verb: str, area: str, user: User) -> list[tuple[int, Result]]:
    """Return what somebody may see of an area, numbered as they are for everyone."""
    seen = [
        (number, showing.seen_by(one, user.rights))
        for number, one in enumerate(of_area(verb, area))
    ]
    return [(number, one) for number, one in seen if one is not None]


@needs(Right.SEE_FIGURES)
@require_GET
def explain(request: Request, area: str) -> HttpResponse:
    """Show an area of Explain."""
    return _area(request, "explain", area)


@needs(Right.SEE_FIGURES)
@require_GET
def predict(request: Request, area: str) -> HttpResponse:
    """Show an area of Predict."""
    return _area(request, "predict", area)


@needs(Right.SEE_FIGURES)
@require_GET
def prove(request: Request, area: str) -> HttpResponse:
    """Show an area of Prove."""
    return _area(request, "prove", area)


def _area(request: Request, verb: str, area: str) -> HttpResponse:
    shown, run = seen_of(verb, area, request.user), company.latest()
    first = request.GET.get("from", "0")
    since = int(first) if first.isdecimal() and len(first) < 4 else 0
    context = {
        "verb": verb,
        "area": area,
        "articles": articles(shown[since : since + MOST], request.words, verb, area),
        "more": since + MOST if since + MOST < len(shown) else 0,
        "hidden": len(of_area(verb, area)) - len(shown),
        "run": run,
        "areas": places(verb),
    }
    return page(request, "insights/told.html.j2", context)


def articles(
    shown: Sequence[tuple[int, Result]], words: Words, verb: str, area: str
) -> list[Article]:
    """Draw results, each with the addresses of its files."""
    marked = changes()
    return [
        Article(
            showing.article(result, words, f"t{number}", changes=marked),
            {
                kind: reverse("insights:told_file", args=[verb, area, number, kind])
                for kind in kinds_of(result, words)
            },
        )
        for number, result in shown
    ]


@needs(Right.SEE_FIGURES)
@require_GET
def told_file(request: Request, verb: str, area: str, number: int, kind: str) -> HttpResponse:
    """Give a result as a file; those that list customers only to who may export."""
    if verb not in _VERBS:
        raise Http404
    result = dict(seen_of(verb, area, request.user)).get(number)
    if result is None:
        raise Http404
    return file_for(request, result, kind, changes())


@needs(Right.SEE_FIGURES)
@require_GET
def card(request: Request) -> HttpResponse:
    """Show the card of the model in use: what it is, how good, and when not to trust it."""
    return page(request, "insights/card.html.j2", {"card": card_of(request.words.language)})
