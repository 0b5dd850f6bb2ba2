"""Plays on disk: read, noticed when others changed them, and written in one step."""

from pathlib import Path

from django.utils import timezone

from tenure.act.editing import edited
from tenure.act.play import Play, State
from tenure.act.reading import FOLDER, Kept, Shelf, loads, shelf
from tenure.act.writing import dumps
from tenure.errors import DefinitionError
from tenure_web.lib import company
from tenure_web.lib.files import alone, replace
from tenure_web.people.audit import write
from tenure_web.people.models import User
from tenure_web.plays import personal
from tenure_web.plays.models import Version
from tenure_web.plays.models.version import fingerprint


class ChangedMeanwhileError(Exception):
    """The file is no longer the one that a change was made from."""


def folder() -> Path:
    """Return where the plays lie."""
    return company.definitions().folder / FOLDER


def text_of(kept: Kept) -> str:
    """Return the text of a play's file."""
    return kept.file.read_text("utf-8-sig").replace("\r\n", "\n")


def notice() -> Shelf:
    """Read all plays, and keep a version of those that were changed elsewhere."""
    found = shelf(folder())
    last = _last()
    for name, kept in found.kept.items():
        text = text_of(kept)
        before = last.get(name)
        if before is None or before.fingerprint != fingerprint(text):
            with alone("plays"):
                _note_outside(kept, text)
    return found


def find(name: str) -> Kept | None:
    """Return a play and its file; None for none of that id."""
    return notice().kept.get(name)


def create(play: Play, user: User, *, note: str, action: str = "play.create") -> Version:
    """Write a new play; DefinitionError where there is one of its id, or its salt, already.

    And where it asks for what its writer may not see.
    """
    personal.refuse(play, user)
    with alone("plays"):
        found = shelf(folder())
        file = folder() / f"{play.id}.toml"
        if play.id in found.kept or file.exists():
            raise DefinitionError(f"there is a play '{play.id}' already", where="id")
        if any(one.salt == play.salt for one in found.plays.values()):
            raise DefinitionError("another play has this salt", where="salt")
        text = dumps(play)
        replace(file, text.encode())
        made = _kept(play, text, user, note)
    write(action, play.id, after=_told(made))
    return made


def keep(
    name: str,
    text: str,
    user: User,
    *,
    base: str,
    note: str = "",
    restored: Version | None = None,
) -> Version:
    """Write a play anew, and keep it as a version; the same text again makes none.

    `base` is the fingerprint of the text that it was changed from. The version in the text is
    set to what it has to be. Raises ChangedMeanwhileError, and DefinitionError for a text that
    is no play, another id or salt, what the user may not ask for, or a file that cannot be
    written.
    """
    with alone("plays"):
        kept = shelf(folder()).kept.get(name)
        if kept is None or fingerprint(text_of(kept)) != base:
            raise ChangedMeanwhileError
        given = loads(text, source=kept.file.name)
        play = edited(kept.play, given)
        if restored is None:
            personal.refuse(play, user, kept.play)
        written = text if play == given else dumps(play)
        before = Version.objects.filter(play=name).first()
        if before is not None and play == kept.play and written == text_of(kept):
            return before
        replace(kept.file, written.encode())
        made = _kept(play, written, user, note, restored)
    action = "play.restore" if restored else "play.change"
    write(action, name, before=before and _told(before), after=_told(made))
    return made


def turn(name: str, state: State, user: User) -> Version:
    """Start, pause or end a play; its version stays. ChangedMeanwhileError where it is gone."""
    with alone("plays"):
        kept = shelf(folder()).kept.get(name)
        if kept is None:
            raise ChangedMeanwhileError
        play = kept.play.model_copy(update={"state": state})
        text = dumps(play)
        replace(kept.file, text.encode())
        made = _kept(play, text, user, "")
    write(f"play.{state}", name, before={"state": kept.play.state}, after=_told(made))
    return made


def _last() -> dict[str, Version]:
    """Return the last version of each play."""
    found: dict[str, Version] = {}
    for one in Version.objects.defer("text").order_by("play", "-pk"):
        found.setdefault(one.play, one)
    return found


def _note_outside(kept: Kept, text: str) -> None:
    last = Version.objects.filter(play=kept.play.id).first()
    if last is not None and last.fingerprint == fingerprint(text):
        return
    origin = Version.Origin.FIRST if last is None else Version.Origin.OUTSIDE
    _version(kept.play, text, origin=origin)


def _kept(play: Play, text: str, user: User, note: str, restored: Version | None = None) -> Version:
    return _version(
        play, text, origin=Version.Origin.HERE, user=user, note=note[:300], restored=restored
    )


def _version(play: Play, text: str, **told: object) -> Version:
    return Version.objects.create(
        play=play.id,
        number=play.version,
        state=play.state,
        at=timezone.now(),
        text=text,
        fingerprint=fingerprint(text),
        **told,
    )


def _told(made: Version) -> dict[str, object]:
    return {"version": made.number, "state": made.state, "note": made.note}
