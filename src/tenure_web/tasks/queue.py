"""Putting tasks into queues: once, on a day with room, where the customer may be contacted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from tenure.act.arbiter import Ruling
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.allowed import Plan, planned
from tenure_web.tasks.days import today, working_day
from tenure_web.tasks.kinds import purpose_of
from tenure_web.tasks.models import Capacity, Task

_MOST_AHEAD = 30
"""Working days that a full queue puts a task off, at most."""


@dataclass(frozen=True)
class Made:
    """What came of asking for a task: it, or the one that was there, or why there is none."""

    task: Task | None
    ruling: Ruling | None = None
    new: bool = False


def put(
    *,
    unit: str,
    title: Mapping[str, str],
    due: date,
    kind: str = "customer",
    customer: str = "",
    what: str = "call",
    purpose: str = "",
    play: str = "",
    version: int = 0,
    occasion: str = "",
    step: int = 0,
    guide: Mapping[str, str] | None = None,
    queue: str = "",
    owner: User | None = None,
    author: User | None = None,
) -> Made:
    """Put a task into a queue, due on a working day on which its owner has room.

    Asked again for the same step of a play, or while the customer has one open of the same play
    and kind, it gives the one that is there. One whose contact the arbiter refuses is not made.
    """
    purpose = purpose or purpose_of(what)
    key = {"unit": unit, "play": play, "version": version, "occasion": occasion, "step": step}
    if there := _there(key, customer, what):
        return Made(there)
    day = with_room(owner, due)
    plan = Plan(customer=customer, what=what, purpose=purpose, due=day, by=author, **key)  # type: ignore[arg-type]
    ruling = planned(plan)
    if ruling is not None and ruling.ruled == "skip":
        return Made(None, ruling)
    values = {"kind": kind, "customer": customer, "what": what, "purpose": purpose, "due": day}
    texts = {"title": dict(title), "guide": dict(guide or {}), "queue": queue}
    return _created(**key, **values, **texts, owner=owner, author=author)


def _created(**values: Any) -> Made:
    try:
        with transaction.atomic():
            made = Task.objects.create(**values)
    except IntegrityError:  # somebody else has just put it there
        key = {name: values[name] for name in _KEY}
        found = _there(key, values["customer"], values["what"])
        if found is None:
            raise
        return Made(found)
    audit.write("task.add", made.unit, after=told(made))
    return Made(made, new=True)


_KEY = ("unit", "play", "version", "occasion", "step")


def _there(key: Mapping[str, object], customer: str, what: str) -> Task | None:
    """Return the task of the same step, or an open one of the same play and kind."""
    same = Q(**key) if key["play"] else Q(pk=None)
    if what != "todo":
        kind = {"unit": key["unit"], "play": key["play"], "customer": customer, "what": what}
        same |= Q(**kind, state=Task.State.OPEN)
    return Task.objects.filter(same).first()


def with_room(owner: User | None, due: date) -> date:
    """Return the first working day from `due` on at which an owner has less to do than they can.

    After 30 full days it stays on the last of them: it must not be lost.
    """
    day = working_day(due)
    own = Capacity.objects.filter(owner=owner).first() if owner else None
    if own is None:
        return day
    for _ in range(_MOST_AHEAD):
        # What is overdue takes today's time.
        on = Q(due__lte=day) if day == today() else Q(due=day)
        if open_tasks().filter(on, owner=owner).count() < own.a_day:
            break
        day = working_day(day + timedelta(days=1))
    return day


def open_tasks() -> "QuerySet[Task]":
    """Return what is still to do."""
    return Task.objects.filter(state=Task.State.OPEN).select_related("owner")


def told(task: Task) -> dict[str, object]:
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
