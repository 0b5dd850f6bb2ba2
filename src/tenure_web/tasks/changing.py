"""Changing tasks: taken, handed over, put off, closed with what came of it, dropped, opened again.

Each change holds the task's row locked and looks at how it stands then: of two people at once
one does it, and the other is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from tenure.act.arbiter import Ruling
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.tasks.allowed import booked, noted, released
from tenure_web.tasks.kinds import CONTACTED, contacts
from tenure_web.tasks.models import Task
from tenure_web.tasks.queue import told, with_room


class TooLateError(Exception):
    """Somebody else has changed a task in the meantime; `key` says what stands in the way."""

    def __init__(self, key: str, who: str = "") -> None:
        super().__init__(key)
        self.key, self.who = key, who


def take(*, task: Task, user: User) -> None:
    """Make a task of nobody one's own; raises TooLateError where somebody else has it."""
    with _held(task) as found:
        if found.owner is not None and found.owner != user:
            raise TooLateError("taken", found.owner.get_username())
        _change(found, "task.take", owner=user)


def hand_over(*, task: Task, to: User) -> None:
    """Give a task to somebody else, on a day on which they have room."""
    with _held(task) as found:
        _change(found, "task.hand_over", owner=to, due=with_room(to, found.due))


def snooze(*, task: Task, until: date) -> None:
    """Put a task off to a working day."""
    with _held(task) as found:
        _change(found, "task.snooze", due=with_room(found.owner, until))


def close(
    *, task: Task, user: User, outcome: str, said: str = "", happened: bool = False
) -> Ruling | None:
    """Say what came of a task; it is done.

    A contact that took place is put to the arbiter first: where it refuses, the task stays open
    and the ruling is given. With `happened` it is kept all the same: what took place counts.
    """
    with _held(task) as found:
        if contacts(found.what) and outcome in CONTACTED:
            ruling = booked(found, user)
            if ruling.ruled != "send" and not happened:
                return ruling
            if ruling.ruled != "send":
                noted(found, user, timezone.now())
        _change(
            found,
            "task.done",
            state=Task.State.DONE,
            outcome=outcome,
            said=said,
            closed_at=timezone.now(),
            closed_by=user,
        )
    return None


def drop(*, task: Task, user: User) -> None:
    """Close a task that is not needed any more."""
    closed = {"state": Task.State.DROPPED, "closed_at": timezone.now(), "closed_by": user}
    with _held(task) as found:
        _change(found, "task.drop", **closed)


def reopen(*, task: Task) -> None:
    """Open a task again that was closed by mistake; its contact does not count any more.

    Raises TooLateError where the customer has another one of its kind open by now.
    """
    opened = {"state": Task.State.OPEN, "outcome": "", "said": ""}
    try:
        with _held(task, closed=True) as found:
            released(found)
            _change(found, "task.open", **opened, closed_at=None, closed_by=None)
    except IntegrityError:
        raise TooLateError("another") from None


def put_back(*, task: Task, owner: User | None, due: date) -> None:
    """Give a task back to whose it was, on the day on which it was due."""
    with _held(task) as found:
        if (found.owner, found.due) != (owner, due):
            _change(found, "task.undo", owner=owner, due=due)


@contextmanager
def _held(task: Task, *, closed: bool = False) -> Iterator[Task]:
    """Hold a task locked as it stands now, and copy what has become of it to the one given."""
    with transaction.atomic():
        found = Task.objects.select_for_update().get(pk=task.pk)
        if (found.state == Task.State.OPEN) == closed:
            who = found.closed_by.get_username() if found.closed_by else ""
            raise TooLateError("opened" if closed else "closed", who)
        yield found
    task.refresh_from_db()


def _change(task: Task, action: str, **values: object) -> None:
    before = told(task)
    for name, value in values.items():
        setattr(task, name, value)
    task.save(update_fields=list(values))
    audit.write(action, task.unit, before=before, after=told(task))
