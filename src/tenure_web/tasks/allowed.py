"""May a task contact its customer: asked of the one arbiter when it is made and when it is done."""

from dataclasses import dataclass
from datetime import date, datetime, time
from secrets import token_hex
from typing import Any

from django.utils import timezone

from tenure.act.arbiter import Ruling
from tenure_web.messages import ruling
from tenure_web.messages.models.consent import LONGEST_ID
from tenure_web.people.models import User
from tenure_web.tasks.kinds import CHANNELS, contacts
from tenure_web.tasks.models import Task

_NOON = time(12)


@dataclass(frozen=True)
class Plan:
    """A contact that a task would make: of whom, as what, for what play, on what day."""

    unit: str
    customer: str
    what: str
    purpose: str
    due: date
    play: str = ""
    version: int = 0
    occasion: str = ""
    step: int = 0
    by: User | None = None


def planned(plan: Plan) -> Ruling | None:
    """Rule on a task that is to be made, as of the noon of the day on which it is due.

    None for one that contacts nobody. A refusal is kept with its reason; nothing is booked.
    """
    if not contacts(plan.what):
        return None
    names = (plan.play, plan.version, plan.occasion, plan.step, plan.unit)
    key = f"task:{':'.join(map(str, names))}" if plan.play else f"task:{token_hex(8)}"
    asked = _asked(plan, key[:LONGEST_ID], plan.by)
    return ruling.plan(asked, _noon(plan.due))


def standing(task: Task) -> Ruling | None:
    """Say what would be ruled on a task's contact now; nothing is kept."""
    return ruling.look(_asked(task, key_of(task)), timezone.now()) if contacts(task.what) else None


def booked(task: Task, by: User | None) -> Ruling:
    """Rule on the contact of a task that is about to be closed; where it may be, it counts."""
    return ruling.ask(_asked(task, key_of(task), by))


def noted(task: Task, by: User | None, at: datetime) -> None:
    """Keep that a task's contact took place although it was refused: it counts."""
    ruling.tell(_asked(task, key_of(task), by), at)


def released(task: Task) -> None:
    """Let a contact of a task that is open again not count any more."""
    ruling.undo(key_of(task), timezone.now())


def key_of(task: Task) -> str:
    """Return the name of a task's contact among all rulings."""
    return f"task-{task.pk}"


def _asked(told: Any, key: str, by: User | None = None) -> ruling.Asked:
    return ruling.Asked(
        told.customer or told.unit,
        told.purpose,
        CHANNELS[told.what],
        key,
        unit=told.unit,
        play=told.play,
        version=told.version,
        by=by,
    )


def _noon(day: date) -> datetime:
    return max(timezone.now(), datetime.combine(day, _NOON, ruling.policy().zone))
