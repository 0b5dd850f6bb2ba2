"""Tasks on the page of a customer or an account, and as lines of their time line."""

from django.template.loader import render_to_string
from django.urls import reverse
from markupsafe import Markup

from tenure_web.customers import beside
from tenure_web.customers.notes import reads
from tenure_web.customers.reading import Row
from tenure_web.lib.request import Request
from tenure_web.people.rights import Right
from tenure_web.tasks.days import today, working_day
from tenure_web.tasks.forms import TaskForm
from tenure_web.tasks.models import Task
from tenure_web.tasks.saying import task_said
from tenure_web.tasks.scope import title_of

_CLOSED = 3
"""Closed tasks that a block shows, at most; the time line has all."""


def block(request: Request, kind: str, unit: str) -> Markup:
    """Return the section of tasks of a customer or an account, for who may read notes."""
    user, words = request.user, request.words
    if not reads(user):
        return Markup()
    tasks = Task.objects.filter(kind=kind, unit=unit).select_related("owner")
    closed = tasks.exclude(state=Task.State.OPEN).order_by("-closed_at", "-pk")
    writes = user.may(Right.CARE)
    start = {"due": working_day(today()), "owner": user.pk}
    context = {
        "words": words,
        "tasks": [task_said(one, words) for one in tasks.filter(state=Task.State.OPEN)],
        "closed": [task_said(one, words) for one in closed[:_CLOSED]],
        "today": today(),
        "writes": writes,
        "form": TaskForm(words, None, initial=start) if writes else None,
        "new_at": reverse("tasks:new", args=[kind, unit]),
        "path": request.get_full_path(),
        "account": kind == "account",
    }
    return Markup(render_to_string("tasks/_of.html.j2", context, request))


def lines(request: Request, whose: beside.Whose) -> list[Row]:
    """Return tasks as lines of the time line: when one was made, and when it was closed."""
    if not reads(request.user):
        return []
    words, own = request.words, Task.objects.filter(kind=whose.kind, unit=whose.unit)
    found = [
        beside.line("task", one.made_at, title_of(one, words.language))
        for one in own.filter(**whose.within("made_at"))
    ]
    closed = own.filter(closed_at__isnull=False, **whose.within("closed_at"))
    for one in closed:
        assert one.closed_at is not None
        outcome = words(f"task.outcome_{one.outcome}") if one.outcome else ""
        title = title_of(one, words.language)
        found.append(beside.line(f"task_{one.state}", one.closed_at, title, one.said, outcome))
    return found
