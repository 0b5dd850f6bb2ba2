"""Writing tasks: put into a queue, taken, moved, handed over, and closed with what came of it."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.days import working_day
from tenure_web.tasks.models import Capacity, Task

_MOST_AHEAD = 30
"""Working days that a full queue puts a task off, at most."""


def put(
    *,
    unit: str,
    title: Mapping[str, str],
    due: date,
    kind: str = "customer",
    customer: str = "",
    what: str = "call",
    play: str = "",
    version: int = 0,
    occasion: str = "",
    step: int = 0,
    guide: Mapping[str, str] | None = None,
    queue: str = "",
    owner: User | None = None,
) -> Task:
    """Put a task into a queue, due on a working day on which its owner has room.

    Asked again for the same step of a play, or while one is open for the same occasion, it
    returns the one that is there.
    """
    key = {"unit": unit, "play": play, "version": version, "occasion": occasion, "step": step}
    if play and (there := _there(key)):
        return there
    try:
        with transaction.atomic():
            return Task.objects.create(
                **key,
                kind=kind,
                customer=customer,
                what=what,
                title=dict(title),
                guide=dict(guide or {}),
                queue=queue,
                owner=owner,
                due=with_room(owner, due),
            )
    except IntegrityError:  # somebody else has just put it there
        found = _there(key)
        if found is None:
            raise
        return found


def _there(key: Mapping[str, object]) -> Task | None:
    same, occasion = Q(**key), {name: key[name] for name in ("unit", "play", "occasion")}
    return Task.objects.filter(same | Q(**occasion, state=Task.State.OPEN)).first()


def with_room(owner: User | None, due: date) -> date:
    """Return the first working day from `due` on at which an owner has less to do than they can.

    After 30 full days it stays on the last of them: it must not be lost.
    """
    day = working_day(due)
    own = Capacity.objects.filter(owner=owner).first() if owner else None
    if own is None:
        return day
    for _ in range(_MOST_AHEAD):
        if open_tasks().filter(owner=owner, due=day).count() < own.a_day:
            break
        day = working_day(day + timedelta(days=1))
    return day


def open_tasks() -> "QuerySet[Task]":
    """Return what is still to do."""
    return Task.objects.filter(state=Task.State.OPEN).select_related("owner")


def take(*, task: Task, user: User) -> None:
    """Make a task one's own."""
    _change(task, "task.take", owner=user)


def hand_over(*, task: Task, to: User) -> None:
    """Give a task to somebody else, on a day on which they have room."""
    _change(task, "task.hand_over", owner=to, due=with_room(to, task.due))


def snooze(*, task: Task, until: date) -> None:
    """Put a task off to a working day."""
    _change(task, "task.snooze", due=with_room(task.owner, until))


def close(*, task: Task, user: User, outcome: str, said: str = "") -> None:
    """Say what came of a task; it is done."""
    _change(
        task,
        "task.done",
        state=Task.State.DONE,
        outcome=outcome,
        said=said,
        closed_at=timezone.now(),
        closed_by=user,
    )


def drop(*, task: Task, user: User) -> None:
    """Close a task that is not needed any more."""
    _change(task, "task.drop", state=Task.State.DROPPED, closed_at=timezone.now(), closed_by=user)


def reopen(*, task: Task) -> None:
    """Open a task again that was closed by mistake."""
    _change(
        task,
        "task.open",
        state=Task.State.OPEN,
        outcome="",
        said="",
        closed_at=None,
        closed_by=None,
    )


def _change(task: Task, action: str, **values: object) -> None:
    before = _told(task)
    for name, value in values.items():
        setattr(task, name, value)
    task.save(update_fields=list(values))
    audit.write(action, task.unit, before=before, after=_told(task))


def _told(task: Task) -> dict[str, object]:
    """Say what the trail has of a task: never what was said."""
    return {
        "task": task.pk,
        "state": str(task.state),
        "owner": task.owner.get_username() if task.owner else None,
        "due": task.due.isoformat(),
        "outcome": str(task.outcome) or None,
    }


def may_own() -> list[User]:
    """Return who can be given tasks: whoever may care for customers."""
    active = User.objects.filter(is_active=True).order_by("username")
    return [one for one in active if one.may(Right.CARE)]
