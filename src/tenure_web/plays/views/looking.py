"""The list of plays with their figures, a play's page, its versions, and its file."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tenure.act import saying
from tenure.act.play import Play
from tenure.act.ready import fitting, ready
from tenure.act.writing import dumps
from tenure.charts.words import Words
from tenure_web.lib import company
from tenure_web.lib.comparing import compared as lines_compared
from tenure_web.lib.page import page
from tenure_web.people.audit import write
from tenure_web.people.rights import Right
from tenure_web.people.views import user_of, words_of
from tenure_web.plays import compared, proved, shelf
from tenure_web.plays.checked import checked
from tenure_web.plays.figures import Figures, figures
from tenure_web.plays.models import Version
from tenure_web.plays.views.proving import drawn
from tenure_web.plays.views.shared import EDIT, SEE, around, language_of, the_play, told

_PAGE = 30
_ORDER = ("running", "paused", "draft", "ended")


@SEE
@require_GET
def plays(request: HttpRequest) -> HttpResponse:
    """List the plays: those that run first, what is asked first before others."""
    found, reached = shelf.notice(), figures()
    ordered = sorted(found.plays.values(), key=_place)
    context = {
        "rows": [(one, reached.get(one.id, Figures())) for one in ordered],
        "problems": [told(one, words_of(request)) for one in found.problems],
        "language": language_of(request),
        "editor": user_of(request).may(Right.EDIT_PLAYS),
        "states": saying.texts(language_of(request))["state"],
    }
    return page(request, "plays/plays.html.j2", context)


def _place(play: Play) -> tuple[int, int, str]:
    return _ORDER.index(play.state), -play.priority, play.id


@SEE
@require_GET
def play(request: HttpRequest, name: str) -> HttpResponse:
    """Show a play: what it does in words, whom it has reached, what is wrong with it."""
    kept, language = the_play(name), language_of(request)
    one = kept.play
    context = {
        **around(request, kept, "play"),
        "turn": saying.whose_turn(one, language),
        "steps": saying.steps(one, language),
        "goal": saying.goal(one, language),
        "holdout": saying.holdout(one, language),
        "state": saying.texts(language)["state"][one.state],
        "purpose": saying.texts(language)["purpose"][one.purpose],
        "checked": checked(one, language),
        "severities": saying.texts(language)["severity"],
        "figures": figures().get(name, Figures()),
        "version": Version.objects.filter(play=name).select_related("user").first(),
        **_proved(one, words_of(request)),
        "texts": [at for at, step in enumerate(one.steps, 1) if step.do == "message"],
    }
    return page(request, "plays/play.html.j2", context)


def _proved(one: Play, words: Words) -> dict[str, Any]:
    """Return what the last run proved of a play; where it is nothing, why it is."""
    found = next(iter(proved.of(one.id)), None)
    return {
        "trial": found,
        "chart": drawn(found, words, "effect") if found else "",
        "unsaid": words(proved.why_nothing(one)),
        "compared": [] if found else compared.of(one.id),
        "within": proved.within,
    }


@SEE
@require_GET
def versions(request: HttpRequest, name: str) -> HttpResponse:
    """List the versions of a play, the newest first."""
    kept = the_play(name)
    every = Version.objects.filter(play=name).select_related("user", "restored").defer("text")
    context = {
        **around(request, kept, "versions"),
        "found": Paginator(every, _PAGE).get_page(request.GET.get("page")),
        "states": saying.texts(language_of(request))["state"],
    }
    return page(request, "plays/versions.html.j2", context)


@SEE
@require_GET
def version(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Show a version: what it changed, and its whole text."""
    kept = the_play(name)
    one = get_object_or_404(Version.objects.select_related("user", "restored"), pk=pk, play=name)
    before = Version.objects.filter(play=name, pk__lt=pk).first()
    context = {
        **around(request, kept, "versions"),
        "one": one,
        "before": before,
        "lines": lines_compared(before.text, one.text) if before else None,
        "text": list(enumerate(one.text.rstrip("\n").split("\n"), 1)),
        "last": Version.objects.filter(play=name).first() == one,
    }
    return page(request, "plays/version.html.j2", context)


@EDIT
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    """List the ready-made plays for this kind of company, with what it lacks for each."""
    kind, language = company.definitions().company.kind, language_of(request)
    every = request.GET.get("all") == "1"
    own = shelf.notice().kept
    rows = [
        (one.play, checked(one.play, language), one.play.id in own)
        for one in (ready() if every else fitting(kind)).values()
    ]
    context = {
        "rows": rows,
        "every": every,
        "language": language,
        "severities": saying.texts(language)["severity"],
    }
    return page(request, "plays/library.html.j2", context)


@SEE
@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    """Send a play as one file."""
    kept = the_play(name)
    write("play.export", name, after={"version": kept.play.version})
    response = HttpResponse(dumps(kept.play), content_type="application/toml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return response
