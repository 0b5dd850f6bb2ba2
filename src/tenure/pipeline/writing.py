"""What a run writes beside its results: quarantined rows, the company's changes, names of files."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from tenure.company import Company
from tenure.store import HELD


def changes(company: Company) -> list[dict[str, Any]]:
    """Return what the company changed, for the time lines: the day, the kind and the name."""
    changes = company.data.tables.get("changes")
    if changes is None or not {"kind", "name"} <= set(changes.columns):
        return []
    named = changes.filter(changes.name.notnull()).select("at", "kind", "name").order_by("at")
    rows = company.engine.execute(named, metric="changes").to_pylist()
    calendar = company.data.calendar
    return [{**row, "at": calendar.day(row["at"]), "kind": row["kind"] or ""} for row in rows]


def write_quarantine(company: Company, name: str, folder: Path) -> None:
    """Write the rows of a table that are not used, and the lines that could not be read."""
    refused = company.data.quarantine(name)
    company.engine.write_parquet(refused, folder / f"{name}.parquet", metric=f"check {name}")
    malformed = company.data.inputs[name].malformed
    if malformed is not None and malformed.num_rows:
        pq.write_table(malformed, folder / f"{name}_lines.parquet")


def write_refused(company: Company, folder: Path) -> None:
    """Write the rows of the store's own tables that are not used, where there are any."""
    for name, rows in company.data.refused.items():
        found = company.engine.execute(rows, metric=f"refused {name}")
        if found.num_rows:
            folder.mkdir(parents=True, exist_ok=True)
            pq.write_table(found, folder / f"own_{name}.parquet")


def copy(entry: Path, folder: Path) -> None:
    """Copy the files of an entry into the folder of a run."""
    shutil.copytree(entry, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(HELD))


def relative(path: Path, folder: Path) -> str:
    """Name a file as the company's folder sees it, not as this machine does."""
    try:
        return path.relative_to(folder).as_posix()
    except ValueError:
        return path.name
