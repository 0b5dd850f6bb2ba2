"""Operations on notes: read, written, changed, deleted and brought back."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Status

from tenure_web.api.access import Bearer, ForbiddenError, user_of
from tenure_web.api.customers import Kind
from tenure_web.api.schemas import FAILURES, WRITES
from tenure_web.api.written import NoteIn, NoteOut
from tenure_web.customers import notes as writing
from tenure_web.customers.models import Note
from tenure_web.customers.views.shared import hold
from tenure_web.people.rights import Right

router = Router()
_CARES = Bearer(Right.SEE_CUSTOMERS, Right.CARE)


@router.post("/notes/{int:id}/restore", response={200: NoteOut, **WRITES}, auth=_CARES)
def restore_note(request: HttpRequest, id: int) -> Any:
    """Bring one's own deleted note back."""
    found = _own(request, id, deleted=True)
    writing.note_restore(note=found)
    return _told(found)


@router.get(
    "/notes/{kind}/{path:unit_id}",
    response={200: list[NoteOut], **FAILURES},
    auth=Bearer(Right.SEE_CUSTOMERS),
)
def notes(request: HttpRequest, kind: Kind, unit_id: str) -> Any:
    """List the notes of a customer or an account, the newest first.

    Needs `care` or `see_personal`.
    """
    user = user_of(request)
    if not user.may(Right.CARE) and not user.may(Right.SEE_PERSONAL):
        raise ForbiddenError(Right.SEE_PERSONAL)
    hold(user, kind, unit_id)
    there = writing.notes_of(kind, unit_id).filter(deleted_at=None)
    return [_told(one) for one in there]


@router.post("/notes/{kind}/{path:unit_id}", response={201: NoteOut, **WRITES}, auth=_CARES)
def add_note(request: HttpRequest, kind: Kind, unit_id: str, told: NoteIn) -> Any:
    """Write a note."""
    user = user_of(request)
    hold(user, kind, unit_id)
    return Status(201, _told(writing.note_add(user=user, kind=kind, unit=unit_id, **told.dict())))


@router.patch("/notes/{int:id}", response={200: NoteOut, **WRITES}, auth=_CARES)
def change_note(request: HttpRequest, id: int, told: NoteIn) -> Any:
    """Change what one's own note says."""
    found = _own(request, id)
    writing.note_edit(note=found, text=told.text)
    return _told(found)


@router.delete("/notes/{int:id}", response={204: None, **FAILURES}, auth=_CARES)
def delete_note(request: HttpRequest, id: int) -> Any:
    """Delete one's own note; it can be brought back."""
    writing.note_delete(note=_own(request, id))
    return Status(204, None)


def _any(request: HttpRequest, id: int, *, deleted: bool = False) -> Note:
    """Return a note of a customer whom a token may see; Http404 for others and deleted ones."""
    found = Note.objects.select_related("author").filter(pk=id).first()
    if found is None or (found.deleted_at is not None) != deleted:
        raise Http404
    hold(user_of(request), found.kind, found.unit)
    return found


def _own(request: HttpRequest, id: int, *, deleted: bool = False) -> Note:
    found = _any(request, id, deleted=deleted)
    if found.author_id != user_of(request).pk:
        raise Http404
    return found


def _told(note: Note) -> dict[str, Any]:
    names = ("kind", "text", "written_at", "edited_at")
    return {name: getattr(note, name) for name in names} | {
        "id": note.pk,
        "unit_id": note.unit,
        "author": note.author.get_username() if note.author else "",
    }
