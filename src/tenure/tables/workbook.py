"""One sheet of a workbook as an Arrow table."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from tenure.errors import SourceError, suggest
from tenure.tables.dialect import column_names
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN

if TYPE_CHECKING:
    import fastexcel

_UNNAMED = "__UNNAMED__"
_EXACT = pa.scalar(2.0**53)


def read_sheet(file: Path, *, sheet: str | None, skip: int, label: str) -> pa.Table:
    """Return the rows of a sheet (the first, if none is named) with `_file` and `_row`.

    Rows without any value are left out, as empty lines of text are. A number
    without a fraction is an integer: a workbook does not tell 17850 from
    17850.0. Raises SourceError for a file that cannot be opened or a sheet that
    is not there.
    """
    book = _opened(file)
    name = sheet or (book.sheet_names[0] if book.sheet_names else "")
    if name not in book.sheet_names:
        near = suggest(name, book.sheet_names)
        raise SourceError(
            f"there is no sheet {name!r}; there are: {', '.join(book.sheet_names)}",
            where=file.name,
            hint=f"did you mean {near!r}?" if near else None,
        )
    # A column's kind comes from all of its rows: one that changes late would lose values.
    cells = book.load_sheet(name, header_row=skip, schema_sample_rows=None)
    rows = _usable(_headed(pa.table(cells.to_arrow()), book, name, skip))
    if not rows.num_columns:
        raise SourceError(f"the sheet {name!r} is empty: not even a header is there", where=label)
    return _placed(rows, label)


def _opened(file: Path) -> "fastexcel.ExcelReader":
    import fastexcel

    # Its remarks on columns without values are no news to the company.
    logging.getLogger("fastexcel").setLevel(logging.ERROR)
    try:
        return fastexcel.read_excel(file)
    except fastexcel.FastExcelError as error:
        raise SourceError(
            "this workbook cannot be opened",
            where=file.name,
            hint="it may be locked by a password, or be no workbook: save it as .xlsx or .csv",
        ) from error


def _headed(cells: pa.Table, book: "fastexcel.ExcelReader", sheet: str, skip: int) -> pa.Table:
    """Name the columns whose header is a date or a time, which is left out of the names."""
    unnamed = [name for name in cells.column_names if name.startswith(_UNNAMED)]
    if not unnamed:
        return cells
    row = book.load_sheet(sheet, header_row=None, skip_rows=skip, n_rows=1, dtypes="string")
    written = pa.table(row.to_arrow()).to_pylist()
    told = {name: str(text) for name, text in written[0].items() if text} if written else {}
    named = [told.get(name, name) if name in unnamed else name for name in cells.column_names]
    return cells.rename_columns(named)


def _usable(cells: pa.Table) -> pa.Table:
    """Name the columns, drop those with neither name nor value, give the others a kind."""
    kept = [
        name
        for name, column in zip(cells.column_names, cells.columns, strict=True)
        if not name.startswith(_UNNAMED) or column.null_count < len(column)
    ]
    names = column_names(kept)
    return pa.table({name: _kind(cells[raw]) for name, raw in zip(names, kept, strict=True)})


def _kind(column: Any) -> Any:
    if pa.types.is_null(column.type):
        return column.cast(pa.string())
    if not pa.types.is_floating(column.type):
        return column
    whole = pc.and_(pc.equal(pc.round(column), column), pc.less(pc.abs(column), _EXACT))
    return column.cast(pa.int64()) if pc.all(whole).as_py() else column


def _placed(rows: pa.Table, label: str) -> pa.Table:
    """Number the rows in the order of the sheet and leave out those without any value."""
    filled: Any = pc.is_valid(rows.column(0))
    for column in rows.columns[1:]:
        filled = pc.or_(filled, pc.is_valid(column))
    numbers = pa.array(range(rows.num_rows), pa.int64())
    files = pa.array([label] * rows.num_rows, pa.string())
    placed = rows.append_column(FILE_COLUMN, files).append_column(ROW_COLUMN, numbers)
    return placed.filter(filled)
