"""Experiments: all trials with their plan, split, looks and verdict, and the page of each."""

from collections.abc import Collection
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tenure.act.play import Play
from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure_web.insights.showing import article
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.people.views import words_of
from tenure_web.plays import compared, proved, shelf
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
    judged, plays = {one.name for one in found}, shelf.notice().plays
    waiting = [one for one in plays.values() if one.state != "draft" and one.id not in judged]
    beside = compared.names()
    context = {
        "rows": [(proved.called(one.name, words), one) for one in found],
        "waiting": [(one, _waits(one, beside)) for one in waiting],
        "beside": [(one, proved.called(one, words)) for one in sorted(beside - set(plays))],
        "run": company.latest(),
        "within": proved.within,
    }
    return page(request, "plays/experiments.html.j2", context)


@SEE
@require_GET
def experiment(request: HttpRequest, name: str) -> HttpResponse:
    """Show a trial: its arms and whether they are as meant, its effect at each look, its worth."""
    words, found, beside = words_of(request), proved.of(name), compared.of(name)
    if not found and not beside:
        raise Http404
    context = {
        "title": proved.called(name, words),
        "name": name,
        "found": [
            (one, drawn(one, words, f"look{at}"), _parts(one, words, f"part{at}"))
            for at, one in enumerate(found)
        ],
        "compared": beside,
        "play": shelf.find(name),
        "within": proved.within,
    }
    return page(request, "plays/experiment.html.j2", context)


def _waits(play: Play, beside: Collection[str]) -> str:
    """Return the key of the words that say why a play is not among the experiments."""
    if not play.holdout:
        return "proved.no_holdout"
    return "proved.empty_holdout" if play.id in beside else "proved.waiting_says"


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
