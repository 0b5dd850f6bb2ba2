"""Runs: what was computed when, starting one, and what is done by itself."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenure.errors import TenureError
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.audit import write
from tenure_web.people.rights import Right
from tenure_web.work import asking, history, running, schedule
from tenure_web.work.forms import ScheduleForm
from tenure_web.work.models import Job, Schedule
from tenure_web.work.steps import step_said


@needs(Right.SEE_RUNS)
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """List the runs, tell of the one that goes on, and of the last one what it did."""
    asking.tell_killed()
    last = Job.objects.exclude(open=True).first()
    context = _now(request) | {
        "lines": history.lines(),
        "did": _of_job(last) if last else _of_latest(),
        "killed": last if last and last.state != Job.State.DONE else None,
    }
    return page(request, "work/runs.html.j2", _said(request) | context)


@needs(Right.SEE_RUNS)
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Tell how far the run is that goes on; when it has ended, the whole page is due."""
    asking.tell_killed()
    if asking.going() is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = _said(request) | _now(request)
    return HttpResponse(render_to_string("work/now.html.j2", context, request))


@needs(Right.SEE_RUNS)
@require_safe
def run(request: HttpRequest, job: int) -> HttpResponse:
    """Show what a run did, what it left out and why, and its log."""
    found = Job.objects.filter(pk=job).first()
    if found is None:
        raise Http404
    context: dict[str, Any] = {"job": found, "did": _of_job(found)}
    return page(request, "work/run.html.j2", _said(request) | context)


@needs(Right.RUN)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Ask for a run; refused while one is going on."""
    words = request.words  # type: ignore[attr-defined]
    try:
        asking.ask(request.user)  # type: ignore[arg-type]
    except asking.BusyError:
        messages.warning(request, words("work.busy"))
    except TenureError:
        messages.error(request, words("work.no_definitions"))
    return redirect("work:runs")


@needs(Right.SEE_RUNS)
@require_safe
def schedules(request: HttpRequest) -> HttpResponse:
    """Show what is done by itself, and when."""
    return _schedules(request, None)


@needs(Right.RUN)
@require_http_methods(["POST"])
def change_schedule(request: HttpRequest, what: str) -> HttpResponse:
    """Turn something on or off, or set its hour."""
    one = next((one for one in schedule.everything() if one.what == what), None)
    if one is None:
        raise Http404
    before = {"on": one.on, "hour": one.hour}
    words = request.words  # type: ignore[attr-defined]
    form = ScheduleForm(request.POST, instance=one, words=words, prefix=what)
    if not form.is_valid():
        return _schedules(request, form)
    one.last = timezone.now()  # an hour of today that has passed is not made up for
    form.save()
    write("schedule.change", what, before=before, after={"on": one.on, "hour": one.hour})
    messages.success(request, words("work.saved"))
    return redirect("work:schedule")


def _schedules(request: HttpRequest, wrong: ScheduleForm | None) -> HttpResponse:
    words = request.words  # type: ignore[attr-defined]
    forms = [
        wrong
        if wrong is not None and wrong.instance.what == one.what
        else ScheduleForm(instance=one, words=words, prefix=one.what)
        for one in schedule.everything()
    ]
    context = {"schedules": forms, "zone": schedule.zone().key, "What": Schedule.What}
    status = 200 if wrong is None else 422
    return page(request, "work/schedule.html.j2", _said(request) | context, status=status)


def _said(request: HttpRequest) -> dict[str, Any]:
    """Return what every template here uses: how moments and durations are told."""
    words = request.words  # type: ignore[attr-defined]
    return {
        "words": words,
        "moment": lambda at: history.moment(at, words),
        "lasted": lambda seconds: history.lasted(seconds, words),
        "step_said": lambda step: step_said(step, words),
        "may_run": request.user.may(Right.RUN),  # type: ignore[union-attr]
    }


def _now(request: HttpRequest) -> dict[str, Any]:
    going = asking.going()
    return {"going": going, "elsewhere": going is None and _elsewhere()}


def _elsewhere() -> bool:
    try:
        return asking.elsewhere()
    except TenureError:
        return False


def _of_job(job: Job) -> dict[str, Any]:
    told = {name: getattr(job, name) for name in ("steps", "skipped", "quality", "log", "error")}
    return told | {"state": job.state}


def _of_latest() -> dict[str, Any] | None:
    """Return what the last run did that nobody here asked for."""
    latest = company.latest()
    if latest is None:
        return None
    return {
        "steps": latest.manifest["steps"],
        "skipped": latest.skipped,
        "quality": running.quality(latest),
        "log": "",
        "error": "",
        "state": Job.State.DONE,
    }
