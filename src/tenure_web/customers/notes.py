"""Writing notes of customers: one's own may be changed, deleted, and brought back."""

from django.db.models import QuerySet
from django.utils import timezone

from tenure_web.customers import beside
from tenure_web.customers.models import Note
from tenure_web.customers.reading import Row
from tenure_web.lib.request import Request
from tenure_web.people import audit
from tenure_web.people.models import User
from tenure_web.people.rights import Right


def notes_of(kind: str, unit: str) -> "QuerySet[Note]":
    """Return the notes of a customer or an account, also the deleted ones."""
    return Note.objects.filter(kind=kind, unit=unit).select_related("author")


def reads(user: User) -> bool:
    """Say whether somebody may read what people wrote of customers."""
    return user.may(Right.CARE) or user.may(Right.SEE_PERSONAL)


def lines(request: Request, whose: beside.Whose) -> list[Row]:
    """Return notes as lines of the time line, for who may read them."""
    if not reads(request.user):
        return []
    found = notes_of(whose.kind, whose.unit).filter(deleted_at=None, **whose.within("written_at"))
    return [
        beside.line(
            "note", one.written_at, one.author.get_username() if one.author else "", one.text
        )
        for one in found
    ]


def note_add(*, user: User, kind: str, unit: str, text: str) -> Note:
    """Write a note."""
    found = Note.objects.create(kind=kind, unit=unit, author=user, text=text)
    audit.write("note.add", unit, after=_told(found))
    return found


def note_edit(*, note: Note, text: str) -> None:
    """Change a note's text."""
    before = _told(note)
    note.text, note.edited_at = text, timezone.now()
    note.save(update_fields=["text", "edited_at"])
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


def _told(note: Note) -> dict[str, object]:
    """Say what the trail has of a note: never its text."""
    return {"note": note.pk, "edited_at": note.edited_at and note.edited_at.isoformat()}
