"""Wiping out of kept profiles what names or reaches somebody who was erased."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.predictions.days import FOLDER, PROFILES, REACH
from tenure.store import Store, writing
from tenure.tables.personal import PERSONAL

if TYPE_CHECKING:
    import pyarrow as pa

Gone = Callable[[str], bool]
_KEYS = {PROFILES: "unit_id", REACH: "customer_id"}


def files(store: Store) -> list[Path]:
    """Return the files of all days that may name customers, by unit and day."""
    root = store.root / FOLDER
    return sorted(one for name in _KEYS for one in root.glob(f"*/????-??-??/{name}"))


def wipe(file: Path, gone: Gone) -> int:
    """Put nulls in the personal columns of whoever is gone; returns how many rows were changed.

    `gone` says of an id of a unit or customer whether they were erased. Rows and numbers stay, so
    statistics do not change. A part at a time; whole or as it was; not written where nobody is, nor
    where a run puts another file in its place meanwhile.
    """
    with suppress(FileNotFoundError):
        return _wiped(file, gone)
    return 0


def _wiped(file: Path, gone: Gone) -> int:
    import pyarrow.parquet as pq

    key = _KEYS[file.name]
    with pq.ParquetFile(file) as rows:
        schema, parts = rows.schema_arrow, range(rows.num_row_groups)
        named = [one for one in schema.names if one in PERSONAL]
        if not named:
            return 0
        changed = sum(_masked(rows.read_row_group(at, [key, *named]), key, gone)[1] for at in parts)
        if not changed:
            return 0
        with writing(file) as stream, pq.ParquetWriter(stream, schema, compression="zstd") as new:
            for at in parts:
                new.write_table(_masked(rows.read_row_group(at), key, gone)[0])
    return changed


def _masked(part: "pa.Table", key: str, gone: Gone) -> "tuple[pa.Table, int]":
    """Return rows with nulls where somebody is gone, and how many had anything to lose."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    off = np.array([one is not None and gone(one) for one in part[key].to_pylist()], bool)
    had = np.zeros(len(off), bool)
    for name in part.column_names:
        if name in PERSONAL:
            column = part[name]
            had |= column.is_valid().to_numpy()
            cut = pc.if_else(pa.array(off), pa.scalar(None, column.type), column)
            part = part.set_column(part.column_names.index(name), part.schema.field(name), cut)
    return part, int((off & had).sum())
