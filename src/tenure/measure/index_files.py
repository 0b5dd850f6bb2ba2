"""An activity index on disk: one Arrow file a calendar month, mapped into memory when read."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

from tenure.measure.index import LEVELS, ActivityIndex, Key
from tenure.measure.index_bits import Kept
from tenure.periods import Calendar, Period

_ENDING = ".arrow"


def part_of(key: Key, calendar: Calendar) -> str:
    """Name the file that holds a bitmap: that of the month in which its period begins."""
    level, number = key
    known: Period = next((one for one in LEVELS if one == level), "day")
    return f"{calendar.start(number, known):%Y-%m}{_ENDING}"


def write(folder: Path, index: ActivityIndex, keys: Iterable[Key]) -> None:
    """Write the files that hold some of an index's bitmaps."""
    parts = {part_of(key, index.calendar) for key in keys}
    content: dict[str, dict[Key, Kept]] = {part: {} for part in parts}
    for key in sorted(index.rows):
        part = part_of(key, index.calendar)
        if part in content:
            content[part][key] = index.rows[key]
    for part, rows in content.items():
        _write(folder / part, rows)


def read(folder: Path) -> dict[Key, Kept]:
    """Return the bitmaps in a folder; what is not used stays on disk."""
    rows: dict[Key, Kept] = {}
    for path in sorted(folder.glob(f"*{_ENDING}")):
        rows |= _read(path)
    return rows


def _write(path: Path, rows: Mapping[Key, Kept]) -> None:
    import pyarrow as pa

    table = pa.table(
        {
            "level": pa.array([level for level, _ in rows], pa.string()),
            "number": pa.array([number for _, number in rows], pa.int64()),
            "kind": pa.array([kept.kind for kept in rows.values()], pa.string()),
            "content": pa.array([kept.content for kept in rows.values()], pa.binary()),
        }
    )
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def _read(path: Path) -> dict[Key, Kept]:
    import numpy as np
    import pyarrow as pa

    table = pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    rows: dict[Key, Kept] = {}
    for batch in table.to_batches():
        columns: Any = [batch[name].to_pylist() for name in ("level", "number", "kind")]
        _, offsets, data = batch["content"].buffers()
        ends = np.frombuffer(cast("Any", offsets), np.int32)[: len(batch) + 1].tolist()
        content = memoryview(data) if data is not None else memoryview(b"")
        for at, (level, number, kind) in enumerate(zip(*columns, strict=True)):
            rows[level, number] = Kept(kind, content[ends[at] : ends[at + 1]])
    return rows
