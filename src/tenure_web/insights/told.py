"""The pages of Explain and Predict: what the last run found, by area, as the report shows it."""

from collections.abc import Sequence

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.company import Company
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure_web.insights import kept, showing
from tenure_web.insights.card import card_of
from tenure_web.insights.downloads import download
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

EXPLAIN: dict[str, tuple[str, ...]] = {
    "why": ("why",),
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
MOST = 6
"""Results on one page: each change has a chart of its own."""
_VERBS = {"explain": EXPLAIN, "predict": PREDICT}


class WhyForm(forms.Form):
    """Which period is explained, beside which, and of whom."""

    period = forms.CharField(required=False, max_length=20)
    against = forms.CharField(required=False, max_length=20)
    segment = forms.ChoiceField(required=False)

    def __init__(self, words: Words, given: QueryDict) -> None:
        super().__init__(given)
        self.label_suffix = ""
        everyone = [("", words("insights.everyone"))]
        names = list(company.definitions().segments)
        segment = self.fields["segment"]
        assert isinstance(segment, forms.ChoiceField)
        segment.choices = [*everyone, *((one, one) for one in names)]
        for name, found in self.fields.items():
            found.label = words(f"ask.why_{name}")
            found.widget.attrs["autocomplete"] = "off"
        self.fields["period"].widget.attrs["placeholder"] = "2026-06"
        self.fields["against"].widget.attrs["placeholder"] = "2026-05"


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
        "areas": [one for one in _VERBS[verb] if one != "why"],
    }
    return page(request, "insights/told.html.j2", context)


def articles(
    shown: Sequence[tuple[int, Result]], words: Words, verb: str, area: str
) -> list[tuple[object, str]]:
    """Draw results, each with the address of its rows as a file."""
    marked = changes()
    return [
        (
            showing.article(result, words, f"t{number}", changes=marked),
            reverse("insights:told_file", args=[verb, area, number]),
        )
        for number, result in shown
    ]


@needs(Right.SEE_FIGURES)
@require_GET
def told_file(request: Request, verb: str, area: str, number: int) -> HttpResponse:
    """Give the rows of a result as a file; those that list customers only to who may export."""
    if verb not in _VERBS:
        raise Http404
    result = dict(seen_of(verb, area, request.user)).get(number)
    if result is None:
        raise Http404
    if showing.lists_customers(result) and Right.EXPORT not in request.user.rights:
        raise Http404
    return download(result, "csv", request.words, [])


@needs(Right.SEE_FIGURES)
@require_GET
def why(request: Request) -> HttpResponse:
    """Say why attrition in a period was not that of another, of everyone or of a segment."""
    form = WhyForm(request.words, request.GET)
    context: dict[str, object] = {"form": form, "state": "wrong", "error": None}
    if form.is_valid():
        context |= _why(request, form.cleaned_data)
    return page(request, "insights/why.html.j2", context)


def _why(request: Request, cleaned: dict[str, str]) -> dict[str, object]:
    try:
        result = why_of(cleaned)
    except kept.BeingComputedError:
        return {"state": "busy"}
    except TenureError as error:
        return {"error": error}
    return {
        "state": "shown",
        "article": showing.article(result, request.words, "why", changes=changes()),
    }


def why_of(cleaned: dict[str, str], patience: float = kept.PATIENCE) -> Result:
    """Return the page of why for a period and a segment; as the last run has it where it does."""
    asked = {name: cleaned.get(name) or None for name in ("period", "against", "segment")}
    run = company.latest()
    if run and not any(asked.values()):
        found = next((one for one in run.results if one.metric == "why"), None)
        if found is not None:
            return found

    def compute(told: Company) -> Result:
        return told.explanations().why(**asked).result()

    return kept.asked(("why", asked), compute, patience)


@needs(Right.SEE_FIGURES)
@require_GET
def card(request: Request) -> HttpResponse:
    """Show the card of the model in use: what it is, how good, and when not to trust it."""
    return page(request, "insights/card.html.j2", {"card": card_of(request.words.language)})
