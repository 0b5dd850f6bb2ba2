"""How far behind each table is, against how far it usually is when a run reads it."""

import json
from dataclasses import dataclass
from datetime import date
from statistics import median

from tenure.definitions import Definitions
from tenure.definitions.values import masked
from tenure.pipeline.saved import QUALITY, SavedRun
from tenure.store import MANIFEST, Store
from tenure.tables.findings import TableSummary
from tenure.tables.schema import TABLES

_LOOKED_AT = 10
_SLACK = 1


@dataclass(frozen=True)
class SourceView:
    """One table: where it comes from, what was read of it, and how fresh that is.

    `behind` are the days from its last row to the day of the run, `usual` the median of the
    runs before; both null where the table has no days, or there was no run.
    """

    table: str
    origin: tuple[str, ...]
    query: bool
    columns: dict[str, str]
    read: TableSummary | None
    behind: int | None
    usual: int | None
    files: int

    @property
    def late(self) -> bool:
        """Whether it is further behind than it usually is."""
        if self.behind is None or self.usual is None:
            return False
        return self.behind > self.usual + _SLACK


def sources(meant: Definitions, run: SavedRun | None, store: Store) -> list[SourceView]:
    """Return every table of the definitions, in the order of the file."""
    before = _before(store, run)
    return [_view(name, meant, run, before.get(name, [])) for name in meant.tables]


def _view(name: str, meant: Definitions, run: SavedRun | None, lags: list[int]) -> SourceView:
    source = meant.tables[name]
    read = next((one for one in run.summaries if one.table == name), None) if run else None
    today = date.fromisoformat(run.manifest["today"]) if run else None
    return SourceView(
        name,
        (masked(source.sql),) if source.sql else tuple(source.from_ or ()),
        source.sql is not None,
        dict(source.columns),
        read,
        _behind(name, read.last if read else None, today),
        round(median(lags)) if lags else None,
        len(run.manifest["inputs"].get(name, {}).get("files", [])) if run else 0,
    )


def _behind(table: str, last: str | None, today: date | None) -> int | None:
    if not last or today is None or TABLES[table].instant is None:
        return None
    return max((today - date.fromisoformat(last)).days, 0)


def _before(store: Store, run: SavedRun | None) -> dict[str, list[int]]:
    """Return of each table how far behind it was at the runs before the last one."""
    found: dict[str, list[int]] = {}
    runs = store.root / "runs"
    folders = sorted(runs.iterdir(), reverse=True) if runs.is_dir() else []
    for folder in [one for one in folders if run is None or one != run.folder][:_LOOKED_AT]:
        try:
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
            tables = json.loads((folder / QUALITY).read_text("utf-8"))
        except (OSError, json.JSONDecodeError):
            continue
        today = date.fromisoformat(manifest["today"])
        for table in tables:
            summary = table["summary"]
            behind = _behind(summary["table"], summary["last"], today)
            if behind is not None:
                found.setdefault(summary["table"], []).append(behind)
    return found
