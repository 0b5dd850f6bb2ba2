"""Where decisions, assignments and what the workspace writes lie in a store; files by day."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "acts"
DECISIONS, ASSIGNMENTS, EXPOSURES, TOUCHES = "decisions", "assignments", "exposures", "touches"
PROVED = "proved"
MAY_NOT, CAPACITY = "may_not.parquet", "capacity.parquet"
_DAY = "????-??-??.parquet"


def place(store: Store, kind: str, day: date) -> Path:
    """Return the file of a day."""
    return store.root / FOLDER / kind / f"{day.isoformat()}.parquet"


def files(store: Store, kind: str, *, before: date | None = None) -> list[Path]:
    """Return the files of a kind, by day; with `before`, those of earlier days."""
    found = sorted((store.root / FOLDER / kind).glob(_DAY))
    return [one for one in found if before is None or one.stem < before.isoformat()]


def decisions(store: Store) -> list[Path]:
    """Return the files of all decisions, by day: a row a unit and play (`decision.COLUMNS`)."""
    return files(store, DECISIONS)


def days(store: Store) -> list[date]:
    """Return the days on which it was decided."""
    return [date.fromisoformat(one.stem) for one in decisions(store)]


def beside(store: Store, name: str) -> "pa.Table | None":
    """Return a small table that the workspace wrote, None where it has not."""
    import pyarrow.parquet as pq

    path = store.root / FOLDER / name
    return pq.read_table(path) if path.is_file() else None
