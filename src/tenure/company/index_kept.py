"""What is kept with an activity index: what it was made of, and who is at which position."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.store import as_json, fingerprint_files, write_text
from tenure.tables.source import common_folder

if TYPE_CHECKING:
    import pyarrow as pa

_ABOUT = "index.json"
_UNITS = "units-*.parquet"

Stamp = tuple[int, ...]


@dataclass(frozen=True)
class About:
    """What an index was made of.

    `files` are the fingerprints of the files by name; `ahead` is the first instant that
    lay too far in the future to count; from the day number `known_from` on everything
    that had happened was also known. `stamps` are what the file system says of files
    whose content is as long as it says the same.
    """

    definition: str
    customers: int
    files: dict[str, str]
    ahead: str | None = None
    known_from: int | None = None
    stamps: dict[str, list[int]] = field(default_factory=dict)

    def serves(self, definition: str, files: Mapping[str, str], until: datetime) -> bool:
        """Tell whether these files can be had by adding to it: it has nothing else."""
        past = self.ahead is None or self.ahead >= str(until)
        return past and self.definition == definition and self.files.items() <= files.items()

    def write(self, folder: Path) -> None:
        """Write it beside its index."""
        write_text(folder / _ABOUT, as_json(asdict(self)))


def about(folder: Path) -> About:
    """Return what an index was made of."""
    return About(**json.loads((folder / _ABOUT).read_text("utf-8")))


def every(place: Path) -> dict[str, About]:
    """Return what each index in a folder of them was made of, by its name."""
    return {path.parent.name: about(path.parent) for path in sorted(place.glob(f"*/{_ABOUT}"))}


class Files:
    """The content of files by name, and what the file system says of them.

    A file that it says the same of as when an index was made of it is not read again.
    """

    def __init__(self, paths: Iterable[Path], indexes: Iterable[About]) -> None:
        own = tuple(paths)
        top = common_folder(own)
        self.paths = {path.relative_to(top).as_posix(): path for path in own}
        self.stamps = {name: _stamp(path) for name, path in self.paths.items()}
        known = {
            (name, tuple(stamp)): index.files[name]
            for index in indexes
            for name, stamp in index.stamps.items()
        }
        self.fingerprints = {
            name: known.get((name, self.stamps[name])) or fingerprint_files([path])
            for name, path in self.paths.items()
        }

    def settled(self, begun: int) -> dict[str, list[int]]:
        """Return the stamps of files that lay unchanged before an instant of the file system.

        What is written twice within a tick of its clock has one stamp for two contents.
        """
        return {name: [*stamp] for name, stamp in self.stamps.items() if stamp[-1] < begun}

    def first(self, names: Iterable[str], column: str) -> datetime | None:
        """Return the first instant of a column by what some Parquet files say of themselves.

        As it is written there, without a time zone; None where they say nothing of it.
        """
        found = (at for name in names for at in _firsts(self.paths[name], column))
        return min(found, default=None)

    def size(self, name: str) -> int:
        """Return how many bytes a file has."""
        return self.stamps[name][0]


def _firsts(path: Path, column: str) -> Iterator[datetime]:
    """Yield the first instant of a column in each part of a Parquet file that tells it."""
    import pyarrow.parquet as pq

    about = pq.read_metadata(path)
    for group in map(about.row_group, range(about.num_row_groups)):
        for one in map(group.column, range(group.num_columns)):
            told = one.statistics if one.path_in_schema == column else None
            with suppress(ValueError, OverflowError):  # no day of a calendar
                if told and told.has_min_max and isinstance(told.min, datetime):
                    yield told.min.replace(tzinfo=None)


def _stamp(path: Path) -> Stamp:
    told = path.stat()
    return told.st_size, told.st_dev, told.st_ino, told.st_mtime_ns, told.st_ctime_ns


def take_over(before: Path, folder: Path) -> None:
    """Take over the files of an index; they are not written to, so they may be shared."""
    for path in [*before.glob("*.arrow"), *before.glob(_UNITS)]:
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy(path, folder / path.name)


def units_in(folder: Path) -> list[Path]:
    """Return the files that say who is where (unit_id, position), one row a unit."""
    return sorted(folder.glob(_UNITS))


def write_units(folder: Path, units: "pa.Array[Any]", there: int) -> None:
    """Write who is at the positions from `there` on; a first file is there even for nobody."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = len(units_in(folder))
    if number and not len(units):
        return
    positions = pa.array(np.arange(there, there + len(units)), pa.int64())
    table = pa.table({"unit_id": units, "position": positions})
    pq.write_table(table, folder / f"units-{number:05d}.parquet")
