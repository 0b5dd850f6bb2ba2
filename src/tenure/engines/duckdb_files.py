"""How DuckDB turns files into Parquet: text by its own readers, XLSX through Arrow."""

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tenure.errors import SourceError
from tenure.tables.encoding import as_utf8
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Converted, Scan

if TYPE_CHECKING:
    import fastexcel

_REJECTED = pa.schema(
    [
        pa.field("file", pa.string()),
        pa.field("line", pa.int64()),
        pa.field("reason", pa.string()),
        pa.field("text", pa.string()),
    ]
)
_NAMED = f"* REPLACE (parse_filename({FILE_COLUMN}) AS {FILE_COLUMN})"
_COPY = "(FORMAT parquet, COMPRESSION zstd)"


def quoted(text: str) -> str:
    """Return a text as a SQL literal; only for paths and options, which cannot be parameters."""
    return "'" + text.replace("'", "''") + "'"


def convert_query(connection: duckdb.DuckDBPyConnection, sql: str, folder: Path) -> Converted:
    """Copy the rows of a query, numbered in their order, to one Parquet file."""
    source = sql.strip().rstrip(";")
    part = folder / "part-0.parquet"
    _copy(connection, f"SELECT *, 'query' AS {FILE_COLUMN} FROM ({source})", part)
    return Converted((part,), _REJECTED.empty_table())


def convert_text(connection: duckdb.DuckDBPyConnection, scan: Scan, folder: Path) -> Converted:
    """Copy CSV, JSON lines or fixed-width text to Parquet; keep the lines that do not fit."""
    rejected: list[pa.Table] = [_REJECTED.empty_table()]
    with as_utf8(scan.files, folder, scan.encoding) as plain:
        parts = [folder / f"part-{number}.parquet" for number in range(len(plain))]
        for path, part in zip(plain, parts, strict=True):
            if scan.format == "json":
                _copy(connection, _json_query(path), part)
                continue
            query = _fixed_query(path, scan) if scan.format == "fixed" else _csv_query(path, scan)
            try:
                _copy(connection, query, part)
                rejected.append(_rejected(connection))
            finally:
                connection.execute("DROP TABLE IF EXISTS reject_errors")
                connection.execute("DROP TABLE IF EXISTS reject_scans")
    return Converted(tuple(parts), pa.concat_tables(rejected))


def convert_xlsx(scan: Scan, folder: Path) -> Converted:
    """Copy one sheet of each workbook to Parquet by way of Arrow columns."""
    import fastexcel

    parts = []
    for number, file in enumerate(scan.files):
        parts.append(folder / f"part-{number}.parquet")
        rows = _sheet(fastexcel.read_excel(file), file, scan)
        pq.write_table(rows, parts[-1], compression="zstd")
    return Converted(tuple(parts), _REJECTED.empty_table())


def _sheet(book: "fastexcel.ExcelReader", file: Path, scan: Scan) -> pa.Table:
    name = scan.sheet or book.sheet_names[0]
    if name not in book.sheet_names:
        raise SourceError(
            f"there is no sheet {name!r}; there are: {', '.join(book.sheet_names)}",
            where=file.name,
        )
    rows = pa.table(book.load_sheet(name, header_row=scan.skip_rows).to_arrow())
    numbers = pa.array(range(rows.num_rows), pa.int64())
    return rows.append_column(FILE_COLUMN, pa.array([file.name] * rows.num_rows)).append_column(
        ROW_COLUMN, numbers
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    numbered = f"SELECT *, row_number() OVER () - 1 AS {ROW_COLUMN} FROM ({query})"
    connection.execute(f"COPY ({numbered}) TO {quoted(str(path))} {_COPY}")


def _csv_query(path: Path, scan: Scan) -> str:
    separator = f", delim = {quoted(scan.separator)}" if scan.separator else ""
    return (
        f"SELECT {_NAMED} FROM read_csv({quoted(str(path))}, header = true, all_varchar = true,"
        f" filename = {quoted(FILE_COLUMN)}, skip = {scan.skip_rows},"
        f" store_rejects = true{separator})"
    )


def _fixed_query(path: Path, scan: Scan) -> str:
    """Read whole lines and cut them; the separator is a character that text does not hold."""
    cuts = ", ".join(
        f"trim(substring(line, {first}, {last - first + 1})) AS "
        + '"'
        + name.replace('"', '""')
        + '"'
        for name, (first, last) in scan.fixed.items()
    )
    return (
        f"SELECT {cuts}, parse_filename({FILE_COLUMN}) AS {FILE_COLUMN}"
        f" FROM read_csv({quoted(str(path))}, header = false, columns = {{'line': 'VARCHAR'}},"
        " delim = '\x1f', quote = '', escape = '',"
        f" filename = {quoted(FILE_COLUMN)}, skip = {scan.skip_rows}, store_rejects = true)"
        " WHERE trim(line) <> ''"
    )


def _json_query(path: Path) -> str:
    return (
        f"SELECT {_NAMED} FROM read_json({quoted(str(path))}, format = 'newline_delimited',"
        f" filename = {quoted(FILE_COLUMN)})"
    )


def _rejected(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Read the engine's list of lines that do not fit, one row a line."""
    return (
        connection.execute(
            "SELECT parse_filename(s.file_path) AS file, e.line::BIGINT AS line,"
            " min(e.error_message) AS reason, min(e.csv_line) AS text"
            " FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id)"
            " GROUP BY ALL ORDER BY 1, 2"
        )
        .to_arrow_table()
        .cast(_REJECTED)
    )
