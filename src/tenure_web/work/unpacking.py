"""Unpacking a backup: key and definitions to their places, before Django is ready."""

import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tenure.errors import TenureError

FORMAT = 1
ABOUT, DATA, KEY, DEFINED = "backup.json", "database.jsonl", "secret", "tenure.toml"


@contextmanager
def unpacked(source: Path, definitions: Path, home: Path, *, replace: bool) -> Iterator[Path]:
    """Give the folder of a backup, once key and definitions are in place.

    Raises TenureError for what is no backup, and where something is in its way, which `replace`
    takes away.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        _unpack(source, folder)
        if not replace:
            _refuse_in_the_way(folder, definitions, home)
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        _put(folder / KEY, home / KEY, 0o600)
        if (folder / DEFINED).is_file():
            definitions.parent.mkdir(parents=True, exist_ok=True)
            _put(folder / DEFINED, definitions)
        yield folder


def in_the_way(what: str) -> TenureError:
    """Say that something is there already."""
    return TenureError(
        "something is there already", where=what, hint="--replace puts the backup in its place"
    )


def _unpack(source: Path, folder: Path) -> None:
    """Unpack it; nothing of it may lead to elsewhere."""
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        known = json.loads((folder / ABOUT).read_text("utf-8"))["format"] <= FORMAT
        whole = (folder / DATA).is_file() and (folder / KEY).is_file()
    except (tarfile.TarError, OSError, EOFError, ValueError, LookupError, TypeError) as error:
        gone = isinstance(error, FileNotFoundError) and not source.exists()
        what = "there is no such file" if gone else "this is no backup of a workspace"
        raise TenureError(what, where=str(source)) from error
    if not known:
        hint = "install the version that made it first"
        raise TenureError("made by a newer version", where=str(source), hint=hint)
    if not whole:
        raise TenureError("this backup is not whole", where=str(source))


def _refuse_in_the_way(folder: Path, definitions: Path, home: Path) -> None:
    """Refuse to write over a home, or over definitions that are others."""
    if (home / "workspace.sqlite3").exists() or (home / KEY).exists():
        raise in_the_way(str(home))
    kept = folder / DEFINED
    if definitions.is_file() and kept.is_file() and definitions.read_bytes() != kept.read_bytes():
        raise in_the_way(str(definitions))


def _put(source: Path, target: Path, mode: int = 0o644) -> None:
    target.unlink(missing_ok=True)
    made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(made, "wb") as file:
        file.write(source.read_bytes())
