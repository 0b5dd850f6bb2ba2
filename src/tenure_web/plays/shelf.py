"""Plays on disk: read, noticed when others changed them, and written in one step."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tenure.act.editing import edited
from tenure.act.play import Play, State
from tenure.act.reading import FOLDER, Kept, Shelf, loads, shelf
from tenure.act.writing import dumps
from tenure.errors import DefinitionError
from tenure_web.lib import company
from tenure_web.people.audit import write
from tenure_web.people.models import User
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
            with _alone():
                _note_outside(kept, text)
    return found


def find(name: str) -> Kept | None:
    """Return a play and its file; None for none of that id."""
    return notice().kept.get(name)


def create(play: Play, user: User, *, note: str, action: str = "play.create") -> Version:
    """Write a new play; DefinitionError where there is one of its id, or its salt, already."""
    with _alone():
        found = shelf(folder())
        file = folder() / f"{play.id}.toml"
        if play.id in found.kept or file.exists():
            raise DefinitionError(f"there is a play '{play.id}' already", where="id")
        if any(one.salt == play.salt for one in found.plays.values()):
            raise DefinitionError("another play has this salt", where="salt")
        text = dumps(play)
        _replace(file, text)
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
    is no play, another id or salt, or a file that cannot be written.
    """
    with _alone():
        kept = shelf(folder()).kept.get(name)
        if kept is None or fingerprint(text_of(kept)) != base:
            raise ChangedMeanwhileError
        given = loads(text, source=kept.file.name)
        play = edited(kept.play, given)
        written = text if play == given else dumps(play)
        before = Version.objects.filter(play=name).first()
        if before is not None and play == kept.play and written == text_of(kept):
            return before
        _replace(kept.file, written)
        made = _kept(play, written, user, note, restored)
    action = "play.restore" if restored else "play.change"
    write(action, name, before=before and _told(before), after=_told(made))
    return made


def turn(name: str, state: State, user: User) -> Version:
    """Start, pause or end a play; its version stays. ChangedMeanwhileError where it is gone."""
    with _alone():
        kept = shelf(folder()).kept.get(name)
        if kept is None:
            raise ChangedMeanwhileError
        play = kept.play.model_copy(update={"state": state})
        text = dumps(play)
        _replace(kept.file, text)
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


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the plays against all other processes of this workspace."""
    home: Path = settings.ENVIRONMENT.home
    home.mkdir(parents=True, exist_ok=True)
    with (home / "plays.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _replace(file: Path, text: str) -> None:
    """Write a file beside its place and move it there."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        made, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(made, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, file.stat().st_mode & 0o777 if file.exists() else 0o644)
        os.replace(name, file)
    except OSError as error:
        raise DefinitionError(
            f"cannot be written: {error.strerror}",
            where=file.name,
            hint="whoever runs this server can let it write to the company's folder",
        ) from None
