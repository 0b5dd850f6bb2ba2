"""The company that this workspace is about: definitions, last run, and itself when asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings

from tenure.company import Company
from tenure.company.predictions.days import Day, days
from tenure.definitions import Definitions, load
from tenure.errors import StoreError, TenureError
from tenure.pipeline.saved import SavedRun, load_run
from tenure.store import Store

OPENED = "opened."
"""What names of cohorts begin with that a page opened from a number: nobody chose them."""


@dataclass
class _Desk:
    """A company that one thread asks at a time, and the versions that it was opened from."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    opened: tuple[object, Company] | None = None

    def close(self) -> None:
        if self.opened is not None:
            self.opened[1].close()
        self.opened = None


@dataclass
class _Shelf:
    """What this process has read, and from which versions of the files."""

    desks: dict[str, _Desk] = field(default_factory=dict)
    read: threading.Lock = field(default_factory=threading.Lock)
    definitions: tuple[tuple[Path, int, int], Definitions] | None = None
    run: SavedRun | None = None


_shelf = _Shelf()


def definitions() -> Definitions:
    """Return the company's definitions, read anew when the file has changed."""
    place: Path = settings.ENVIRONMENT.definitions
    with _shelf.read:
        about = place.stat() if place.is_file() else None
        stamp = (place, about.st_mtime_ns, about.st_size) if about else (place, 0, 0)
        if _shelf.definitions is None or _shelf.definitions[0] != stamp:
            _shelf.definitions = (stamp, load(place))
        return _shelf.definitions[1]


def store() -> Store:
    """Return the company's store, for what is only read from it."""
    told = definitions()
    return Store.at(told.folder, told.store.path)


def latest() -> SavedRun | None:
    """Return the last finished run, read once; None before the first."""
    try:
        folder = store().latest().resolve()
    except StoreError:
        return None
    with _shelf.read:
        if _shelf.run is None or _shelf.run.folder != folder:
            _shelf.run = load_run(folder)
        return _shelf.run


def last_day() -> Day | None:
    """Return the last day with profiles, of customers or of accounts; None where there is none."""
    scored = [day for unit in ("customer", "account") for day in days(store(), unit)]
    return max(scored, key=lambda day: day.as_of, default=None)


def language() -> str:
    """Return the company's language; English where its definitions cannot be read."""
    try:
        return definitions().company.language
    except TenureError:
        return "en"


@contextmanager
def asked(desk: str = "pages") -> Iterator[Company]:
    """Give the company itself, to one thread at a time; opened once for each run, day, definitions.

    Each desk has one of its own: whoever asks at one never waits for another. Raises
    TenureError as `Company.open` does.
    """
    with _shelf.read:
        found = _shelf.desks.setdefault(desk, _Desk())
    with found.lock:
        told, run = definitions(), latest()
        today = datetime.now(ZoneInfo(told.company.time_zone)).date()
        version = (_shelf.definitions and _shelf.definitions[0], run and run.folder, today)
        if found.opened is None or found.opened[0] != version:
            found.close()
            found.opened = (version, Company(told, today=today))
        yield found.opened[1]


def forget() -> None:
    """Release the company; the next question opens it again."""
    for desk in list(_shelf.desks.values()):
        with desk.lock:
            desk.close()
