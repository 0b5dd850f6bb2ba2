"""Where decisions, assignments and what the workspace writes lie in a store; files by day."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.errors import MetricError
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


def decided_day(store: Store, on: date | None) -> date:
    """Return the day that is asked for, else the last one; MetricError where nothing is decided."""
    there = days(store)
    if there and (on is None or on in there):
        return on or there[-1]
    known = ", ".join(map(str, there[-5:]))
    raise MetricError(
        f"nothing was decided on {on}; days with decisions: {known}"
        if there
        else "nothing was decided yet",
        hint="tenure plays decide",
    )


def beside(store: Store, name: str) -> "pa.Table | None":
    """Return a small table that the workspace wrote, None where it has not."""
    import pyarrow.parquet as pq

    path = store.root / FOLDER / name
    return pq.read_table(path) if path.is_file() else None
