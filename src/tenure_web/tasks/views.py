"""Pages of tasks: what is to do today, one task, and some at once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.customers import reading
from tenure_web.customers.names import names_seen
from tenure_web.customers.scope import unit_of
from tenure_web.customers.views.shared import calendar
from tenure_web.lib import company
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks import queue
from tenure_web.tasks.forms import MoveForm, OutcomeForm
from tenure_web.tasks.models import Task
from tenure_web.tasks.scope import SHOWN, Seen, by_day, said, seen, tasks_of, title_of

WHOSE = ("mine", "nobody", "all")
_REASONS = 3


@needs(Right.SEE_CUSTOMERS, Right.CARE)
def mine(request: Request) -> HttpResponse:
    """List what is to do: overdue, today, later; one's own, nobody's, or all."""
    whose = request.GET.get("whose", "mine")
    if whose not in WHOSE:
        raise Http404("no such list")
    chosen = request.GET.get("queue", "")
    found = tasks_of(request.user, whose=whose, queue=chosen)
    told = seen(request.user, list(found[:SHOWN]), request.words.language)
    queues = tasks_of(request.user, whose=whose).exclude(queue="").values_list("queue", flat=True)
    context = {
        "days": by_day(told, today()),
        "number": len(told),
        "more": found.count() > SHOWN,
        "whose": whose,
        "whose_all": WHOSE,
        "queue": chosen,
        "queues": sorted(set(queues)),
        "move": MoveForm(request.words),
        "today": today(),
    }
    return page(request, "tasks/mine.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def some(request: Request) -> HttpResponse:
    """Take, put off, hand over or drop several tasks at once."""
    found = [_own(request.user, pk) for pk in _chosen(request)]
    form = MoveForm(request.words, request.POST)
    back = _back(request, reverse("tasks:mine"))
    if not found or not form.is_valid():
        messages.warning(request, request.words("task.none_chosen"))
        return redirect(back)
    for one in found:
        _do(request, one, form.cleaned_data)
    messages.success(request, request.words("task.moved", count=len(found), n=len(found)))
    return redirect(back)


def _chosen(request: Request) -> list[int]:
    given = request.POST.getlist("task")
    return [int(one) for one in given[:SHOWN] if one.isdigit()]


def _do(request: Request, task: Task, told: dict[str, Any]) -> None:
    match request.POST.get("do"):
        case "take":
            queue.take(task=task, user=request.user)
        case "tomorrow":
            queue.snooze(task=task, until=today() + timedelta(days=1))
        case "snooze" if told["until"]:
            queue.snooze(task=task, until=told["until"])
        case "hand_over" if told["to"]:
            queue.hand_over(task=task, to=get_object_or_404(User, pk=told["to"], is_active=True))
        case "drop":
            queue.drop(task=task, user=request.user)
        case "open":
            queue.reopen(task=task)
        case _:
            raise Http404("nothing to do")


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: Request, pk: int) -> HttpResponse:
    """Show one task with its guide beside the customer, and close it with what came of it."""
    task = _own(request.user, pk)
    form = OutcomeForm(request.words, request.POST or None)
    if form.is_bound and form.is_valid() and task.state == Task.State.OPEN:
        queue.close(task=task, user=request.user, **form.cleaned_data)
        messages.success(request, request.words("task.closed"))
        return redirect(_after(request.user, task))
    status = 400 if form.is_bound and not form.is_valid() else 200
    return page(request, "tasks/one.html.j2", _about(request, task, form), status=status)


def _about(request: Request, task: Task, form: OutcomeForm) -> dict[str, Any]:
    language, day = request.words.language, company.last_day()
    names = names_seen(request.user, [task.unit])
    there = day is not None and task.unit in names
    reasons = reading.reasons_of(day, task.unit) if day is not None and there else []
    return {
        "task": task,
        "title_said": title_of(task, language),
        "guide": said(task.guide, language).splitlines(),
        "name": names.get(task.unit, task.unit),
        "reasons": [one[f"says_{language}"] for one in reasons if one["direction"] == "up"][
            :_REASONS
        ],
        "leads": _page_of(task, day) if there else "",
        "form": form,
        "move": MoveForm(request.words),
        "open": task.state == Task.State.OPEN,
        "day_of": calendar().day,
    }


def _page_of(task: Task, day: Any) -> str:
    same = task.kind == unit_of(day)
    return reverse("customers:one" if same else "customers:account", args=[task.unit])


def _after(user: User, done: Task) -> str:
    """Return where one goes on: the next of one's own tasks that is due, or the list."""
    later = tasks_of(user).filter(due__lte=today()).exclude(pk=done.pk).first()
    return reverse("tasks:one", args=[later.pk]) if later else reverse("tasks:mine")


def _own(user: User, pk: int) -> Task:
    """Return a task that somebody may do; Http404 for any other, whether it is there or not."""
    task = get_object_or_404(Task.objects.select_related("owner", "closed_by"), pk=pk)
    told: list[Seen] = seen(user, [task], "en")
    if not told:
        raise Http404("no such task")
    return task


def _back(request: Request, usual: str) -> str:
    given = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(given, allowed_hosts={request.get_host()})
    return given if safe else usual


def today() -> date:
    """Return the company's own day."""
    now: datetime = timezone.now()
    return calendar().day(now.replace(tzinfo=None))
