"""How a text file is laid out: separated or in fixed columns, and where its header stands."""

import codecs
import csv
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path
from typing import IO

from tenure.errors import SourceError
from tenure.tables.encoding import detect, open_bytes
from tenure.tables.month_headers import month_of, number
from tenure.tables.source import FileFormat

_LIMIT = 16 << 20
_CHUNK = 1 << 20
_LINES = 20_000
_SEPARATORS = (",", ";", "\t", "|")
_TITLE_LINES = 10
_RECORDS = 1_000
_ROOM = 20
_MONTHS = 3
_VALUE = re.compile(r"[-+₩$€£]?[\d.,:/\-]+%?")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Layout:
    """How to read a text file; `problem` (a key of the words) says why it cannot be read.

    `sample` is the file itself or, when it is large, a copy of its head.
    """

    sample: Path
    whole: bool = True
    separator: str | None = None
    skip_rows: int = 0
    fixed: dict[str, tuple[int, int]] = field(default_factory=dict)
    named: bool = True
    problem: str | None = None


def first_line(path: Path) -> str:
    """Return the first line of a text file, in whatever encoding it comes."""
    return next(_lines(path), "")


def layout(path: Path, scratch: Path, kind: FileFormat) -> Layout:
    """Find out how a text file is laid out; a copy of a large one's head goes to `scratch`."""
    sample, whole = _head(path, scratch)
    if kind == "json":
        return Layout(sample, whole)
    lines = list(islice(_lines(sample), _LINES))
    filled = [line for line in lines if line.strip()]
    if not filled:
        return Layout(sample, problem="empty")
    separator, skip = _separated(lines)
    if separator is None and len(filled[0].split()) > 1:
        return _fixed(filled, sample, whole)
    header = lines[skip].split(separator) if separator else filled[:1]
    problem = None if _is_header(header) else "no_header"
    return Layout(sample, whole, separator, skip, problem=problem)


def _head(path: Path, scratch: Path) -> tuple[Path, bool]:
    """Return the file, or a copy in UTF-8 of whole lines from its head when it is large."""
    with _opened(path) as stream:
        read = stream.read(_LIMIT + 1)
    array = read[:_LIMIT].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"[{")
    if len(read) <= _LIMIT or array:
        return path, True
    text = codecs.getincrementaldecoder(detect(path))(errors="replace").decode(read)
    scratch.mkdir(parents=True, exist_ok=True)
    copy = scratch / path.name.removesuffix(".gz")
    with copy.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text.removeprefix("\ufeff").rpartition("\n")[0] + "\n")
    return copy, False


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading bytes; raises SourceError when its packing is damaged."""
    try:
        with open_bytes(path) as stream:
            yield stream
    except (EOFError, OSError, zlib.error) as error:
        raise SourceError(f"it is damaged or cut off: {error}", where=path.name) from error


def _lines(path: Path) -> Iterator[str]:
    rest, mark = "", "\ufeff"
    with _opened(path) as stream:
        decoder = codecs.getincrementaldecoder(detect(path))(errors="replace")
        while block := stream.read(_CHUNK):
            *complete, rest = (rest + decoder.decode(block).removeprefix(mark)).split("\n")
            mark = ""
            yield from (line.rstrip("\r") for line in complete)
    if rest:
        yield rest


def _separated(lines: Sequence[str]) -> tuple[str | None, int]:
    """Return the separator that most records hold equally often, and the lines above the header."""
    best: tuple[int, str | None, int] = (0, None, 0)
    for separator in _SEPARATORS:
        records = list(islice(_widths(lines, separator), _RECORDS))
        if not records:
            continue
        [(common, times)] = Counter(width for _, width in records).most_common(1)
        if times * 2 < len(records):
            common = records[0][1]
        if common > max(best[0], 1):
            header = next(line for line, width in records if width * 2 > common)
            best = (common, separator, header if header <= _TITLE_LINES else 0)
    return best[1], best[2]


def _widths(lines: Sequence[str], separator: str) -> Iterator[tuple[int, int]]:
    """Yield of each record that is not empty the line where it begins and its number of values."""
    reader = csv.reader(lines, delimiter=separator)
    begins = 0
    try:
        for record in reader:
            if record:
                yield begins, len(record)
            begins = reader.line_num
    except csv.Error:
        return


def _is_header(cells: Sequence[str]) -> bool:
    """Say whether cells are names: most are neither numbers nor dates, or months in a row."""
    names = [cell.strip().strip('"') for cell in cells]
    filled = [name for name in names if name]
    months = [number(month) for name in filled if (month := month_of(name)) is not None]
    if len(months) >= _MONTHS and months == list(range(months[0], months[0] + len(months))):
        return True
    return bool(filled) and sum(not _VALUE.fullmatch(name) for name in filled) * 2 > len(filled)


def _fixed(lines: Sequence[str], sample: Path, whole: bool) -> Layout:
    """Cut lines where every one of them has a space."""
    body = lines[1:] if _is_header(lines[0].split()) else lines
    places = _columns(body)
    if not places:
        return Layout(sample, whole, problem="ragged")
    header = lines[0].split() if len(body) < len(lines) else []
    named = len(header) == len(places) and len(set(header)) == len(header)
    names = header if named else [f"column{at}" for at in range(1, len(places) + 1)]
    return Layout(
        sample,
        whole,
        skip_rows=len(lines) - len(body),
        fixed=dict(zip(names, places, strict=True)),
        named=named,
    )


def _columns(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the first and last character, from 1, of each column; none when they overlap.

    A value wider than those seen grows to the left where its column ends evenly,
    to the right otherwise; the gap between two columns goes to the one that can grow.
    """
    cut = [[(word.start() + 1, word.end()) for word in _WORD.finditer(line)] for line in lines]
    number = len(cut[0]) if cut else 0
    if number < 2 or any(len(words) != number for words in cut):
        return []
    columns = [[words[at] for words in cut] for at in range(number)]
    places = [(min(a for a, _ in seen), max(b for _, b in seen)) for seen in columns]
    if any(left[1] >= right[0] for left, right in pairwise(places)):
        return []
    even = [len({last for _, last in seen}) == 1 for seen in columns]
    steady = [len({first for first, _ in seen}) == 1 for seen in columns]
    grown = [
        (places[at - 1][1] + 1 if at and even[at] and not steady[at] else first, last)
        for at, (first, last) in enumerate(places)
    ]
    grown[-1] = (grown[-1][0], grown[-1][1] + _ROOM)
    return [
        (first, last if at + 1 == number or even[at] else grown[at + 1][0] - 1)
        for at, (first, last) in enumerate(grown)
    ]
