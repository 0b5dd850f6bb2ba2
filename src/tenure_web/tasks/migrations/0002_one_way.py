"""Tasks written beside notes become tasks like all others; a customer has one open of a kind."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

_TITLE = 120


def move(apps: Any, editor: Any) -> None:
    """Make a task of each note that was one, and forget the note."""
    notes, tasks = apps.get_model("customers", "Note"), apps.get_model("tasks", "Task")
    for note in notes.objects.filter(is_task=True).order_by("pk"):
        tasks.objects.create(**_task(note))
    notes.objects.filter(is_task=True).delete()


def _task(note: Any) -> dict[str, Any]:
    """Return a task as the note said it; without a day it is due when it was written."""
    text = note.text.strip()
    first = text.splitlines()[0] if text else ""
    title = first if len(first) <= _TITLE else first[: _TITLE - 1].rstrip() + "…"
    state = "dropped" if note.deleted_at else "done" if note.done_at else "open"
    return {
        "kind": note.kind,
        "unit": note.unit,
        "customer": note.unit if note.kind == "customer" else "",
        "what": "todo",
        "title": {"": title},
        "guide": {"": text} if text != title else {},
        "author": note.author,
        "owner": note.author,
        "due": note.due or note.written_at.date(),
        "state": state,
        "outcome": "done" if state == "done" else "",
        "made_at": note.written_at,
        "closed_at": note.deleted_at or note.done_at,
    }


def single(apps: Any, editor: Any) -> None:
    """Drop all but the oldest open task of a customer, play and kind."""
    tasks, seen = apps.get_model("tasks", "Task"), set()
    for task in tasks.objects.filter(state="open").exclude(what="todo").order_by("pk"):
        kind = (task.unit, task.customer, task.play, task.what)
        if kind in seen:
            task.state, task.closed_at = "dropped", django.utils.timezone.now()
            task.save(update_fields=["state", "closed_at"])
        seen.add(kind)


_WHO = models.ForeignKey(
    blank=True,
    null=True,
    on_delete=django.db.models.deletion.SET_NULL,
    related_name="written_tasks",
    to=settings.AUTH_USER_MODEL,
)
_CALLED = ("reached", "promised", "not_interested", "not_reached", "wrong_person")
_OUTCOMES = (*_CALLED, "sent", "answered", "done", "other")


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0001_initial"),
        ("tasks", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("task", "one_open_task_of_an_occasion"),
        migrations.AddField("task", "author", _WHO),
        migrations.AddField("task", "purpose", models.CharField(default="service", max_length=20)),
        migrations.AddField("task", "told_at", models.DateTimeField(blank=True, null=True)),
        migrations.AlterField(
            "task", "made_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
        migrations.AlterField(
            "task",
            "outcome",
            models.CharField(
                blank=True,
                choices=[(one, one.replace("_", " ").title()) for one in _OUTCOMES],
                max_length=16,
            ),
        ),
        migrations.RunPython(single, migrations.RunPython.noop),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
