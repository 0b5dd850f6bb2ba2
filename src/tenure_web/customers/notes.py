"""Writing notes and tasks of customers: one's own may be changed, deleted, and brought back."""

from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from tenure_web.customers.models import Note
from tenure_web.people import audit
from tenure_web.people.models import User


def notes_of(kind: str, unit: str) -> "QuerySet[Note]":
    """Return the notes and tasks of a customer or an account, also the deleted ones."""
    return Note.objects.filter(kind=kind, unit=unit).select_related("author")


def note_add(
    *, user: User, kind: str, unit: str, text: str, is_task: bool, due: date | None
) -> Note:
    """Write a note, or a task with the day it is due."""
    found = Note.objects.create(
        kind=kind,
        unit=unit,
        author=user,
        text=text,
        is_task=is_task,
        due=due if is_task else None,
    )
    audit.write("task.add" if is_task else "note.add", unit, after=_told(found))
    return found


def note_edit(*, note: Note, text: str, due: date | None) -> None:
    """Change a note's text and when a task is due."""
    before = _told(note)
    note.text, note.edited_at = text, timezone.now()
    note.due = due if note.is_task else None
    note.save(update_fields=["text", "edited_at", "due"])
    audit.write("note.edit", note.unit, before=before, after=_told(note))


def note_delete(*, note: Note) -> None:
    """Delete a note, so that it can be brought back."""
    note.deleted_at = timezone.now()
    note.save(update_fields=["deleted_at"])
    audit.write("note.delete", note.unit, before=_told(note))


def note_restore(*, note: Note) -> None:
    """Bring a deleted note back."""
    note.deleted_at = None
    note.save(update_fields=["deleted_at"])
    audit.write("note.restore", note.unit, after=_told(note))


def task_close(*, note: Note, done: bool) -> None:
    """Say that a task is done, or that it is not after all."""
    before = _told(note)
    note.done_at = timezone.now() if done else None
    note.save(update_fields=["done_at"])
    audit.write("task.done" if done else "task.open", note.unit, before=before, after=_told(note))


def _told(note: Note) -> dict[str, object]:
    """Say what the trail has of a note: never its text."""
    return {
        "note": note.pk,
        "task": note.is_task,
        "due": note.due.isoformat() if note.due else None,
        "done": note.done_at is not None,
    }
