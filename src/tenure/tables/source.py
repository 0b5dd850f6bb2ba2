"""What a table is read from, and what an engine must be able to do to read it."""

import os
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
REASON = "_reason"
"""Why a row cannot be used; null for one that can."""


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

    @property
    def labels(self) -> tuple[str, ...]:
        """What each file is called in `_file`: its path from the folder all of them share."""
        top = common_folder(self.files)
        return tuple(path.relative_to(top).as_posix() for path in self.files)


def common_folder(files: Sequence[Path]) -> Path:
    """Return the innermost folder that holds all files."""
    return Path(os.path.commonpath([path.parent for path in files]))


@dataclass(frozen=True)
class Converted:
    """A source turned into Parquet once: one file each, and the lines that could not be read.

    Rows carry `_file`, and `_row` unless their place in the Parquet file is
    their place in the source. `rejected` has one row a line: file, line
    (1-based), reason, text.
    """

    paths: tuple[Path, ...]
    rejected: "pa.Table"


class Reader(Protocol):
    """The part of an engine that reading tables needs; `engines` implements it."""

    name: str

    def scan_parquet(self, paths: Sequence[Path], *, name: str, placed: bool = False) -> "ir.Table":
        """Return the rows of Parquet files, unread until asked for, under a name.

        Adds `_file` and `_row`, unless the rows are `placed`: carry what they need
        of them. Folders named key=value become columns, and so do the fields of a
        struct, one level deep: `properties.seconds`. Raises SourceError for a file
        that is no Parquet.
        """
        ...

    def convert(self, scan: Scan, folder: Path, *, table: str) -> Converted:
        """Write the rows of a source to Parquet files in a folder; see `Converted`."""
        ...

    def convert_query(self, sql: str, folder: Path, *, table: str) -> Converted:
        """Write the rows of a query to Parquet in a folder; see `Converted`."""
        ...

    def parse_time(self, text: "ir.StringValue", formats: Sequence[str]) -> "ir.TimestampValue":
        """Read text as a naive timestamp by the first format that fits; null where none does."""
        ...

    def naive_utc(self, instant: "ir.TimestampValue") -> "ir.TimestampValue":
        """Return zoned instants as naive UTC timestamps."""
        ...

    def normalised(self, text: "ir.StringValue") -> "ir.StringValue":
        """Return text in Unicode normal form C."""
        ...

    def view(self, table: "ir.Table", name: str) -> "ir.Table":
        """Give an expression a name, which then stands for it in SQL.

        What is computed in it is computed once, however often it is used.
        """
        ...

    def execute(self, expression: "ir.Expr", *, metric: str) -> "pa.Table":
        """Run an expression and return its (small) result."""
        ...

    def write_parquet(self, table: "ir.Table", path: Path, *, metric: str) -> None:
        """Run an expression and write its rows to one Parquet file."""
        ...
