"""Views that are kept under a name: a page of insights, whose address holds the whole question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tenure.charts.changes import Change
from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure.measure.result import Result
from tenure_web.insights import kept, measure, showing, told
from tenure_web.insights.asking import inquiry
from tenure_web.insights.experiment import ExperimentForm, experiment_of
from tenure_web.insights.interviews import InterviewsForm, interviews_of
from tenure_web.insights.models import LONGEST, SavedView, seen_dashboards, seen_views
from tenure_web.insights.why import WhyForm, why_of
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right

_FORMS: dict[str, type[WhyForm] | type[InterviewsForm] | type[ExperimentForm]] = {
    "why": WhyForm,
    "interviews": InterviewsForm,
    "experiment": ExperimentForm,
}
_TELLERS: dict[str, Callable[[User, Mapping[str, Any], float], list[Result]]] = {
    "why": lambda *asked: [why_of(*asked)],
    "interviews": interviews_of,
    "experiment": experiment_of,
}
_SHOWN = ("metric", "explain", "predict", "prove", *_FORMS)
"""Names of the pages that can be kept."""


@dataclass(frozen=True)
class Seen:
    """What a kept view shows now: its results, or why there are none."""

    results: Sequence[Result] = ()
    busy: bool = False
    error: TenureError | None = None


class NameForm(forms.Form):
    """A name, and whether others may open what bears it."""

    name = forms.CharField(max_length=120)
    shared = forms.BooleanField(required=False)

    def __init__(self, words: Words, may_share: bool, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        self.fields["name"].label = words("saved.name")
        self.fields["shared"].label = words("saved.shared")
        if not may_share:
            del self.fields["shared"]


def own_address(address: str) -> bool:
    """Say whether an address is one of a page that can be kept, without a host."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or "\\" in address:
        return False
    try:
        match = resolve(parts.path)
    except Resolver404:
        return False
    return match.namespace == "insights" and match.url_name in _SHOWN


def seen_now(address: str, user: User, words: Words, patience: float = kept.PATIENCE) -> Seen:
    """Return what a kept page shows somebody, with the rights that they have now.

    A page that is no longer there, or no longer understood, is an error of its own: it takes
    nothing else with it.
    """
    try:
        return Seen(_results(address, user, words, patience))
    except kept.BeingComputedError:
        return Seen(busy=True)
    except Http404:
        return Seen(error=TenureError(words("saved.broken")))
    except TenureError as error:
        return Seen(error=error)


def _results(address: str, user: User, words: Words, patience: float) -> list[Result]:
    parts = urlsplit(address)
    match, given = resolve(parts.path), QueryDict(parts.query)
    if match.url_name == "metric":
        found = measure.metric_of(match.kwargs["name"])
        form = measure.form_of(found, given, words)
        if not form.is_valid():
            raise TenureError(words("saved.broken"))
        asked = inquiry(found, form.cleaned_data)
        return [measure.answer_for(user, one, patience) for one in asked.questions]
    if match.url_name in _FORMS:
        chosen = _FORMS[match.url_name](words, given)
        if not chosen.is_valid():
            raise TenureError(words("saved.broken"))
        return _TELLERS[match.url_name](user, chosen.cleaned_data, patience)
    seen = told.seen_of(str(match.url_name), match.kwargs["area"], user)
    return [one for _, one in seen[: told.MOST]]


def articles(seen: Seen, words: Words, key: str, changes: Sequence[Change]) -> list[Markup]:
    """Draw what a kept view shows, without what is folded away."""
    return [
        showing.article(one, words, f"{key}-{number}", changes=changes, brief=True)
        for number, one in enumerate(seen.results)
    ]


@needs(Right.SAVE_VIEWS)
@require_GET
def views(request: Request) -> HttpResponse:
    """List kept views and dashboards, one's own and those that are shared."""
    context = {"views": seen_views(request.user), "dashboards": seen_dashboards(request.user)}
    return page(request, "insights/views.html.j2", context)


@needs(Right.SAVE_VIEWS)
@require_http_methods(["GET", "POST"])
def save_view(request: Request) -> HttpResponse:
    """Keep a page under a name."""
    address = (request.POST if request.method == "POST" else request.GET).get("address", "")
    if len(address) > LONGEST or not own_address(address):
        raise BadRequest("no page of insights")
    may_share = Right.SHARE_VIEWS in request.user.rights
    form = NameForm(request.words, may_share, request.POST or None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        context = {"form": form, "address": address}
        return page(request, "insights/view_form.html.j2", context, status=status)
    shared = bool(form.cleaned_data.get("shared"))
    name = form.cleaned_data["name"]
    made = SavedView.objects.create(name=name, owner=request.user, shared=shared, address=address)
    audit.write("view.add", str(made.pk), after={"name": made.name, "shared": shared})
    messages.success(request, request.words("saved.kept", name=made.name))
    return redirect("insights:views")


@needs(Right.SAVE_VIEWS)
@require_POST
def remove_view(request: Request, number: int) -> HttpResponse:
    """Remove one's own view; it leaves the dashboards that it is on."""
    found = get_object_or_404(SavedView, pk=number, owner=request.user)
    before = {"name": found.name, "shared": found.shared, "address": found.address}
    if "sure" not in request.POST:
        context = {"name": found.name, "kind": "view"}
        return page(request, "insights/remove.html.j2", context)
    audit.write("view.remove", str(found.pk), before=before)
    found.delete()
    messages.success(request, request.words("saved.removed", name=before["name"]))
    return redirect("insights:views")
