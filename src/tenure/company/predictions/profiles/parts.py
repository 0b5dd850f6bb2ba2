"""Writing a table a part at a time, so that no more than one is in memory."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def write_parts(path: Path, tables: "Iterator[pa.Table]") -> None:
    """Write tables of one kind to a file, each before the next is made; without any, no file."""
    import pyarrow.parquet as pq

    first = next(tables, None)
    if first is None:
        return
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for table in chain((first,), tables):
            if table.num_rows:
                writer.write_table(table)
