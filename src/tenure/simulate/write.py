"""Parquet files with fixed settings, so that the same rows are always the same bytes."""

from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

_ROWS_A_GROUP = 1_000_000


class TableFile:
    """One Parquet file, written piece by piece; counts its rows."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, table: pa.Table) -> None:
        """Append the rows of a table; the first one (even an empty one) fixes the schema."""
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self.path,
                table.schema,
                compression="zstd",
                compression_level=1,
                use_dictionary=True,
                dictionary_pagesize_limit=4 * 1024 * 1024,
                store_schema=False,
                version="2.6",
            )
        if table.num_rows or not self.rows:
            self._writer.write_table(table, row_group_size=_ROWS_A_GROUP)
        self.rows += table.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._writer is not None:
            self._writer.close()


def write_whole(path: Path, table: pa.Table) -> int:
    """Write a table that fits in memory and return its number of rows."""
    with TableFile(path) as file:
        file.add(table)
    return file.rows
