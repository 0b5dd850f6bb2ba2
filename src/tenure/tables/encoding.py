"""Text files in whatever encoding they come, made readable as UTF-8."""

import codecs
import gzip
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

_SAMPLE = 1 << 20
_CHUNK = 1 << 22
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_bytes(path: Path) -> BinaryIO:
    """Open a file for reading bytes, through gzip when its name says so."""
    if path.suffix == ".gz":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def detect(path: Path) -> str:
    """Guess the encoding of a text file: its mark, else UTF-8, else Korean, else Western.

    A Korean spreadsheet saves CSV as CP949; almost no Western text is valid CP949
    by accident once it has a few accented letters, so the order matters.
    """
    with open_bytes(path) as stream:
        sample = stream.read(_SAMPLE)
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    for name in ("utf-8", "cp949"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            decoder.decode(sample, final=False)
        except UnicodeDecodeError:
            continue
        return name
    return "cp1252"


@contextmanager
def as_utf8(
    files: Sequence[Path], scratch: Path, encoding: str | None = None
) -> Iterator[list[Path]]:
    """Yield paths of the same files in UTF-8, recoding those that are not, in a stream.

    The recoded copies live in `scratch` and are removed at the end.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="recoded-") as folder:
        yield [
            _recoded(path, encoding or detect(path), Path(folder) / str(number))
            for number, path in enumerate(files)
        ]


def _recoded(path: Path, encoding: str, folder: Path) -> Path:
    if codecs.lookup(encoding).name == "utf-8":
        return path
    folder.mkdir()
    target = folder / path.name.removesuffix(".gz")
    with open_bytes(path) as source, target.open("w", encoding="utf-8", newline="") as sink:
        reader = TextIOWrapper(source, encoding=encoding, errors="replace", newline="")
        shutil.copyfileobj(reader, sink, _CHUNK)
    return target
