"""The page of one experiment: all its arms beside the control, by leaving or by what was done."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.company import Company
from tenure.company.predictions.acting.trials import Trials
from tenure.company.predictions.outlook import Outlook
from tenure.company.proofs import arms, compare, shares_of
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure_web.insights import kept, showing
from tenure_web.insights.asking import address_of
from tenure_web.insights.downloads import file_for, kinds_of
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

LONGEST = 365


class ExperimentForm(forms.Form):
    """Which experiment, by what outcome, after how long, and how its arms were drawn."""

    experiment = forms.CharField(max_length=200)
    event = forms.CharField(required=False, max_length=200)
    days = forms.IntegerField(required=False, min_value=1, max_value=LONGEST)
    control = forms.CharField(required=False, max_length=200)
    shares = forms.CharField(required=False, max_length=500)
    fewer = forms.BooleanField(required=False)

    def __init__(self, words: Words, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.label_suffix = ""
        for name, found in self.fields.items():
            found.label = words(f"ask.trial_{name}")
            found.widget.attrs["autocomplete"] = "off"
        self.fields["experiment"].widget.attrs["list"] = "experiments"
        self.fields["event"].widget.attrs["placeholder"] = words("ask.trial_leaving")
        self.fields["shares"].widget.attrs["placeholder"] = "holdout=1, treatment=9"


@needs(Right.SEE_FIGURES)
@require_GET
def experiment(request: Request) -> HttpResponse:
    """Compare the arms of an experiment with its control; without one chosen, ask for it."""
    form = ExperimentForm(request.words, request.GET)
    context: dict[str, object] = {"form": form, "state": "wrong", "error": None}
    if not request.GET:
        context |= {"form": ExperimentForm(request.words, {"experiment": _usual()}), "state": "ask"}
    elif form.is_valid():
        context |= {"query": _query(form.cleaned_data)} | _answered(request, form.cleaned_data)
    return page(request, "insights/experiment.html.j2", context | {"experiments": names()})


def names() -> list[str]:
    """Name the experiments that the last run judged, each once."""
    run = company.latest()
    rows = [
        row for one in (run.results if run else []) if one.metric == "proofs" for row in one.rows
    ]
    return list(dict.fromkeys(str(row["experiment"]) for row in rows))


def _usual() -> str:
    return next(iter(names()), "")


def _query(cleaned: Mapping[str, object]) -> str:
    """Write what is asked as an address; a box that is not ticked is not in it."""
    return address_of({name: value or None for name, value in cleaned.items()})


def _answered(request: Request, cleaned: Mapping[str, object]) -> dict[str, object]:
    try:
        (result,) = experiment_of(request.user, cleaned)
    except kept.BeingComputedError:
        return {"state": "busy"}
    except TenureError as error:
        return {"error": error}
    return {
        "state": "shown",
        "article": showing.article(result, request.words, "trial"),
        "files": kinds_of(result, request.words),
    }


def experiment_of(
    user: User, cleaned: Mapping[str, object], patience: float = kept.PATIENCE
) -> list[Result]:
    """Return the arms of an experiment as it was asked; raises as `kept.answer` does."""
    name, event, control, shares = (
        str(cleaned.get(one) or "") or None for one in ("experiment", "event", "control", "shares")
    )
    days, fewer = cleaned.get("days"), bool(cleaned.get("fewer"))

    def compute(told: Company) -> Result:
        outlook = Outlook(told.rule)
        found = compare(
            outlook,
            Trials(outlook).find(str(name), control),
            event=event,
            days=days if isinstance(days, int) else None,
            shares=shares_of(shares) if shares else None,
            fewer=fewer,
        )
        return arms(outlook, found)

    what = ("experiment", name, event, days, control, shares, fewer)
    return [kept.asked(what, compute, patience)]


@needs(Right.SEE_FIGURES)
@require_GET
def experiment_file(request: Request, kind: str) -> HttpResponse:
    """Give the arms as a file."""
    form = ExperimentForm(request.words, request.GET)
    if form.is_valid():
        try:
            (result,) = experiment_of(request.user, form.cleaned_data)
        except (kept.BeingComputedError, TenureError):
            return redirect(f"{reverse('insights:experiment')}?{request.GET.urlencode()}")
        return file_for(request, result, kind, [], _query(form.cleaned_data))
    return redirect(f"{reverse('insights:experiment')}?{request.GET.urlencode()}")
