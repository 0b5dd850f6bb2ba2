"""Dashboards: kept views one beneath the other, put in order, and mailed."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from tenure.charts.words import Words
from tenure_web.insights.mailing import next_after
from tenure_web.insights.models import (
    EVERY,
    Dashboard,
    Mailing,
    Shown,
    seen_dashboards,
    seen_views,
    shown_on,
)
from tenure_web.insights.saving import NameForm, Seen, articles, seen_now
from tenure_web.insights.timeline import changes
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people import audit
from tenure_web.people.rights import Right

MOST = 12
"""Views on a dashboard."""
_PATIENCE = 0.3


@dataclass(frozen=True)
class Panel:
    """A view on a dashboard as a page shows it."""

    shown: Shown
    seen: Seen
    articles: list[Markup]


class MailingForm(forms.Form):
    """How often a dashboard is mailed, and at which hour of the company."""

    every = forms.ChoiceField()
    day = forms.IntegerField(required=False, min_value=0, max_value=28)
    hour = forms.IntegerField(min_value=0, max_value=23, initial=8)

    def __init__(self, words: Words, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.label_suffix = ""
        every = self.fields["every"]
        assert isinstance(every, forms.ChoiceField)
        every.choices = [(one, words(f"mailing.each_{one}")) for one in EVERY]
        for name, found in self.fields.items():
            found.label = words(f"mailing.{name}")
        self.fields["day"].help_text = words("mailing.day_help")
        self.fields["hour"].help_text = company.definitions().company.time_zone

    def clean(self) -> dict[str, object]:
        """Leave the day out where mail goes every day."""
        cleaned = super().clean() or {}
        day = cleaned.get("day") or 0
        every = cleaned.get("every")
        least, most = {"week": (1, 7), "month": (1, 28)}.get(str(every), (0, 28))
        if every in ("week", "month") and not least <= day <= most:
            message = self.fields["day"].help_text
            self.add_error("day", message)
        cleaned["day"] = day - 1 if every == "week" else day if every == "month" else 0
        return cleaned


@needs(Right.SAVE_VIEWS)
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """Begin a dashboard."""
    may_share = Right.SHARE_VIEWS in request.user.rights
    form = NameForm(request.words, may_share, request.POST or None)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return page(request, "insights/board_form.html.j2", {"form": form}, status=status)
    shared = bool(form.cleaned_data.get("shared"))
    name = form.cleaned_data["name"]
    made = Dashboard.objects.create(name=name, owner=request.user, shared=shared)
    audit.write("dashboard.add", str(made.pk), after={"name": made.name, "shared": shared})
    return redirect("insights:dashboard", number=made.pk)


@needs(Right.SAVE_VIEWS)
@require_GET
def dashboard(request: Request, number: int) -> HttpResponse:
    """Show a dashboard: each view as its reader may see it."""
    found = get_object_or_404(seen_dashboards(request.user), pk=number)
    return _board(request, found, MailingForm(request.words))


def _board(
    request: Request, found: Dashboard, form: MailingForm, status: int = 200
) -> HttpResponse:
    own, there, marked = found.owner_id == request.user.pk, shown_on(found), changes()
    panels = []
    for one in there:
        seen = seen_now(one.view.address, request.user, request.words, _PATIENCE)
        panels.append(Panel(one, seen, articles(seen, request.words, f"v{one.pk}", marked)))
    on_it = {one.view_id for one in there}
    context = {
        "dashboard": found,
        "panels": panels,
        "own": own,
        "others": [one for one in seen_views(request.user) if one.pk not in on_it] if own else [],
        "mailing": Mailing.objects.filter(dashboard=found, to=request.user).first(),
        "form": form,
        "busy": any(one.seen.busy for one in panels),
    }
    return page(request, "insights/board.html.j2", context, status=status)


@needs(Right.SAVE_VIEWS)
@require_POST
def arrange(request: Request, number: int) -> HttpResponse:
    """Add a view to one's own dashboard, move it up or down, or take it off."""
    found = get_object_or_404(Dashboard, pk=number, owner=request.user)
    what, _, told = request.POST.get("do", "").partition(":")
    told = told or request.POST.get("view", "")
    if not told.isdecimal() or what not in _DOING:
        raise BadRequest("no such thing to do")
    before = _order(found)
    _DOING[what](request, found, int(told))
    after = _order(found)
    audit.write("dashboard.arrange", str(found.pk), before=before, after=after)
    return redirect("insights:dashboard", number=found.pk)


def _order(found: Dashboard) -> list[int]:
    return list(Shown.objects.filter(dashboard=found).values_list("view_id", flat=True))


def _put(request: Request, found: Dashboard, told: int) -> None:
    view = get_object_or_404(seen_views(request.user), pk=told)
    there = Shown.objects.filter(dashboard=found)
    if there.count() >= MOST:
        messages.error(request, request.words("board.full", most=MOST))
        return
    last = there.aggregate(last=Max("place"))["last"]
    place = 0 if last is None else last + 1
    Shown.objects.get_or_create(dashboard=found, view=view, defaults={"place": place})


def _off(request: Request, found: Dashboard, told: int) -> None:
    Shown.objects.filter(dashboard=found, view_id=told).delete()


def _move(found: Dashboard, told: int, by: int) -> None:
    order = _order(found)
    if told not in order:
        return
    at = order.index(told)
    to = min(max(at + by, 0), len(order) - 1)
    order.insert(to, order.pop(at))
    for place, view in enumerate(order):
        Shown.objects.filter(dashboard=found, view_id=view).update(place=place)


def _up(request: Request, found: Dashboard, told: int) -> None:
    _move(found, told, -1)


def _down(request: Request, found: Dashboard, told: int) -> None:
    _move(found, told, 1)


_DOING = {"put": _put, "off": _off, "up": _up, "down": _down}


@needs(Right.SAVE_VIEWS)
@require_POST
def remove(request: Request, number: int) -> HttpResponse:
    """Ask once, then remove one's own dashboard, with its mailings."""
    found = get_object_or_404(Dashboard, pk=number, owner=request.user)
    if "sure" not in request.POST:
        return page(request, "insights/remove.html.j2", {"name": found.name, "kind": "board"})
    audit.write("dashboard.remove", str(found.pk), before={"name": found.name})
    found.delete()
    messages.success(request, request.words("saved.removed", name=found.name))
    return redirect("insights:views")


@needs(Right.SAVE_VIEWS)
@require_POST
def mail(request: Request, number: int) -> HttpResponse:
    """Have a dashboard mailed to oneself, or no longer."""
    found = get_object_or_404(seen_dashboards(request.user), pk=number)
    if "stop" in request.POST:
        Mailing.objects.filter(dashboard=found, to=request.user).delete()
        audit.write("mailing.stop", str(found.pk))
        messages.success(request, request.words("mailing.stopped"))
        return redirect("insights:dashboard", number=found.pk)
    form = MailingForm(request.words, request.POST)
    if not request.user.email or not form.is_valid():
        return _board(request, found, form, status=400)
    told = {name: form.cleaned_data[name] for name in ("every", "day", "hour")}
    due = next_after(timezone.now(), company.definitions().company.time_zone, **told)
    Mailing.objects.update_or_create(
        dashboard=found, to=request.user, defaults={**told, "next_at": due, "tries": 0}
    )
    audit.write("mailing.set", str(found.pk), after=told)
    messages.success(request, request.words("mailing.kept", at=_said(due, request.words)))
    return redirect("insights:dashboard", number=found.pk)


def _said(at: datetime, words: Words) -> str:
    own = at.astimezone(ZoneInfo(company.definitions().company.time_zone))
    return f"{words.formats.date(own.date())} {own:%H:%M}"
