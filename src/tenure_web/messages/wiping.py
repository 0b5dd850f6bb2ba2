"""What the store keeps of whoever was erased: wiped out of every day's profiles, and kept so."""

import json
from pathlib import Path

from django.db.models import Max

from tenure.company.acts.tables import FOLDER
from tenure.company.predictions.profiles.wiping import files, wipe
from tenure.errors import TenureError
from tenure.store import Store, write_text
from tenure_web.lib import company
from tenure_web.messages.models import Person
from tenure_web.messages.persons import Digests

AT_ONCE = 5
WIPED = "wiped.json"
"""Beside decisions: the files that were gone through, as they were then."""


def refresh(most: int = AT_ONCE) -> int:
    """Go through files that are new, or all after an erasure; returns how many rows were wiped.

    The newest first, `most` at a time: a minute's work that keeps no message waiting. Who was
    erased is known by a digest of their id alone, so a file that names them again, because the
    company's tables still do, is wiped as it comes.
    """
    erased = frozenset(Person.objects.exclude(erased_at=None).values_list("digest", flat=True))
    if not erased:
        return 0
    try:
        store = company.store()
    except TenureError:  # the company's file is broken; this waits until it is mended
        return 0
    since = str(Person.objects.aggregate(at=Max("erased_at"))["at"])
    done, digests = _done(store, since), Digests()
    due = [one for one in reversed(files(store)) if done.get(_name(store, one)) != _stamp(one)]
    number = 0
    for file in due[:most]:
        stamp = _stamp(file)
        wiped = wipe(file, lambda one: digests.of("customer", one) in erased)
        number += wiped
        if not wiped:  # what was written is looked at once more: a run may have come between
            done[_name(store, file)] = stamp
    if due:
        write_text(_place(store), json.dumps({"since": since, "files": done}))
    return number


def _done(store: Store, since: str) -> dict[str, list[int] | None]:
    place = _place(store)
    told = json.loads(place.read_text("utf-8")) if place.is_file() else {}
    return dict(told["files"]) if told.get("since") == since else {}


def _name(store: Store, file: Path) -> str:
    return file.relative_to(store.root).as_posix()


def _place(store: Store) -> Path:
    return store.root / FOLDER / WIPED


def _stamp(file: Path) -> list[int] | None:
    """Return what changes when a file does; None where a run took it away."""
    try:
        about = file.stat()
    except FileNotFoundError:
        return None
    return [about.st_mtime_ns, about.st_size]
