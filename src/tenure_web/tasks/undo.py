"""One way back after a change of some tasks: kept with the reader's session, for some minutes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from tenure_web.people.models import User
from tenure_web.tasks import changing
from tenure_web.tasks.models import Task
from tenure_web.tasks.scope import may_see

_KEY = "tasks_undo"
_OFFERED = timedelta(minutes=10)
State = dict[str, Any]


def state_of(task: Task) -> State:
    """Return how a task stands, as a session can keep it."""
    told = {"owner": task.owner_id, "due": task.due.isoformat(), "state": str(task.state)}
    return {"task": task.pk, **told}


def remember(session: Any, before: Sequence[State], after: Sequence[Task]) -> None:
    """Keep how some tasks stood before they were changed, in place of what was kept."""
    rows = [[one, state_of(task)] for one, task in zip(before, after, strict=True)]
    session[_KEY] = {"at": timezone.now().isoformat(), "rows": rows}


def offered(session: Any) -> int:
    """Return how many tasks could be put back; 0 where it is too late."""
    kept = session.get(_KEY)
    if not kept or timezone.now() - datetime.fromisoformat(kept["at"]) > _OFFERED:
        return 0
    return len(kept["rows"])


def put_back(session: Any, user: User) -> int:
    """Put tasks back as they stood, those that nobody has changed since; return how many."""
    kept = session.pop(_KEY, None) or {"rows": []}
    return sum(_restored(before, after, user) for before, after in kept["rows"])


def _restored(before: State, after: State, user: User) -> bool:
    task = Task.objects.filter(pk=before["task"]).first()
    if task is None or state_of(task) != after or not may_see(user, task):
        return False
    try:
        if after["state"] != Task.State.OPEN:
            changing.reopen(task=task)
        owner = User.objects.filter(pk=before["owner"]).first()
        changing.put_back(task=task, owner=owner, due=date.fromisoformat(before["due"]))
    except changing.TooLateError:
        return False
    return True
