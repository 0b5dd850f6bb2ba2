"""What was learnt from a company's texts, version by version; nothing is used before its time."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from shutil import rmtree
from typing import Any

from tenure.company.predictions.outlook import Outlook
from tenure.store import as_json, write_text

_ABOUT = "about.json"
_FOLDER = "models"


@dataclass(frozen=True)
class Version:
    """One learning: `until` is the last day of the texts that it saw."""

    folder: Path
    until: date
    about: dict[str, Any]

    @property
    def name(self) -> str:
        """What it is called."""
        return self.folder.name


def latest(outlook: Outlook, kind: str, form: int) -> Version | None:
    """Return the newest version that saw nothing later than is known; None when there is none.

    `form`: how its files are written; what is written otherwise is as if it were not there.
    """
    found = [_read(path.parent) for path in _place(outlook, kind).glob(f"*/{_ABOUT}")]
    known = [
        one for one in found if one.until <= outlook.observed.last and one.about["form"] == form
    ]
    return max(known, key=lambda one: (one.until, one.about["number"]), default=None)


def keep(
    outlook: Outlook, kind: str, form: int, build: Callable[[Path], None], **about: Any
) -> Version:
    """Keep what was learnt as of an outlook, whole or not at all.

    Earlier versions stay; what is written in another form, which nobody reads, goes.
    """
    store, until = outlook.rule.data.store, outlook.observed.last
    place = _place(outlook, kind)
    number = len(list(place.glob(f"*/{_ABOUT}"))) + 1
    told = {"until": until.isoformat(), "form": form, "number": number, **about}

    def whole(folder: Path) -> None:
        build(folder)
        write_text(folder / _ABOUT, as_json(told))

    folder = place / f"{until:%Y%m%d}-{number}"
    store.replace(folder, whole)
    for path in place.glob(f"*/{_ABOUT}"):
        if _read(path.parent).about["form"] != form:
            rmtree(path.parent)
    return _read(folder)


def _place(outlook: Outlook, kind: str) -> Path:
    return outlook.rule.data.store.root / _FOLDER / kind


def _read(folder: Path) -> Version:
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    return Version(folder, date.fromisoformat(about["until"]), about)
