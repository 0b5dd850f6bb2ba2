"""Notes of a customer or an account: written, changed, deleted, brought back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tenure_web.customers import beside, notes
from tenure_web.customers.forms import NoteForm
from tenure_web.customers.models import Note
from tenure_web.customers.scope import unit_of
from tenure_web.customers.views.shared import calendar, hold, the_day, user_of
from tenure_web.lib.page import page
from tenure_web.lib.rules import needs
from tenure_web.people.rights import Right


def notes_context(request: HttpRequest, kind: str, unit: str) -> dict[str, Any]:
    """Return what a page shows of notes: those there are, one just deleted, and a form."""
    user, words = user_of(request), request.words  # type: ignore[attr-defined]
    reads = notes.reads(user)
    deleted = request.GET.get("deleted", "")
    there = [
        one
        for one in (notes.notes_of(kind, unit) if reads else ())
        if one.deleted_at is None or (str(one.pk) == deleted and one.author_id == user.pk)
    ]
    writes = user.may(Right.CARE)
    return {
        "notes": there,
        "reads_notes": reads,
        "note_form": NoteForm(words) if writes else None,
        "day_of": calendar().day,
        "note_at": reverse("customers:note", args=[kind, unit]),
        "beside": beside.blocks(request, kind, unit),  # type: ignore[arg-type]
    }


def _address(kind: str, unit: str) -> str:
    """Return the page of whom a note is about."""
    counted = unit_of(the_day())
    return reverse("customers:one" if kind == counted else "customers:account", args=[unit])


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def add(request: HttpRequest, kind: str, unit: str) -> HttpResponse:
    """Write a note."""
    hold(user_of(request), kind, unit)
    words = request.words  # type: ignore[attr-defined]
    form = NoteForm(words, request.POST)
    if not form.is_valid():
        context = {"form": form, "back": _address(kind, unit)}
        return page(request, "customers/note.html.j2", context, status=400)
    notes.note_add(user=user_of(request), kind=kind, unit=unit, **form.cleaned_data)
    messages.success(request, words("note.kept"))
    return redirect(_address(kind, unit) + "#notes")


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, note: int) -> HttpResponse:
    """Change one's own note."""
    found = _own(request, note)
    words = request.words  # type: ignore[attr-defined]
    before = Note.objects.get(pk=found.pk)
    form = NoteForm(words, request.POST or None, instance=found)
    if form.is_valid():
        notes.note_edit(note=before, text=form.cleaned_data["text"])
        return redirect(_address(before.kind, before.unit) + "#notes")
    context = {"form": form, "back": _address(before.kind, before.unit)}
    return page(request, "customers/note.html.j2", context, status=400 if form.is_bound else 200)


@needs(Right.SEE_CUSTOMERS, Right.CARE)
@require_POST
def change(request: HttpRequest, note: int) -> HttpResponse:
    """Delete one's own note or bring it back."""
    do = request.POST.get("do", "")
    if do not in ("delete", "restore"):
        raise Http404("nothing to do")
    found = _own(request, note)
    (notes.note_delete if do == "delete" else notes.note_restore)(note=found)
    undo = f"?deleted={found.pk}" if do == "delete" else ""
    return redirect(_address(found.kind, found.unit) + undo + "#notes")


def _own(request: HttpRequest, note: int) -> Note:
    found = get_object_or_404(Note, pk=note)
    hold(user_of(request), found.kind, found.unit)
    if found.author_id != user_of(request).pk:
        raise PermissionDenied("a note of somebody else")
    return found
