"""Rows as files that come as they are read: a few thousand of them are in memory at once."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import RawIOBase
from threading import BoundedSemaphore
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import quote_etag

from tenure.cli.printing import without_formulas
from tenure.company.predictions.days import PROFILES
from tenure_web.api.access import CrowdedError
from tenure_web.customers.reading import Profiles, quoted
from tenure_web.people.audit import write

_AT_ONCE = 10_000
_MEMORY = "512MB"
AT_A_TIME = 2
"""Files that a process sends at a time; a slow reader of one keeps a thread of the server."""
_room = BoundedSemaphore(AT_A_TIME)


@dataclass(frozen=True)
class Format:
    """A kind of file: what it is called, and what writes batches into a stream."""

    ending: str
    media_type: str
    writer: Callable[[Any, pa.Schema], Any]


FORMATS = {
    "arrow": Format("arrow", "application/vnd.apache.arrow.stream", pa.ipc.new_stream),
    "parquet": Format("parquet", "application/vnd.apache.parquet", pq.ParquetWriter),
    "csv": Format("csv", "text/csv; charset=utf-8", pv.CSVWriter),
}


class File:
    """The parts of a file as they come; when it is closed there is room for another."""

    def __init__(self, sql: str, given: Sequence[Any], form: Format) -> None:
        if not _room.acquire(blocking=False):
            raise CrowdedError
        self._closed = False
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY})
        try:
            batches = _reading(self._connection, sql, given)
        except BaseException:
            self.close()
            raise
        self._parts = _written(batches, form)

    def __iter__(self) -> Iterator[bytes]:
        """Give the parts; after the last one it is closed."""
        try:
            yield from self._parts
        finally:
            self.close()

    def close(self) -> None:
        """Let go of what it is read from; the server calls this also when a client goes away."""
        if not self._closed:
            self._closed = True
            self._connection.close()
            _room.release()


def etag_of(chosen: Profiles, columns: tuple[str, ...], name: str) -> str:
    """Name what a file holds by all that it follows from, without reading it."""
    profiles = (chosen.day.folder / PROFILES).stat()
    told = (str(chosen.day.folder), profiles.st_mtime_ns, chosen.kept.sql, columns, name)
    return etag_of_files(told)


def etag_of_files(parts: Sequence[Any]) -> str:
    """Name what a file holds by what tells it from every other."""
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest())


def exported(chosen: Profiles, columns: tuple[str, ...], name: str, where: str) -> HttpResponseBase:
    """Answer with profiles as a file, in the order of theirs: nothing is kept back to sort it."""
    named = ", ".join(quoted(one) for one in columns)
    sql = (
        "WITH profiles AS (SELECT * FROM read_parquet(?)), "
        f"kept AS ({chosen.kept.sql}) SELECT {named} FROM kept"
    )
    given = [str(chosen.day.folder / PROFILES)]
    about = {"where": where, "rows": chosen.count(), "format": name}
    called = f"profiles-{chosen.day.as_of.isoformat()}"
    return sent(sql, given, name, called, about, etag_of(chosen, columns, name))


def sent(
    sql: str,
    given: Sequence[Any],
    name: str,
    called: str,
    about: dict[str, Any],
    etag: str,
) -> HttpResponseBase:
    """Answer with rows as a file, and note in the trail who took out what.

    `called`: the file's name without its ending: what it holds, a dash, and the day.
    """
    form = FORMATS[name]
    file = File(sql, given, form)  # an error is told before the first byte
    what, _, day = called.partition("-")
    try:
        write(f"{what}.export", day, after=about)
    except BaseException:
        file.close()
        raise
    response = StreamingHttpResponse(file, content_type=form.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{called}.{form.ending}"'
    response.headers["ETag"] = etag
    return response


def _reading(
    connection: duckdb.DuckDBPyConnection, sql: str, given: Sequence[Any]
) -> pa.RecordBatchReader:
    """Ask for the rows, in the order of their file."""
    connection.execute("SET TimeZone = 'UTC'")
    return connection.execute(sql, list(given)).to_arrow_reader(_AT_ONCE)


class _Pipe(RawIOBase):
    """What was written since it was last taken; it knows how much there was before."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._before = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def tell(self) -> int:
        """Return how much was written in all."""
        return self._before

    def write(self, part: Any) -> int:
        """Keep a part until it is taken."""
        self._parts.append(bytes(part))
        self._before += len(self._parts[-1])
        return len(self._parts[-1])

    def take(self) -> bytes:
        """Return what was written since the last time."""
        found, self._parts = b"".join(self._parts), []
        return found


def _written(batches: pa.RecordBatchReader, form: Format) -> Iterator[bytes]:
    """Write batches one by one, and yield what each has added."""
    pipe = _Pipe()
    with form.writer(pipe, batches.schema) as writer:
        for batch in batches:
            table = pa.Table.from_batches([batch])
            writer.write_table(without_formulas(table) if form.ending == "csv" else table)
            yield pipe.take()
    yield pipe.take()
