"""Pages of tasks: what is to do today, and some of it done, put off or handed over at once."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tenure.act.arbiter import Ruling
from tenure_web.lib.page import page
from tenure_web.lib.request import Request
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right
from tenure_web.tasks import changing, undo
from tenure_web.tasks.days import today
from tenure_web.tasks.forms import MoveForm
from tenure_web.tasks.kinds import contacts, outcomes_of
from tenure_web.tasks.models import Task
from tenure_web.tasks.saying import ruled_said
from tenure_web.tasks.scope import SHOWN, WHOSE, by_day, seen, tasks_of
from tenure_web.tasks.views.shared import back_to, own

_NAMED = 3
"""Refused tasks that a message names, at most."""
Act = Callable[[Task], Ruling | None]


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_safe
def mine(request: Request) -> HttpResponse:
    """List what is to do: overdue, today, later; one's own, nobody's, or all; or just closed."""
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
        "undo": undo.offered(request.session),
    }
    return page(request, "tasks/mine.html.j2", context)


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def some(request: Request) -> HttpResponse:
    """Do one thing with several tasks at once; what could not be done is said with its reason."""
    tasks = [own(request.user, pk) for pk in _chosen(request)]
    back = back_to(request, reverse("tasks:mine"))
    form = MoveForm(request.words, request.POST)
    act = _act(request, form) if form.is_valid() and tasks else None
    if act is None:
        messages.warning(request, request.words("task.none_chosen"))
        return redirect(back)
    before, done = [], []
    for task in tasks:
        state = undo.state_of(task)
        try:
            refused = act(task)
        except changing.TooLateError as error:
            messages.warning(request, _late(request, error))
            continue
        if refused is None:
            before.append(state)
            done.append(task)
        elif len(tasks) - len(done) <= _NAMED:
            messages.warning(request, ruled_said(refused, request.words))
    if done:
        messages.success(request, request.words("task.moved", count=len(done), n=len(done)))
        if request.POST.get("do") != "open":
            undo.remember(request.session, before, done)
    return redirect(back)


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def take_back(request: Request) -> HttpResponse:
    """Put the tasks of the last change back as they stood."""
    number = undo.put_back(request.session, request.user)
    key = "task.put_back" if number else "task.put_back_none"
    messages.info(request, request.words(key, count=number, n=number))
    return redirect(back_to(request, reverse("tasks:mine")))


def _chosen(request: Request) -> list[int]:
    given = request.POST.getlist("task")
    return list(dict.fromkeys(int(one) for one in given[:SHOWN] if one.isdigit()))


def _act(request: Request, form: MoveForm) -> Act | None:
    """Return what is to be done with each task; None where a day or a person is missing."""
    user, until, to = request.user, form.cleaned_data["until"], form.owner()
    acts: dict[str, Act | None] = {
        "take": lambda one: changing.take(task=one, user=user),
        "tomorrow": lambda one: changing.snooze(task=one, until=today() + timedelta(days=1)),
        "snooze": (lambda one: changing.snooze(task=one, until=until)) if until else None,
        "hand_over": (lambda one: changing.hand_over(task=one, to=to)) if to else None,
        "drop": lambda one: changing.drop(task=one, user=user),
        "open": lambda one: changing.reopen(task=one),
        "done": lambda one: _close(request, one, outcomes_of(one.what)[0]),
        "not_reached": lambda one: _close(request, one, _missed(one)),
    }
    do = request.POST.get("do", "")
    if do not in acts:
        raise Http404("nothing to do")
    return acts[do]


def _close(request: Request, task: Task, outcome: Task.Outcome) -> Ruling | None:
    return changing.close(task=task, user=request.user, outcome=outcome)


def _missed(task: Task) -> Task.Outcome:
    missed = Task.Outcome.NOT_REACHED
    return (
        missed if contacts(task.what) and missed in outcomes_of(task.what) else Task.Outcome.OTHER
    )


def _late(request: Request, error: changing.TooLateError) -> str:
    return request.words(f"task.late_{error.key}", who=error.who or request.words("task.somebody"))
