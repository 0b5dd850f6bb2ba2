"""Rulings on tasks in words: whether to contact somebody, why not, and who decides it."""

from dataclasses import dataclass
from typing import Any

from tenure.act.arbiter import Ruling
from tenure.charts.words import Words
from tenure_web.lib.times import clock
from tenure_web.tasks.models import Task
from tenure_web.tasks.scope import title_of


@dataclass(frozen=True)
class Said:
    """A ruling for its reader: what holds, why, until when, and who could decide otherwise."""

    may: bool
    says: str
    why: str = ""
    until: str = ""
    decides: str = ""


def said_of(ruling: Ruling | None, words: Words) -> Said | None:
    """Say what was ruled on the contact of a task; None for one that contacts nobody."""
    if ruling is None:
        return None
    if ruling.ruled == "send":
        return Said(True, words("task.may_send"))
    until = words("ruling.until", at=clock(words)(ruling.until)) if ruling.until else ""
    return Said(
        False,
        words(f"task.may_{ruling.ruled}"),
        words(f"ruling.because_{ruling.reason}"),
        until,
        words(f"task.decides_{ruling.reason}"),
    )


def ruled_said(ruling: Ruling, words: Words) -> str:
    """Say a refusal in one line."""
    said = said_of(ruling, words)
    assert said is not None
    return " ".join(one for one in (said.says, said.why, said.until, said.decides) if one)


def task_said(task: Task, words: Words) -> dict[str, Any]:
    """Return a task as blocks and lists show it."""
    return {
        "task": task,
        "title": title_of(task, words.language),
        "kind": words(f"task.kind_{task.what}"),
        "due": words.formats.date(task.due),
        "owner": task.owner.get_username() if task.owner else task.queue or words("task.nobody"),
        "outcome": words(f"task.outcome_{task.outcome}") if task.outcome else "",
    }
