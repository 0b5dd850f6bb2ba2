"""How separated text is laid out: its separator, its column names, how quotes are escaped."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tenure.errors import SourceError
from tenure.tables.source import FILE_COLUMN, REASON, ROW_COLUMN

QUOTE = '"'
_SEPARATORS = (",", ";", "\t", "|")
_SAMPLE = 1 << 20
_RECORDS = 100


@dataclass(frozen=True)
class Dialect:
    """The layout of one file; `skip` counts the lines before the header."""

    separator: str
    escape: str
    columns: tuple[str, ...]
    skip: int


def dialect(path: Path, *, name: str, separator: str | None = None, skip: int = 0) -> Dialect:
    """Read the layout of a UTF-8 file from its head; `name` is what messages call it.

    The separator is the one by which most records have as many columns as the
    header. Raises SourceError when there is no header.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        lines = stream.read(_SAMPLE).splitlines(keepends=True)
    while skip < len(lines) and not lines[skip].strip():
        skip += 1
    if skip >= len(lines):
        raise SourceError(
            "the file is empty: not even a header is there",
            where=name,
            hint="export it again, or leave it out of 'from'",
        )
    text = lines[skip:]
    chosen = separator or max(_SEPARATORS, key=lambda sign: _agreement(text, sign))
    header = next(iter(_records(text, chosen)))
    after = re.escape(chosen) + r'"\r\n'
    escaped = re.search(rf'\\"[^{after}]', "".join(text))
    return Dialect(chosen, "\\" if escaped else QUOTE, column_names(header), skip)


def column_names(header: Iterable[str]) -> tuple[str, ...]:
    """Return names as they can be used: trimmed, in Unicode form C, none empty, none twice.

    Upper and lower case do not tell columns apart; a name that comes again gets
    a number.
    """
    taken = {FILE_COLUMN, ROW_COLUMN, REASON}
    names = []
    for position, written in enumerate(header):
        plain = unicodedata.normalize("NFC", written).strip() or f"column{position}"
        name, number = plain, 0
        while name.casefold() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _agreement(lines: Sequence[str], separator: str) -> tuple[bool, int, int]:
    """Rate a separator: whether it separates, records as wide as the header, the width."""
    records = list(islice(_records(lines, separator), _RECORDS))
    width = len(records[0])
    return width > 1, sum(len(record) == width for record in records[1:]), width


def _records(lines: Sequence[str], separator: str) -> Iterable[list[str]]:
    """Yield the records that are not empty; stop where a quote swallows too much to be read."""
    try:
        yield from filter(None, csv.reader(lines, delimiter=separator))
    except csv.Error:
        return
