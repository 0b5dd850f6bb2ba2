"""Giving an audience away: as lines of a file, as pages to a webhook, as a table of the store."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from tenure.act.decision import COLUMNS
from tenure.errors import TenureError
from tenure.store import writing
from tenure.tables.personal import PERSONAL
from tenure_web.customers.exporting import csv_lines
from tenure_web.lib import company
from tenure_web.plays.exporting import whom
from tenure_web.plays.exporting.whom import ABOUT, Whom
from tenure_web.plays.models import Export, Page

FOLDER = "audiences"
BROKEN_OFF = "broken_off"
"""Why an export failed that ended before its end, such as a download that somebody stopped."""
_KINDS: dict[str, pa.DataType] = {
    "date": pa.date32(), "string": pa.string(), "int64": pa.int64(),
}  # fmt: skip


def lines(play: str, now: datetime, *, personal: bool) -> Iterator[bytes]:
    """Yield an audience as CSV; without `personal` nothing that names or reaches anybody.

    What is wrong is raised before the first line: TenureError.
    """
    kept = TemporaryDirectory()
    try:
        found = whom.decided(play, Path(kept.name))
    except BaseException:
        kept.cleanup()
        raise
    export = whom.begun(play, Export.Way.FILE, now)
    assert export is not None, "files do not wait for one another"
    return _lines(export, found, kept, now, personal)


def _lines(
    export: Export, found: Whom, kept: "TemporaryDirectory[str]", now: datetime, personal: bool
) -> Iterator[bytes]:
    number = 0
    names = [one for one in found.names if personal or one not in PERSONAL]

    def parts() -> Iterator[list[list[Any]]]:
        nonlocal number
        for part in whom.leaving(export, found, now):
            number += len(part)
            yield [[row[name] for name in names] for row in part]

    with kept:
        why = BROKEN_OFF
        try:
            yield from csv_lines(names, parts())
            why = ""
        finally:
            whom.ended(export, timezone.now(), on=found.on, number=number, why=why)


def give(export: Export, now: datetime) -> None:
    """Give an audience to a webhook, or write its table; how it went is noted."""
    going = whom.begun(export.play, export.way, now)
    if going is None:
        return
    found, number, why = None, 0, BROKEN_OFF
    try:
        with TemporaryDirectory() as folder:
            found = whom.decided(export.play, Path(folder))
            number = _WAYS[going.way](going, found, now)
            why = ""
    except TenureError as error:
        why = error.message
    finally:
        whom.ended(going, timezone.now(), on=found.on if found else None, number=number, why=why)


def _paged(export: Export, found: Whom, now: datetime) -> int:
    """Put those who have not left yet into pages; returns how many they are."""
    number = 0
    if found.on is None:
        return 0
    at = export.pages.filter(on=found.on).count()
    for part in whom.leaving(export, found, now, anew=False):
        at += 1
        told = f"{export.play}\n{found.on}\n{at}\n{part[0]['unit_id']}"
        units = [row["unit_id"] for row in part]
        with transaction.atomic():  # a worker that sends pages must not find one without them
            page = Page.objects.create(
                export=export,
                uid=sha256(told.encode()).hexdigest()[:32],
                on=found.on,
                number=at,
                put_at=now,
                due_at=now,
            )
            export.customers.filter(unit__in=units, page=None).update(page=page)
        number += len(part)
    return number


def _stored(export: Export, found: Whom, now: datetime) -> int:
    """Write the table of the day into the store; whole, or as it was before."""
    if found.on is None:
        return 0
    schema = pa.schema([(name, _KINDS[COLUMNS[name]]) for name in ABOUT])
    root = company.store().root / "acts" / FOLDER / export.play
    number = 0
    with (
        writing(root / f"{found.on.isoformat()}.parquet") as stream,
        pq.ParquetWriter(stream, schema) as table,
    ):
        for part in whom.leaving(export, found, now):
            table.write_table(pa.Table.from_pylist([dict(one) for one in part], schema))
            number += len(part)
    return number


_WAYS: dict[str, Callable[[Export, Whom, datetime], int]] = {
    Export.Way.WEBHOOK: _paged,
    Export.Way.TABLE: _stored,
}
