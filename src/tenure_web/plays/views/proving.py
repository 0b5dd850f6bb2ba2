"""Experiments: all trials with their plan, split, looks and verdict, and the page of each."""

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure_web.insights.showing import article
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.people.views import words_of
from tenure_web.plays import proved, shelf
from tenure_web.plays.proved import Trial
from tenure_web.plays.views.shared import SEE

ORDER = ("harms", "not_sound", "works", "not_known", "no_difference")
"""By what asks for somebody: what does harm first."""


@SEE
@require_GET
def experiments(request: HttpRequest) -> HttpResponse:
    """List every trial and holdout that the last run judged."""
    words = words_of(request)
    found = sorted(proved.trials(), key=lambda one: (_place(one), one.name))
    judged = {one.name for one in found}
    waiting = [
        one
        for one in shelf.notice().plays.values()
        if one.state != "draft" and one.id not in judged
    ]
    context = {
        "rows": [(proved.called(one.name, words), one) for one in found],
        "waiting": waiting,
        "run": company.latest(),
        "within": proved.within,
    }
    return page(request, "plays/experiments.html.j2", context)


@SEE
@require_GET
def experiment(request: HttpRequest, name: str) -> HttpResponse:
    """Show a trial: its arms and whether they are as meant, its effect at each look, its worth."""
    words, found = words_of(request), proved.of(name)
    if not found:
        raise Http404
    context = {
        "title": proved.called(name, words),
        "name": name,
        "found": [
            (one, drawn(one, words, f"look{at}"), _parts(one, words, f"part{at}"))
            for at, one in enumerate(found)
        ],
        "play": shelf.find(name),
        "within": proved.within,
    }
    return page(request, "plays/experiment.html.j2", context)


def drawn(one: Trial, words: Words, key: str) -> str:
    """Return the chart of a trial's looks; empty where there is none yet, or it is not sound."""
    if one.looks is None or not one.sound:
        return ""
    return article(one.looks, words, key)


def _parts(one: Trial, words: Words, key: str) -> list[tuple[str, list[str]]]:
    """Return each part of a trial as a table, and what it says; nothing of one not sound."""
    return [
        (article(_bare(part), words, f"{key}-{at}"), one.noted(part, words))
        for at, part in enumerate(one.parts if one.sound else ())
    ]


def _bare(part: Result) -> Result:
    said = [name for name in part.table.column_names if name.startswith("says_")]
    return replace(part, table=part.table.drop_columns(said))


def _place(one: Trial) -> int:
    verdict = one.row["verdict"]
    return ORDER.index(verdict) if verdict in ORDER else len(ORDER)
