"""Which tasks somebody sees: their own, and those of nobody for customers that they may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tenure_web.customers.names import names_seen
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.models import Task
from tenure_web.tasks.queue import open_tasks

SHOWN = 200
"""Tasks on a page, at most."""


@dataclass(frozen=True)
class Seen:
    """A task, what its customer is called, and its title in the reader's language."""

    task: Task
    name: str
    title: str


def tasks_of(user: User, *, whose: str = "mine", queue: str = "") -> "QuerySet[Task]":
    """Return open tasks: `mine`, those of `nobody`, or `all` that somebody may see."""
    found = open_tasks()
    if whose == "mine":
        found = found.filter(owner=user)
    elif whose == "nobody":
        found = found.filter(owner=None)
    elif not user.may(Right.SEE_EVERYONE):
        found = found.filter(Q(owner=user) | Q(owner=None))
    return found.filter(queue=queue) if queue else found


def seen(user: User, tasks: Sequence[Task], language: str) -> list[Seen]:
    """Return those tasks whose customers a user may see, with what these are called.

    One's own stay even where the customer has left or is another's now: somebody gave them.
    """
    names = names_seen(user, [one.unit for one in tasks])
    return [
        Seen(one, names.get(one.unit, one.unit), title_of(one, language))
        for one in tasks
        if one.unit in names or one.owner_id == user.pk
    ]


def title_of(task: Task, language: str) -> str:
    """Return what is to do, in a language or in the one that there is."""
    return said(task.title, language)


def said(texts: dict[str, str], language: str) -> str:
    """Return a text in a language, or in any other that it is there in."""
    return texts.get(language) or next(iter(texts.values()), "")


def by_day(tasks: Sequence[Seen], today: date) -> dict[str, list[Seen]]:
    """Return tasks as overdue, today's and later ones."""
    found: dict[str, list[Seen]] = {"overdue": [], "today": [], "later": []}
    for one in tasks:
        due = one.task.due
        found["overdue" if due < today else "today" if due == today else "later"].append(one)
    return found
