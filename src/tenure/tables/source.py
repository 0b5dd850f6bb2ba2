"""What a table is read from, and what an engine must be able to do to read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

FileFormat = Literal["parquet", "csv", "json", "xlsx", "fixed"]

FILE_COLUMN = "_file"
ROW_COLUMN = "_row"


@dataclass(frozen=True)
class Scan:
    """The files of one table and how to read them."""

    files: tuple[Path, ...]
    format: FileFormat
    separator: str | None = None
    encoding: str | None = None
    skip_rows: int = 0
    sheet: str | None = None
    fixed: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Converted:
    """A source turned into Parquet once: one file each, and the lines that could not be read.

    `rejected` has one row a line: file, line (1-based), reason, text.
    """

    paths: tuple[Path, ...]
    rejected: "pa.Table"


class Reader(Protocol):
    """The part of an engine that reading tables needs; `engines` implements it."""

    name: str

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of Parquet files, unread until asked for, under a name.

        Adds `_file` and `_row`, unless the rows are `placed`: carry them already.
        """
        ...

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Write the rows of a source to Parquet files in a folder, with `_file` and `_row`."""
        ...

    def convert_query(self, sql: str, folder: Path, *, table: str) -> Converted:
        """Write the rows of a query to Parquet in a folder, with `_file` and `_row`."""
        ...

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Read text as a naive timestamp by the first format that fits; null where none does."""
        ...

    def instant(self, text: "ir.StringValue") -> "ir.TimestampValue":
        """Read ISO text with an offset as a naive UTC timestamp; null where it does not fit."""
        ...

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        ...

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text in Unicode normal form C."""
        ...

    def execute(self, expression: "ir.Expr", *, metric: str) -> "pa.Table":
        """Run an expression and return its (small) result."""
        ...

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Run an expression and write its rows to one Parquet file."""
        ...
