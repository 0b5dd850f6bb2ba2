"""Taking a play's audience elsewhere: how each way stands, a file, sending, each day or not."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tenure.company.acts.deciding import RUNNING
from tenure.errors import TenureError
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.messages.channels import Channels
from tenure_web.people.audit import write
from tenure_web.people.rights import Right
from tenure_web.people.views import user_of, words_of
from tenure_web.plays import jobs
from tenure_web.plays.exporting import giving, sending
from tenure_web.plays.models import Export, Page
from tenure_web.plays.views.shared import TAKES, around, the_play, told

_TAKE = needs(Right.SEE_FIGURES, *TAKES)
_SEND = needs(Right.SEE_FIGURES, *TAKES, Right.EDIT_PLAYS)
SENT = (Export.Way.WEBHOOK, Export.Way.TABLE)
_LAST = 50


@_TAKE
@require_safe
def audience(request: HttpRequest, name: str) -> HttpResponse:
    """Show by which ways the audience leaves, and how each stands."""
    kept = the_play(name)
    there = {one.way: one for one in Export.objects.filter(play=name)}
    pages = Page.objects.filter(export__play=name)
    with Channels() as channels:
        hook = channels.of("webhook") is not None
    context = {
        **around(request, kept, "audience"),
        "ways": [there.get(way, Export(play=name, way=way)) for way in Export.Way.values],
        "pages": dict(pages.order_by().values_list("state").annotate(Count("pk"))),
        "dead": pages.filter(state__in=sending.DEAD).annotate(of=Count("customers"))[:_LAST],
        "hook": hook,
        "runs": kept.play.state == RUNNING,
        "personal": user_of(request).may(Right.SEE_PERSONAL),
        "folder": f"acts/{giving.FOLDER}/{name}/",
    }
    return page(request, "plays/audience.html.j2", context)


@_TAKE
@require_POST
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send the audience as CSV; whoever is in it counts as contacted."""
    kept, words = the_play(name), words_of(request)
    personal = user_of(request).may(Right.SEE_PERSONAL)
    try:
        lines = giving.lines(name, timezone.now(), personal=personal)
    except TenureError as error:
        messages.error(request, told(error, words))
        return redirect("plays:audience", name)
    _note(name, Export.Way.FILE, {"version": kept.play.version, "personal": personal})
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="audience-{name}.csv"'
    return response


@_SEND
@require_POST
def send(request: HttpRequest, name: str, way: str) -> HttpResponse:
    """Have the audience sent, or written, by the worker."""
    kept, words = the_play(name), words_of(request)
    export = _export(name, way)
    _note(name, way, {"version": kept.play.version})
    jobs.give.enqueue(export.pk)
    messages.success(request, words("audience.begun"))
    return redirect("plays:audience", name)


@_SEND
@require_POST
def daily(request: HttpRequest, name: str, way: str) -> HttpResponse:
    """Have it done after each run, or not any more."""
    the_play(name)
    export, on = _export(name, way), request.POST.get("daily") == "1"
    write("audience.daily", f"{name}, {way}", before=export.daily, after=on)
    Export.objects.filter(pk=export.pk).update(daily=on)
    messages.success(request, words_of(request)(f"audience.daily_{'on' if on else 'off'}"))
    return redirect("plays:audience", name)


@_SEND
@require_POST
def again(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Try a page anew that is dead, or of which nobody knows whether it arrived."""
    found = get_object_or_404(Page, pk=pk, export__play=name)
    if sending.again(found, timezone.now()):
        write("audience.again", found.uid, before={"state": found.state}, after={})
        messages.success(request, words_of(request)("audience.told_again"))
    return redirect("plays:audience", name)


def _export(name: str, way: str) -> Export:
    if way not in SENT:
        raise Http404
    return Export.objects.get_or_create(play=name, way=way)[0]


def _note(name: str, way: str, after: dict[str, Any]) -> None:
    write("audience.export", name, after={"way": str(way), **after})
