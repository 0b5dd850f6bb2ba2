"""How DuckDB turns separated and fixed-width text into Parquet, and keeps what does not fit."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tenure.errors import SourceError
from tenure.tables.dialect import QUOTE, Dialect, dialect
from tenure.tables.encoding import as_utf8
from tenure.tables.mending import mend
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Converted, Scan
from tenure.tables.workbook import read_sheet

_REJECTED: dict[str, pa.DataType] = {
    "file": pa.string(),
    "line": pa.int64(),
    "reason": pa.string(),
    "text": pa.string(),
}
REJECTED = pa.schema(_REJECTED)
_LONGEST = 16_000_000
_SAMPLE = 1 << 20
_PLAIN = (
    f"compression = 'none', max_line_size = {_LONGEST}, buffer_size = {2 * _LONGEST},"
    " store_rejects = true"
)
_COPY = "(FORMAT parquet, COMPRESSION zstd)"
_UNCLOSED = "a quote is not closed where its column ends"
_REASONS = f"""
    CASE any_value(error_type)
        WHEN 'MISSING COLUMNS' THEN format('{{}} columns, {{}} expected', min(column_idx), ?)
        WHEN 'TOO MANY COLUMNS' THEN format('{{}} columns, {{}} expected', max(column_idx), ?)
        WHEN 'INVALID ENCODING' THEN 'bytes that do not fit the encoding of the file'
        WHEN 'UNQUOTED VALUE' THEN '{_UNCLOSED}'
        WHEN 'MAXIMUM LINE SIZE' THEN 'a line of more than {_LONGEST:,} bytes'
        ELSE any_value(error_message)
    END"""


def quoted(text: str) -> str:
    """Return a text as a SQL literal; only for paths and options, which cannot be parameters."""
    return "'" + text.replace("'", "''") + "'"


def name(text: str) -> str:
    """Return a text as the name of a column."""
    return '"' + text.replace('"', '""') + '"'


def literal_path(path: Path) -> str:
    """Return a path that stands for itself where the engine would read a glob."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    """Write the rows of a query, in its order, to one Parquet file."""
    connection.execute(f"COPY ({query}) TO {quoted(str(path))} {_COPY}")


def convert_query(connection: duckdb.DuckDBPyConnection, sql: str, folder: Path) -> Converted:
    """Copy the rows of a query, numbered in their order, to one Parquet file."""
    statements = connection.extract_statements(sql)
    if len(statements) != 1:
        raise SourceError(f"one query is needed, not {len(statements)}", where="sql")
    source = statements[0].query.rstrip().rstrip(";")
    part = folder / "part-0.parquet"
    copy(connection, f"SELECT *, 'query' AS {FILE_COLUMN} FROM (\n{source}\n)", part)
    return Converted((part,), REJECTED.empty_table())


def convert_csv(connection: duckdb.DuckDBPyConnection, scan: Scan, folder: Path) -> Converted:
    """Copy separated text to Parquet, every value as text; keep the lines that do not fit."""
    parts, rejected = [], [REJECTED.empty_table()]
    with as_utf8(scan.files, folder, scan.encoding) as plain:
        for number, (path, label) in enumerate(zip(plain, scan.labels, strict=True)):
            form = dialect(path, name=label, separator=scan.separator, skip=scan.skip_rows)
            parts.append(folder / f"part-{number}.parquet")
            lines, swallowed = _copy_csv(connection, path, form, label, parts[-1])
            if swallowed:
                mended = folder / "mended.csv"
                broken = mend(path, mended, form)
                lines, _ = _copy_csv(connection, mended, form, label, parts[-1])
                lines = _with_texts(lines, broken)
                mended.unlink()
            if lines.num_rows:
                refused = [line for line in lines["line"].to_pylist() if line is not None]
                _renumber(connection, parts[-1], refused, first=form.skip + 2)
            rejected.append(lines)
    return Converted(tuple(parts), pa.concat_tables(rejected))


def _renumber(
    connection: duckdb.DuckDBPyConnection, part: Path, refused: list[int], *, first: int
) -> None:
    """Number rows by their place in the source, where refused lines have places, too.

    `first` is the line of the first row; row r moves on by one for each refused line
    that lies before it.
    """
    places = [line - first - before for before, line in enumerate(sorted(refused))]
    moves = pa.table({"place": places, "moved": range(1, len(places) + 1)})
    connection.register("moves", moves)
    numbered = part.with_suffix(".numbered")
    query = f"""
        SELECT kept.* EXCLUDE (number), number + coalesce(moved, 0) AS {ROW_COLUMN}
        FROM (SELECT * RENAME (file_row_number AS number)
              FROM read_parquet({quoted(str(part))}, file_row_number = true)) AS kept
        ASOF LEFT JOIN (SELECT place, max(moved) AS moved FROM moves GROUP BY place) AS moves
        ON number >= place ORDER BY number"""
    copy(connection, query, numbered)
    connection.unregister("moves")
    numbered.replace(part)


def convert_fixed(connection: duckdb.DuckDBPyConnection, scan: Scan, folder: Path) -> Converted:
    """Cut the lines of fixed-width text into columns; empty lines are left out."""
    cuts = ", ".join(
        f"trim(substring(line, {first}, {last - first + 1})) AS {name(column)}"
        for column, (first, last) in scan.fixed.items()
    )
    parts, rejected = [], [REJECTED.empty_table()]
    with as_utf8(scan.files, folder, scan.encoding) as plain:
        for number, (path, label) in enumerate(zip(plain, scan.labels, strict=True)):
            parts.append(folder / f"part-{number}.parquet")
            lines = f"{whole_lines(path, skip=scan.skip_rows)} WHERE trim(line) <> ''"
            query = f"SELECT {cuts}, {quoted(label)} AS {FILE_COLUMN} FROM {lines}"
            copy(connection, query, parts[-1])
            rejected.append(taken_rejects(connection, path, label, 1))
    return Converted(tuple(parts), pa.concat_tables(rejected))


def convert_xlsx(scan: Scan, folder: Path) -> Converted:
    """Copy one sheet of each workbook to Parquet by way of Arrow columns."""
    parts = []
    for number, (file, label) in enumerate(zip(scan.files, scan.labels, strict=True)):
        rows = read_sheet(file, sheet=scan.sheet, skip=scan.skip_rows, label=label)
        parts.append(folder / f"part-{number}.parquet")
        pq.write_table(rows, parts[-1], compression="zstd")
    return Converted(tuple(parts), REJECTED.empty_table())


def whole_lines(path: Path, *, skip: int = 0) -> str:
    """Return SQL for the lines of a file; the separator is a sign that text does not hold."""
    return (
        f"read_csv({quoted(literal_path(path))}, header = false, columns = {{'line': 'VARCHAR'}},"
        " auto_detect = false, strict_mode = false, delim = '\x1f', quote = '', escape = '',"
        f" skip = {skip}, {_PLAIN})"
    )


def taken_rejects(
    connection: duckdb.DuckDBPyConnection, path: Path, label: str, columns: int
) -> pa.Table:
    """Take the engine's list of lines that do not fit, one row a line, and empty it."""
    try:
        found = connection.execute(
            f"SELECT line_byte_position AS place, {_REASONS} AS reason,"
            " coalesce(min(csv_line), '') AS text"
            " FROM reject_errors GROUP BY place ORDER BY place",
            [columns, columns],
        ).fetchall()
    finally:
        _forget_rejects(connection)
    rows = [
        {"file": label, "line": line, "reason": reason, "text": text.strip("\r\n")}
        for line, (_, reason, text) in zip(_lines_of(path, found), found, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED)


def _lines_of(path: Path, found: list[tuple[int, str, str]]) -> Iterator[int]:
    """Yield the line at which each text starts: the engine counts records, people lines.

    The engine may take empty lines before a text for a part of it.
    """
    with path.open("rb") as stream:
        end = "\n" if b"\n" in stream.read(_SAMPLE) else "\r"
        stream.seek(0)
        line = 1
        for place, _, text in found:
            while (left := place - 1 - stream.tell()) > 0:
                line += stream.read(min(left, _SAMPLE)).count(end.encode())
            blank = len(text) - len(text.lstrip("\r\n"))
            yield line + text[:blank].count(end)


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")


def _copy_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, form: Dialect, label: str, part: Path
) -> tuple[pa.Table, bool]:
    """Copy one file; say which lines do not fit, and whether quotes swallowed others."""
    columns = ", ".join(f"{quoted(column)}: 'VARCHAR'" for column in form.columns)
    query = (
        f"SELECT *, {quoted(label)} AS {FILE_COLUMN} FROM read_csv({quoted(literal_path(path))},"
        f" header = true, columns = {{{columns}}}, auto_detect = false, skip = {form.skip},"
        f" delim = {quoted(form.separator)}, quote = {quoted(QUOTE)},"
        f" escape = {quoted(form.escape)}, {_PLAIN})"
    )
    try:
        copy(connection, query, part)
    except duckdb.InvalidInputException:  # lines end in more than one way
        _forget_rejects(connection)
        return REJECTED.empty_table(), True
    lines = taken_rejects(connection, path, label, len(form.columns))
    spread = any(len((text or "").splitlines()) > 1 for text in lines["text"].to_pylist())
    return lines, spread or _UNCLOSED in lines["reason"].to_pylist()


def _with_texts(lines: pa.Table, broken: dict[int, str]) -> pa.Table:
    """Give the lines that were mended their own text back."""
    rows = [
        {**row, "reason": _UNCLOSED, "text": broken[row["line"]]} if row["line"] in broken else row
        for row in lines.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED)
