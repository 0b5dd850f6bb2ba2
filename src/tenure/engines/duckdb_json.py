"""How DuckDB turns JSON lines, or one array of objects, into Parquet."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from tenure.engines.duckdb_files import (
    REJECTED,
    copy,
    literal_path,
    name,
    quoted,
    taken_rejects,
    whole_lines,
)
from tenure.errors import SourceError
from tenure.tables.dialect import column_names
from tenure.tables.encoding import as_utf8
from tenure.tables.source import FILE_COLUMN, Converted, Scan

_OBJECT = "coalesce(CASE WHEN json_valid(line) THEN json_type(line) END = 'OBJECT', false)"
_REASON = "no JSON object"


def convert_json(connection: duckdb.DuckDBPyConnection, scan: Scan, folder: Path) -> Converted:
    """Copy JSON objects to Parquet, every value as text; keep the lines that are none.

    The columns are the keys found in any object of any file; an object within
    is flattened one level (`properties.seconds`), deeper ones and lists stay JSON.
    """
    parts, rejected = [], [REJECTED.empty_table()]
    with as_utf8(scan.files, folder, scan.encoding) as plain:
        heads = [folder / f"lines-{number}.parquet" for number in range(len(plain))]
        for path, head, label in zip(plain, heads, scan.labels, strict=True):
            refused = _copy_lines(connection, path, head, label)
            rejected.append(_with_others(connection, head, label, refused))
        paths = _paths(connection, heads)
        if not paths:
            raise SourceError("there is no JSON object", where=", ".join(scan.labels))
        for number, (head, label) in enumerate(zip(heads, scan.labels, strict=True)):
            parts.append(folder / f"part-{number}.parquet")
            copy(connection, _values(head, paths, label), parts[-1])
            head.unlink()
    return Converted(tuple(parts), pa.concat_tables(rejected))


def _copy_lines(
    connection: duckdb.DuckDBPyConnection, path: Path, head: Path, label: str
) -> pa.Table:
    """Copy a file's lines, or the elements of its array; return the lines that are no text."""
    with path.open("rb") as stream:
        array = stream.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[")
    if not array:
        copy(connection, f"SELECT line FROM {whole_lines(path)}", head)
        return taken_rejects(connection, path, label, 1)
    source = f"read_json_objects({quoted(literal_path(path))}, format = 'array')"
    try:
        copy(connection, f"SELECT json::VARCHAR AS line FROM {source}", head)
    except duckdb.InvalidInputException as error:
        raise SourceError(
            "this begins as a JSON array but is not one to its end",
            where=label,
            hint="export it again, or write one object a line",
        ) from error
    return REJECTED.empty_table()


def _with_others(
    connection: duckdb.DuckDBPyConnection, head: Path, label: str, refused: pa.Table
) -> pa.Table:
    """Add the lines that are text but no object; the engine's own are not among the rows."""
    found = connection.execute(
        f"SELECT file_row_number, line FROM read_parquet({quoted(literal_path(head))},"
        f" file_row_number = true) WHERE trim(line) <> '' AND NOT {_OBJECT} ORDER BY 1"
    ).fetchall()
    gaps = refused["line"].to_pylist()
    rows = refused.to_pylist()
    for place, text in found:
        line = place + 1
        for gap in gaps:
            line += gap <= line
        rows.append({"file": label, "line": line, "reason": _REASON, "text": text})
    return pa.Table.from_pylist(sorted(rows, key=lambda row: row["line"]), schema=REJECTED)


def _paths(connection: duckdb.DuckDBPyConnection, heads: Sequence[Path]) -> dict[str, str]:
    """Return what to extract: a column's name and its JSON pointer."""
    listed = ", ".join(quoted(literal_path(head)) for head in heads)
    row = connection.execute(
        f"SELECT json_group_structure(line::JSON) FROM read_parquet([{listed}]) WHERE {_OBJECT}"
    ).fetchone()
    keys = list(_keys(json.loads(row[0]))) if row and row[0] else []
    names = column_names(".".join(key) for key in keys)
    return {one: _pointer(key) for one, key in zip(names, keys, strict=True)}


def _keys(structure: dict[str, object]) -> Iterator[tuple[str, ...]]:
    for key, kind in structure.items():
        if isinstance(kind, dict) and kind:
            yield from ((key, inner) for inner in kind)
        else:
            yield (key,)


def _pointer(keys: tuple[str, ...]) -> str:
    """Return the JSON pointer (RFC 6901) of a key, or of one within another."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in keys)


def _values(head: Path, paths: dict[str, str], label: str) -> str:
    """Return SQL that extracts all values of a line in one pass over it."""
    listed = ", ".join(quoted(path) for path in paths.values())
    columns = ", ".join(
        f"found[{position}] AS {name(column)}" for position, column in enumerate(paths, start=1)
    )
    return (
        f"SELECT {columns}, {quoted(label)} AS {FILE_COLUMN} FROM (SELECT"
        f" json_extract_string(line, [{listed}]) AS found"
        f" FROM read_parquet({quoted(literal_path(head))}) WHERE {_OBJECT})"
    )
