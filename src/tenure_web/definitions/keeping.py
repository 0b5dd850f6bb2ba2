"""tenure.toml on disk: read, noticed when others changed it, and replaced in one step."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from tenure.errors import DefinitionError
from tenure_web.definitions.models import Draft, Version, fingerprint
from tenure_web.definitions.secrets import hidden, revealed
from tenure_web.lib.files import alone, replace
from tenure_web.people.audit import write
from tenure_web.people.models import User


class ChangedMeanwhileError(Exception):
    """The file is no longer the one that a change was made from."""


@dataclass(frozen=True)
class Current:
    """tenure.toml as it is now; `text` is whole, `shown` has its secrets hidden."""

    text: str
    fingerprint: str

    @property
    def shown(self) -> str:
        """Return what people may see of it."""
        return hidden(self.text)


def place() -> Path:
    """Return where tenure.toml lies."""
    found: Path = settings.ENVIRONMENT.definitions
    return found


def current() -> Current:
    """Read the file; raises DefinitionError when it is not there or not UTF-8."""
    try:
        content = place().read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise DefinitionError(f"cannot be read: {error.strerror}", where=place().name) from None
    except UnicodeDecodeError:
        raise DefinitionError("the file is not UTF-8", where=place().name) from None
    return Current(text, fingerprint(text))


def notice() -> Current:
    """Read the file, and keep a version of it when nobody changed it here."""
    now = current()
    last = Version.objects.first()
    if last is None or last.fingerprint != now.fingerprint:
        with alone("definitions"):
            last = Version.objects.first()
            if last is None or last.fingerprint != now.fingerprint:
                _note_outside(now, first=last is None)
    return now


def keep(draft: Draft, user: User, *, note: str) -> Version:
    """Write a change to the file, and keep it as a version.

    Raises ChangedMeanwhileError when the file is another than the draft was made from, and
    DefinitionError when it cannot be written.
    """
    notice()
    with alone("definitions"):
        now = current()
        if now.fingerprint != draft.base:
            raise ChangedMeanwhileError
        text = revealed(draft.text, now.text)
        _replace(text)
        before = Version.objects.first()
        made = Version.objects.create(
            at=timezone.now(),
            user=user,
            origin=Version.Origin.HERE,
            text=hidden(text),
            fingerprint=fingerprint(text),
            note=note,
            restored=draft.restores,
        )
    action = "definitions.restore" if draft.restores else "definitions.change"
    write(action, f"version {made}", before={"version": before and before.pk}, after=_told(made))
    draft.delete()
    return made


def _told(made: Version) -> dict[str, object]:
    return {"version": made.pk, "note": made.note, "restored": made.restored_id}


def _note_outside(now: Current, *, first: bool) -> None:
    changed = datetime.fromtimestamp(place().stat().st_mtime, UTC)
    Version.objects.create(
        at=changed,
        origin=Version.Origin.FIRST if first else Version.Origin.OUTSIDE,
        text=now.shown,
        fingerprint=now.fingerprint,
    )


def _replace(text: str) -> None:
    """Write the file with the line ends that it had."""
    target = place().resolve()
    ends = b"\r\n" if b"\r\n" in target.read_bytes() else b"\n"
    replace(target, text.encode().replace(b"\n", ends))
