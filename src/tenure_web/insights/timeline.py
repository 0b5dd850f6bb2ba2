"""Changes on the time line: those of the data, and those that people write here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from tenure.charts.changes import Change
from tenure.charts.words import Words
from tenure_web.insights.downloads import attached, rows_csv
from tenure_web.insights.models import KINDS, Annotation
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.rights import Right

COLUMNS = ("at", "kind", "name", "segment")
"""The columns of the table `changes`, by the names that the library reads."""


def changes() -> list[Change]:
    """Return all changes, of the last run's data and written here."""
    run = company.latest()
    own = [Change(one.at, one.kind, one.name) for one in Annotation.objects.all()]
    return sorted({*(run.changes if run else ()), *own})


class AnnotationForm(forms.ModelForm):  # type: ignore[type-arg]
    """What changed, when, of what kind, and whom it concerned."""

    class Meta:
        """The columns that a table `changes` has."""

        model = Annotation
        fields = COLUMNS

    def __init__(self, words: Words, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        kinds = [(one, words(f"change.{one}")) for one in KINDS]
        self.fields["at"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["kind"] = forms.ChoiceField(choices=kinds)
        for name in COLUMNS:
            self.fields[name].label = words(f"timeline.{name}")
        self.fields["segment"].help_text = words("timeline.segment_help")


@needs(Right.SEE_FIGURES)
@require_GET
def timeline(request: Request) -> HttpResponse:
    """List the changes, those written here to be changed, those of the data to be read."""
    run = company.latest()
    own = list(Annotation.objects.select_related("author"))
    context = {
        "own": own,
        "of_data": sorted(run.changes, reverse=True) if run else [],
        "may": Right.ANNOTATE in request.user.rights,
    }
    return page(request, "insights/timeline.html.j2", context)


@needs(Right.ANNOTATE)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Write a change onto the time line."""
    form = AnnotationForm(request.words, request.POST or None)
    if not form.is_valid():
        return _form(request, form, "add")
    form.instance.author = request.user
    made = form.save()
    audit.write("annotation.add", str(made.pk), after=made.told())
    messages.success(request, request.words("timeline.added", name=made.name))
    return redirect("insights:timeline")


@needs(Right.ANNOTATE)
@require_http_methods(["GET", "POST"])
def edit(request: Request, number: int) -> HttpResponse:
    """Change what was written onto the time line."""
    found = get_object_or_404(Annotation, pk=number)
    before = found.told()
    form = AnnotationForm(request.words, request.POST or None, instance=found)
    if not form.is_valid():
        return _form(request, form, "edit")
    made = form.save()
    audit.write("annotation.edit", str(made.pk), before=before, after=made.told())
    messages.success(request, request.words("timeline.edited", name=made.name))
    return redirect("insights:timeline")


@needs(Right.ANNOTATE)
@require_http_methods(["GET", "POST"])
def remove(request: Request, number: int) -> HttpResponse:
    """Ask once, then take a change off the time line."""
    found = get_object_or_404(Annotation, pk=number)
    if request.method == "GET":
        return page(request, "insights/timeline_remove.html.j2", {"one": found})
    before = found.told()
    audit.write("annotation.remove", str(found.pk), before=before)
    found.delete()
    messages.success(request, request.words("timeline.removed", name=before["name"]))
    return redirect("insights:timeline")


@needs(Right.SEE_FIGURES)
@require_GET
def export(request: Request) -> HttpResponse:
    """Give what was written here as a file, in the columns of the table `changes`."""
    rows = [one.told() for one in Annotation.objects.order_by("at", "pk")]
    audit.write("annotation.export", "changes", after={"rows": len(rows)})
    return attached(rows_csv(rows, COLUMNS), "changes.csv")


def _form(request: Request, form: AnnotationForm, what: str) -> HttpResponse:
    status = 400 if form.is_bound else 200
    return page(
        request, "insights/timeline_form.html.j2", {"form": form, "what": what}, status=status
    )
