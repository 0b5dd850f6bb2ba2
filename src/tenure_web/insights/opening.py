"""Whom a number counts: kept as a cohort under a name that says which number it is."""

import os
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tenure.company import Company, Question
from tenure.company.members import FILE, FOLDER
from tenure.store import PARTIAL
from tenure_web.insights import kept
from tenure_web.lib import company
from tenure_web.people import audit

MOST = 200
LONGEST = timedelta(days=30)
"""So many of them are kept, and so long after they were last opened."""


@dataclass(frozen=True)
class Opening:
    """One count of one row of an answer."""

    question: Question
    row: Mapping[str, str]
    count: str


def is_there(name: str) -> bool:
    """Say whether a cohort that a page opened is there."""
    return name.startswith(company.OPENED) and (folder_of(name) / FILE).is_file()


def folder_of(name: str) -> Path:
    """Return where a cohort is kept, there or not."""
    return _folder() / name


def open_customers(opening: Opening) -> str:
    """Keep the customers of a count as a cohort and return its name; it may still be made.

    Raises TenureError as `Company.save_cohort` does, and for a count that lists nobody.
    """
    name = f"{company.OPENED}{opening.question.metric}.{kept.name_of(asdict(opening))[:16]}"
    if is_there(name):
        with suppress(OSError):  # a store that one may only read
            os.utime(folder_of(name))
    else:
        tidy(datetime.now(UTC))
        with suppress(kept.BeingComputedError):
            kept.soon(name, lambda told: _save(told, opening, name))
    audit.write(
        "cohort.open",
        name,
        after={"metric": opening.question.metric, "row": dict(opening.row), "count": opening.count},
    )
    return name


def tidy(now: datetime) -> int:
    """Remove cohorts that pages opened long ago, or before many others; return how many."""
    aged = sorted(
        (-folder.stat().st_mtime, folder)
        for folder in _folder().glob(f"{company.OPENED}*")
        if folder.suffix != PARTIAL
    )
    oldest = (now - LONGEST).timestamp()
    gone = [folder for place, (age, folder) in enumerate(aged) if place >= MOST or -age < oldest]
    for folder in gone:
        _remove(folder)
    return len(gone)


def _remove(folder: Path) -> None:
    """Take a cohort away in one step: nobody finds half of it."""
    away = folder.with_name(f"{uuid.uuid4().hex}{PARTIAL}")
    with suppress(FileNotFoundError):  # another process was sooner
        folder.rename(away)
    shutil.rmtree(away, ignore_errors=True)


def _folder() -> Path:
    return company.store().root / FOLDER


def _save(told: Company, opening: Opening, name: str) -> None:
    told.save_cohort(opening.question, name=name, row=opening.row, count=opening.count)
