"""A list as CSV that a spreadsheet opens as text and numbers, never as formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_BOM = "\ufeff"
"""Excel reads Korean rightly only with it."""


class _Line:
    """What a csv.writer writes to: it keeps the last line."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def csv_lines(names: Sequence[str], parts: Iterable[Sequence[Sequence[Any]]]) -> Iterator[bytes]:
    """Yield a table as CSV, a part at a time."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow([safe(one) for one in names])
    yield (_BOM + line.text).encode()
    for part in parts:
        told = []
        for row in part:
            writer.writerow([safe(one) for one in row])
            told.append(line.text)
        yield "".join(told).encode()


def safe(value: Any) -> Any:
    """Return a value as a cell: a text that a spreadsheet would compute gets a quote before it."""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds") + "Z"
    return value.isoformat() if isinstance(value, date) else value
