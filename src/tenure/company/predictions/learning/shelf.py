"""Where a company's models are kept: every one with what it is, and which of them is in use."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tenure.company.predictions.learning.bundle import Bundle
from tenure.errors import MetricError
from tenure.predict.compare import Verdict
from tenure.store import Store, as_json, write_text

FOLDER = "models"
_ABOUT, _BOOK = "about.json", "book.json"


@dataclass(frozen=True)
class Entry:
    """One training: the model, as of when it was learnt, from what, and what became of it.

    `verdict` is that of the comparison with the champion of that time, None without one;
    `promoted` says whether it took its place. `as_of` is the day that was today then.
    """

    version: str
    learnt_on: str
    last_date: str | None
    data: str
    verdict: Verdict | None
    promoted: bool
    why: str
    as_of: str | None = None


@dataclass(frozen=True)
class Shelf:
    """The models of one kind of unit in a store; only its book is ever changed."""

    store: Store
    unit: str

    @property
    def folder(self) -> Path:
        """Where they lie."""
        return self.store.root / FOLDER / self.unit

    @property
    def book(self) -> tuple[Entry, ...]:
        """Every training, the first one first."""
        path = self.folder / _BOOK
        if not path.is_file():
            return ()
        return tuple(Entry(**one) for one in json.loads(path.read_text("utf-8")))

    @property
    def champion(self) -> Entry | None:
        """The training whose model is in use, None before the first."""
        return next((one for one in reversed(self.book) if one.promoted), None)

    def load(self, version: str | None = None) -> Bundle:
        """Return the models of a version, or those in use.

        Raises MetricError when there is none yet, or none of that name.
        """
        chosen = version or (self.champion and self.champion.version)
        if not chosen:
            raise MetricError("nothing has been learnt yet", hint="tenure predict train")
        place = self.folder / chosen
        if not place.is_dir():
            there = ", ".join(one.version for one in self.book) or "none"
            raise MetricError(
                f"there is no model {chosen!r}; there are: {there}",
                hint="score by those in use, tenure predict score, or learn: tenure predict train",
            )
        return Bundle.load(_texts(place))

    def keep(self, bundle: Bundle, entry: Entry) -> None:
        """Put models on the shelf, whole or not at all, and note what became of them.

        Those that lie there already, which their name tells, stay as they are; damaged ones are
        mended.
        """
        texts, place = bundle.dump(), self.folder / entry.version

        def build(folder: Path) -> None:
            for name, text in texts.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            write_text(folder / _ABOUT, as_json(asdict(entry)))

        if _texts(place).items() >= texts.items():
            self.store.kept(place)
        else:
            self.store.replace(place, build)
        told: list[dict[str, Any]] = [asdict(one) for one in (*self.book, entry)]
        write_text(self.folder / _BOOK, as_json(told))


def _texts(place: Path) -> dict[str, str]:
    """Return the texts below a folder, by their names; none where there is no folder."""
    found = (path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): path.read_text("utf-8") for path in found}


def entry_of(
    bundle: Bundle,
    today: date,
    data: str,
    *,
    as_of: date,
    verdict: Verdict | None,
    promoted: bool,
    why: str,
) -> Entry:
    """Return the entry of a training."""
    dates = bundle.risk.report.get("data", {}).get("dates", [])
    last = dates[-1] if dates else None
    learnt_on, known = today.isoformat(), as_of.isoformat()
    return Entry(bundle.version, learnt_on, last, data, verdict, promoted, why, known)
