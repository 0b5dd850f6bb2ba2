"""CSV that spreadsheets open as text alone, and back: no cell of it is run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*(e[+-]?\d+)?%?", re.IGNORECASE)
BOM = "\ufeff"


def escaped(value: object) -> str:
    """Return a value so that no spreadsheet takes it for a formula; plain numbers stay."""
    text = "" if value is None else str(value)
    start = text.lstrip(" ")
    if start.startswith(_STARTS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def unescaped(text: str) -> str:
    """Return the value that was escaped."""
    inner = text[1:]
    if text.startswith("'") and inner.lstrip(" ").startswith(_STARTS):
        return inner
    return text


def lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield a file line by line, with the mark by which Excel knows UTF-8."""
    yield BOM + _line([escaped(one) for one in head])
    for row in rows:
        yield _line([escaped(one) for one in row])


def _line(cells: Sequence[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()
