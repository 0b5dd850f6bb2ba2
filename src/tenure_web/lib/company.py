"""The company that this workspace is about: definitions, last run, and itself when asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tenure.company import Company
from tenure.company.predictions.days import Day, days
from tenure.definitions import Definitions, load
from tenure.errors import StoreError, TenureError
from tenure.pipeline.saved import SavedRun, load_run
from tenure.store import Store


@dataclass
class _Shelf:
    """What this process has read, and from which versions of the files."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    read: threading.Lock = field(default_factory=threading.Lock)
    definitions: tuple[tuple[Path, int, int], Definitions] | None = None
    run: SavedRun | None = None
    company: tuple[object, Company] | None = None


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
def asked() -> Iterator[Company]:
    """Give the company itself, to one thread at a time; opened once for each run and definitions.

    Raises TenureError as `Company.open` does.
    """
    with _shelf.lock:
        told, run = definitions(), latest()
        version = (_shelf.definitions and _shelf.definitions[0], run and run.folder)
        if _shelf.company is None or _shelf.company[0] != version:
            forget()
            _shelf.company = (version, Company(told))
        yield _shelf.company[1]


def forget() -> None:
    """Release the company; the next question opens it again."""
    with _shelf.lock:
        if _shelf.company is not None:
            _shelf.company[1].close()
        _shelf.company = None
