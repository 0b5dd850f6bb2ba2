"""Text files in whatever encoding they come, made readable as plain UTF-8."""

import codecs
import gzip
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from tenure.errors import SourceError

_SAMPLE = 1 << 20
_CHUNK = 1 << 22
_GZIP = b"\x1f\x8b"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = {
    b"PAR1": "a Parquet file",
    b"PK\x03\x04": "a workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
}
_HANGUL_PAIR = re.compile(rb"[\xb0-\xc8][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
_UNREADABLE = "\udcff"
"""Becomes a byte that is no UTF-8, so that the reader refuses the line that holds it."""

codecs.register_error("tenure-unreadable", lambda error: (_UNREADABLE, _end(error)))


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading bytes, unpacked when it is gzip, whatever its name."""
    stream = path.open("rb")
    packed = stream.read(len(_GZIP)) == _GZIP
    stream.seek(0)
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream


def detect(path: Path) -> str:
    """Guess the encoding of a text file: its mark, else UTF-8, else Korean, else Western.

    A few broken bytes do not change what the rest of a file is: UTF-8 needs more
    characters that are right than bytes that are not. Korean (CP949) is told from
    Western by its syllables, which fill most bytes above ASCII with pairs of a
    certain range.
    """
    with _source(path) as stream:
        sample = stream.read(_SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    low, high = sample[::2].count(0), sample[1::2].count(0)
    if max(low, high) * 40 > len(sample):
        return "utf-16-be" if low > high else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    text = decoder.decode(sample, final=len(sample) < _SAMPLE)
    broken = text.count("\ufffd")
    if broken == 0 or broken < sum(sign > "\x7f" for sign in text) - broken:
        return "utf-8"
    pairs = len(_HANGUL_PAIR.findall(sample))
    return "cp949" if pairs * 4 >= len(_HIGH.findall(sample)) else "cp1252"


@contextmanager
def as_utf8(
    files: Sequence[Path], scratch: Path, encoding: str | None = None
) -> Iterator[list[Path]]:
    """Yield paths of the same files in plain UTF-8; those that are not are copied in a stream.

    Bytes that do not fit the encoding stay unreadable, so that their lines are
    found. The copies live in `scratch` and are removed at the end. Raises
    SourceError for a file that is no text or whose packed content is damaged.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="recoded-") as folder:
        yield [
            _recoded(path, encoding, Path(folder) / str(number))
            for number, path in enumerate(files)
        ]


def _recoded(path: Path, encoding: str | None, target: Path) -> Path:
    with _source(path) as source:
        start = source.read(max(map(len, _NO_TEXT)))
        found = next((what for sign, what in _NO_TEXT.items() if start.startswith(sign)), None)
        if found:
            raise SourceError(
                f"this is {found}, not text",
                where=path.name,
                hint="give the file the ending of what it is",
            )
        encoding = encoding or detect(path)
        plain = codecs.lookup(encoding).name == "utf-8"
        if plain and not isinstance(source, gzip.GzipFile):
            return path
        source.seek(0)
        if plain:
            with target.open("wb") as copy:
                shutil.copyfileobj(source, copy, _CHUNK)
            return target
        reader = TextIOWrapper(source, encoding=encoding, errors="tenure-unreadable", newline="")
        with target.open("w", encoding="utf-8", errors="surrogateescape", newline="") as sink:
            shutil.copyfileobj(reader, sink, _CHUNK)
    return target


@contextmanager
def _source(path: Path) -> Iterator[BinaryIO]:
    try:
        with open_bytes(path) as stream:
            yield stream
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            "the packed file is damaged or cut off",
            where=path.name,
            hint="export or copy it again",
        ) from error


def _end(error: UnicodeError) -> int:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.end
