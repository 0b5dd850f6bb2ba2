"""Mended rows: read back from the CSV that was downloaded, written as their source is written."""

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from tenure.definitions import Definitions, TableSource
from tenure.draft.gather import written
from tenure.errors import SourceError
from tenure.pipeline.saved import SavedRun
from tenure.tables.encoding import detect
from tenure.tables.files import format_of, resolve
from tenure_web.definitions.models import Upload
from tenure_web.definitions.quarantine import PLACE, schema_of
from tenure_web.definitions.receiving import RefusedError, file_of
from tenure_web.definitions.spreadsheet import unescaped

_LARGEST = 64 << 20
_KEY = re.compile(r"^([^=/]+)=")


def way(source: TableSource, meant: Definitions, table: str) -> str:
    """Return how a source is written, csv, json or parquet; "" where rows cannot be added to it."""
    if source.sql is not None or source.fixed or source.layout:
        return ""
    try:
        kind = format_of(resolve(source.from_ or (), meant.folder, table=table), table=table)
    except SourceError:
        return ""
    return kind if kind in ("csv", "json", "parquet") else ""


@dataclass(frozen=True)
class Lost:
    """A value that the source's column cannot hold, and that is left empty."""

    row: int
    column: str
    text: str


def rewritten(upload: Upload, run: SavedRun, meant: Definitions) -> tuple[str, list[Lost]]:
    """Write mended rows as the table's source is written.

    Returns their path for tenure.toml, and the values that could not be taken over.
    Raises RefusedError when the columns are not those that were downloaded.
    """
    if upload.size > _LARGEST:
        raise RefusedError("refused_large")
    source = meant.tables[upload.table]
    rows = list(_rows(file_of(upload)))
    schema = schema_of(run, upload.table)
    if not rows or set(rows[0]) != set(schema.names):
        raise RefusedError("refused_columns")
    folder = settings.MEDIA_ROOT / "mended" / f"{upload.pk:06d}"
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / label_of(upload)
    kind = way(source, meant, upload.table)
    writes = {"csv": _as_csv, "json": _as_json, "parquet": _as_parquet}
    file = writes[kind](rows, schema, source, place, meant)
    return written(file, meant.folder), [] if kind == "csv" else _lost(rows, schema)


def label_of(upload: Upload) -> str:
    """Return what files of mended rows are called, each by its own number."""
    return f"mended-{upload.pk:06d}"


def _rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield rows of the CSV, without the columns about their place, formulas unescaped."""
    text = file.read_bytes().decode(detect(file), errors="replace").removeprefix("\ufeff")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    for row in csv.DictReader(io.StringIO(text), delimiter=separator):
        own = {str(key): value for key, value in row.items() if key not in PLACE}
        if any(isinstance(value, str) and value.strip() for value in own.values()):
            yield {key: unescaped(_cell(value)) for key, value in own.items()}


def _cell(value: object) -> str:
    return value if isinstance(value, str) else ""


def _own_name(name: str) -> str:
    """Return the source's name of a column that was renamed beside file, row and reason."""
    bare = name.removeprefix("source_")
    return bare if bare in PLACE else name


def _as_csv(
    rows: Sequence[dict[str, str]],
    schema: pa.Schema,
    source: TableSource,
    place: Path,
    meant: Definitions,
) -> Path:
    file = place.with_suffix(".csv")
    encoding = source.encoding or "utf-8"
    with file.open("w", encoding=encoding, errors="replace", newline="") as target:
        target.write("\n" * source.skip_rows)
        writer = csv.writer(target, delimiter=source.separator or ",")
        writer.writerow([_own_name(name) for name in schema.names])
        writer.writerows([row[name] for name in schema.names] for row in rows)
    return file


def _as_json(
    rows: Sequence[dict[str, str]],
    schema: pa.Schema,
    source: TableSource,
    place: Path,
    meant: Definitions,
) -> Path:
    file = place.with_suffix(".jsonl")
    table = _typed(rows, schema)
    told = [json.dumps(row, ensure_ascii=False, default=str) for row in table.to_pylist()]
    file.write_text("\n".join(told) + "\n", "utf-8")
    return file


def _as_parquet(
    rows: Sequence[dict[str, str]],
    schema: pa.Schema,
    source: TableSource,
    place: Path,
    meant: Definitions,
) -> Path:
    """Write Parquet; into folders named after the same keys where the source has such folders."""
    table = _typed(rows, schema)
    keys = _keys(source, meant)
    if not keys:
        file = place.with_suffix(".parquet")
        pq.write_table(table, file)
        return file
    named = f"{place.name}-{{i}}.parquet"
    pq.write_to_dataset(table, place.parent, partition_cols=keys, basename_template=named)
    return place.parent.joinpath(*("*" for _ in keys), "*.parquet")


def _keys(source: TableSource, meant: Definitions) -> list[str]:
    files = resolve(source.from_ or (), meant.folder, table="")
    parts = files[0].parent.parts if files else ()
    found = [match[1] for part in parts if (match := _KEY.match(part))]
    return found


def _typed(rows: Sequence[dict[str, str]], schema: pa.Schema) -> pa.Table:
    """Return rows with the source's kinds; what is no such value becomes null, and is told."""
    columns: dict[str, Any] = {}
    for one in schema:
        texts = [row[one.name].strip() or None for row in rows]
        columns[_own_name(one.name)] = pa.chunked_array(
            [[_value(text, one.type) for text in texts]], one.type
        )
    return pa.table(columns)


def _lost(rows: Sequence[dict[str, str]], schema: pa.Schema) -> list[Lost]:
    return [
        Lost(at, one.name, row[one.name])
        for at, row in enumerate(rows, 1)
        for one in schema
        if row[one.name].strip() and _value(row[one.name].strip(), one.type) is None
    ]


def _value(text: str | None, kind: pa.DataType) -> Any:
    if text is None or pa.types.is_string(kind):
        return text
    try:
        return pc.cast(pa.scalar(text), kind).as_py()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
