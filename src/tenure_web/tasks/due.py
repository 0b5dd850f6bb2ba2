"""What is to do on the start page and in mails: one's own tasks that are due, the oldest first."""

from dataclasses import dataclass
from typing import Any

from tenure.charts.words import Words
from tenure.errors import TenureError
from tenure_web.people.models import User
from tenure_web.people.rights import Right
from tenure_web.tasks.days import today
from tenure_web.tasks.saying import task_said
from tenure_web.tasks.scope import seen, tasks_of

_MOST = 5


@dataclass(frozen=True)
class Due:
    """How many tasks are due, in words, and the first of them."""

    says: str
    rows: list[dict[str, Any]]


def own_tasks(user: User, words: Words) -> Due | None:
    """Return somebody's tasks that are due by today; None where there are none.

    Whoever may no longer care for customers has no page of tasks, and is told of none.
    """
    if not user.rights >= {Right.SEE_CUSTOMERS, Right.CARE}:
        return None
    try:
        day = today()
    except TenureError:  # the file is broken; its warning stands above
        return None
    due = tasks_of(user).filter(due__lte=day)
    number, overdue = due.count(), due.filter(due__lt=day).count()
    if not number:
        return None
    rows = [
        task_said(one.task, words) | {"name": one.name, "late": one.task.due < day}
        for one in seen(user, list(due[:_MOST]), words.language)
    ]
    key = "task.home_says" if overdue else "task.home_today"
    return Due(words(key, n=number, overdue=overdue), rows)
