"""The page of interviews: whom to ask next, and what; asked of the company, not of the run."""

from collections.abc import Mapping

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.company import Company, Question
from tenure.company.explanations.interviews import interviews as whom_to_ask
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure_web.insights import kept, showing
from tenure_web.insights.asking import address_of, check_rights
from tenure_web.insights.downloads import file_for
from tenure_web.insights.measure import splits
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right

USUAL, MOST = 12, 50


class InterviewsForm(forms.Form):
    """How many are asked, over which groups, and among whom."""

    n = forms.IntegerField(required=False, min_value=1, max_value=MOST)
    by = forms.CharField(required=False, max_length=200)
    where = forms.CharField(required=False, max_length=1000)

    def __init__(self, words: Words, given: Mapping[str, str]) -> None:
        super().__init__(given)
        self.label_suffix = ""
        for name, found in self.fields.items():
            found.label = words(f"ask.{name}")
            found.widget.attrs["autocomplete"] = "off"
        self.fields["n"].widget.attrs["placeholder"] = str(USUAL)
        self.fields["by"].widget.attrs["list"] = "columns"
        self.fields["where"].widget.attrs["placeholder"] = "plan = 'pro'"


@needs(Right.SEE_FIGURES)
@require_GET
def interviews(request: Request) -> HttpResponse:
    """Say whom to interview next with what to ask each, and what is not known."""
    form = InterviewsForm(request.words, request.GET)
    context: dict[str, object] = {"form": form, "state": "wrong", "error": None}
    if form.is_valid():
        context |= {"query": address_of(form.cleaned_data)} | _answered(request, form.cleaned_data)
    return page(request, "insights/interviews.html.j2", context | {"columns": splits()})


def _answered(request: Request, cleaned: Mapping[str, object]) -> dict[str, object]:
    try:
        told = interviews_of(request.user, cleaned)
    except kept.BeingComputedError:
        return {"state": "busy"}
    except TenureError as error:
        return {"error": error}
    people = next((one for one in told if showing.lists_customers(one)), None)
    others = [one for one in told if one is not people]
    return {
        "state": "shown",
        "people": people,
        "linked": company.last_day() is not None,
        "articles": [showing.article(one, request.words, "open") for one in others],
    }


def interviews_of(
    user: User, cleaned: Mapping[str, object], patience: float = kept.PATIENCE
) -> list[Result]:
    """Return what somebody may see of whom to interview; raises as `kept.answer` does."""
    n, by, where = (cleaned.get(name) or None for name in InterviewsForm.base_fields)
    question = Question("attrition", by=by, where=where)  # type: ignore[arg-type]
    check_rights(question, company.definitions(), user.rights)
    number = n if isinstance(n, int) else USUAL

    def compute(told: Company) -> list[Result]:
        outlook = told.explanations().outlook
        return whom_to_ask(outlook, number, by=question.by, where=question.where)

    what = ("interviews", number, question.by, question.where)
    seen = [showing.seen_by(one, user.rights) for one in kept.all_asked(what, compute, patience)]
    return [one for one in seen if one is not None]


@needs(Right.SEE_FIGURES)
@require_GET
def interviews_file(request: Request) -> HttpResponse:
    """Give whom to interview, with every guide, as a file; only to who may export customers."""
    form = InterviewsForm(request.words, request.GET)
    if form.is_valid():
        try:
            told = interviews_of(request.user, form.cleaned_data)
        except (kept.BeingComputedError, TenureError):
            return redirect(f"{reverse('insights:interviews')}?{request.GET.urlencode()}")
        return file_for(request, told[0], "csv", [], address_of(form.cleaned_data))
    return redirect(f"{reverse('insights:interviews')}?{request.GET.urlencode()}")
