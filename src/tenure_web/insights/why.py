"""The page of why: one period of attrition held against another, of everyone or of some."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from tenure.charts.result import attrition_rows
from tenure.charts.words import Words
from tenure.company import Company, Question
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure_web.insights import kept, showing
from tenure_web.insights.asking import address_of, check_rights
from tenure_web.insights.downloads import file_for, kinds_of
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right


class WhyForm(forms.Form):
    """Which period is explained, beside which, and of whom."""

    period = forms.CharField(required=False, max_length=20)
    against = forms.CharField(required=False, max_length=20)
    segment = forms.ChoiceField(required=False)
    where = forms.CharField(required=False, max_length=1000)

    def __init__(self, words: Words, given: Mapping[str, str]) -> None:
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
        for name, usual in zip(("period", "against"), periods(), strict=False):
            self.fields[name].widget.attrs |= {"list": "periods", "placeholder": usual}
        self.fields["where"].widget.attrs["placeholder"] = "plan = 'pro'"


def periods() -> list[str]:
    """Name the whole months, quarters and years of the last run, the latest of each first."""
    run = company.latest()
    months = {
        row.start
        for one in (run.results if run else [])
        if showing.is_attrition(one) and one.options.get("period") == "month"
        for row in attrition_rows(one)
        if row.complete
    }
    return [name for length in (1, 3, 12) for name in _whole(months, length)]


def _whole(months: set[date], length: int) -> list[str]:
    """Name the months, quarters or years all of whose months are there."""
    first = [
        day
        for day in sorted(months, reverse=True)
        if (day.month - 1) % length == 0
        and all(day.replace(month=day.month + ahead) in months for ahead in range(length))
    ]
    shape = {1: "{0:%Y-%m}", 3: "{0.year}-Q{1}", 12: "{0.year}"}[length]
    return [shape.format(day, day.month // 3 + 1) for day in first]


@needs(Right.SEE_FIGURES)
@require_GET
def why(request: Request) -> HttpResponse:
    """Say why attrition in a period was not that of another, of everyone or of a segment."""
    form = WhyForm(request.words, request.GET)
    context: dict[str, object] = {"form": form, "state": "wrong", "error": None}
    if form.is_valid():
        context |= {"query": address_of(form.cleaned_data)} | _answered(request, form.cleaned_data)
    return page(request, "insights/why.html.j2", context | {"periods": periods()})


def _answered(request: Request, cleaned: Mapping[str, str]) -> dict[str, object]:
    try:
        result = why_of(request.user, cleaned)
    except kept.BeingComputedError:
        return {"state": "busy"}
    except TenureError as error:
        return {"error": error}
    return {
        "state": "shown",
        "article": showing.article(result, request.words, "why", changes=changes()),
        "files": kinds_of(result, request.words),
    }


def why_of(user: User, cleaned: Mapping[str, str], patience: float = kept.PATIENCE) -> Result:
    """Return the page of why for a period and a segment; as the last run has it where it does.

    Raises as `kept.answer` does, and MetricError for who may not choose customers like this.
    """
    asked = {name: cleaned.get(name) or None for name in WhyForm.base_fields}
    check_rights(Question("attrition", where=asked["where"]), company.definitions(), user.rights)
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
def why_file(request: Request, kind: str) -> HttpResponse:
    """Give the facts as a file."""
    form = WhyForm(request.words, request.GET)
    if form.is_valid():
        try:
            result = why_of(request.user, form.cleaned_data)
        except (kept.BeingComputedError, TenureError):
            return redirect(f"{reverse('insights:why')}?{request.GET.urlencode()}")
        query = address_of(form.cleaned_data)
        return file_for(request, result, kind, changes(), query)
    return redirect(f"{reverse('insights:why')}?{request.GET.urlencode()}")
