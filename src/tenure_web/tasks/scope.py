"""Which tasks somebody sees: their own, and those of nobody for customers that they may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from tenure_web.customers.names import accounts_seen, names_seen
from tenure_web.customers.views.shared import hold
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.models import Task
from tenure_web.tasks.queue import open_tasks

SHOWN = 200
"""Tasks on a page, at most."""
WHOSE = ("mine", "nobody", "all", "closed")
_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Seen:
    """A task, what its customer is called, and its title in the reader's language."""

    task: Task
    name: str
    title: str


def tasks_of(user: User, *, whose: str = "mine", queue: str = "") -> "QuerySet[Task]":
    """Return open tasks: `mine`, of `nobody`, `all` that one may see; or those lately `closed`."""
    found = open_tasks()
    if whose == "mine":
        found = found.filter(owner=user)
    elif whose == "nobody":
        found = found.filter(owner=None)
    elif whose == "closed":
        late = timezone.now() - _LATELY
        found = Task.objects.filter(closed_by=user, closed_at__gte=late).order_by("-closed_at")
    elif not user.may(Right.SEE_EVERYONE):
        found = found.filter(Q(owner=user) | Q(owner=None))
    return found.filter(queue=queue) if queue else found


def seen(user: User, tasks: Sequence[Task], language: str) -> list[Seen]:
    """Return those tasks whose customers a user may see, with what these are called.

    One's own stay even where the customer has left or is another's now: somebody gave them.
    """
    names = names_of(user, tasks)
    return [
        Seen(one, names.get((one.kind, one.unit), one.unit), title_of(one, language))
        for one in tasks
        if (one.kind, one.unit) in names or one.owner_id == user.pk
    ]


def names_of(user: User, tasks: Sequence[Task]) -> dict[tuple[str, str], str]:
    """Return what customers and accounts of tasks are called that a user may see."""
    found: dict[tuple[str, str], str] = {}
    for kind, ask in (("customer", names_seen), ("account", accounts_seen)):
        told = ask(user, [one.unit for one in tasks if one.kind == kind])
        found |= {(kind, unit): name for unit, name in told.items()}
    return found


def may_see(user: User, task: Task) -> bool:
    """Say whether somebody may see one task; also of a customer who has left."""
    if task.owner_id == user.pk or (task.kind, task.unit) in names_of(user, [task]):
        return True
    return holds(user, task.kind, task.unit)


def holds(user: User, kind: str, unit: str) -> bool:
    """Say whether somebody may see a customer or an account; also one who has left."""
    try:
        hold(user, kind, unit)
    except Http404:
        return False
    return True


def title_of(task: Task, language: str) -> str:
    """Return what is to do, in a language or in the one that there is."""
    return said(task.title, language)


def said(texts: dict[str, str], language: str) -> str:
    """Return a text in a language, or in any other that it is there in."""
    return texts.get(language) or next(iter(texts.values()), "")


def by_day(tasks: Sequence[Seen], today: date) -> dict[str, list[Seen]]:
    """Return tasks as overdue, today's and later ones, and those that are closed."""
    found: dict[str, list[Seen]] = {"overdue": [], "today": [], "later": [], "closed": []}
    for one in tasks:
        due, still = one.task.due, one.task.state == Task.State.OPEN
        day = "overdue" if due < today else "today" if due == today else "later"
        found[day if still else "closed"].append(one)
    return found
