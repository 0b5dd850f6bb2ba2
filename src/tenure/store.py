"""Where results live: entries that are complete or absent, and runs made of them.

An entry is a folder named after everything that went into it. It is built
beside its place and moved there in one step, so it is never half there; a
build that was killed leaves a `.partial` folder that the next run removes. A
run is a folder of results with a manifest; the link `latest` names the last
good one and is replaced in one step.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tenure.errors import StoreError

_SMALL = 64 << 20
_BLOCK = 1 << 16
_KEPT_RUNS = 5
_FORMAT = 1
MANIFEST = "manifest.json"


class Store:
    """One folder of results."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.used: list[str] = []

    @property
    def scratch(self) -> Path:
        """The folder for files that may vanish after the run."""
        return self.root / "scratch"

    def key(self, *parts: object) -> str:
        """Return a name for whatever these parts, in this order, lead to."""
        text = json.dumps([_FORMAT, *parts], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def key_once(self, *parts: object) -> str:
        """Return a name that no later run will find again."""
        return self.key(*parts, uuid.uuid4().hex)

    def has(self, kind: str, key: str) -> bool:
        """Say whether an entry is complete."""
        return self._place(kind, key).is_dir()

    def entry(self, kind: str, key: str, build: Callable[[Path], None]) -> Path:
        """Return the folder of an entry, building it first when it is not there."""
        place = self._place(kind, key)
        self.used.append(f"{kind}/{key}")
        if not place.is_dir():
            partial = place.with_name(f"{key}.{uuid.uuid4().hex[:8]}.partial")
            partial.mkdir(parents=True)
            try:
                build(partial)
                _move(partial, place)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
        return place

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store for one run; a killed run lets go of it by itself."""
        self._make()
        with (self.root / "lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise StoreError(
                    "another run is writing to this store",
                    where=str(self.root),
                    hint="wait until it is done, or give this run a store of its own",
                ) from None
            yield

    def publish(self, run: str, build: Callable[[Path], None]) -> Path:
        """Build the folder of a run and make it the latest, in one step each."""
        place = self.root / "runs" / run
        partial = place.with_name(f"{run}.{uuid.uuid4().hex[:8]}.partial")
        partial.mkdir(parents=True)
        try:
            build(partial)
            _move(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        link = self.root / f".latest.{uuid.uuid4().hex[:8]}"
        link.symlink_to(Path("runs") / run, target_is_directory=True)
        link.replace(self.root / "latest")
        return place

    def latest(self) -> Path:
        """Return the folder of the last good run; raises StoreError when there is none."""
        link = self.root / "latest"
        if not (link / MANIFEST).is_file():
            raise StoreError(
                "there are no results yet", where=str(self.root), hint="make them: tenure run"
            )
        return link.resolve()

    def clean(self) -> None:
        """Remove what killed runs left, runs but the last five, and entries none of them names."""
        for partial in [*self.root.glob("entries/*/*.partial"), *self.root.glob("runs/*.partial")]:
            shutil.rmtree(partial, ignore_errors=True)
        for link in self.root.glob(".latest.*"):
            link.unlink()
        runs = sorted((run for run in self.root.glob("runs/*") if run.is_dir()), reverse=True)
        for old in runs[_KEPT_RUNS:]:
            shutil.rmtree(old, ignore_errors=True)
        kept = set(self.used)
        for run in runs[:_KEPT_RUNS]:
            kept |= set(json.loads((run / MANIFEST).read_text("utf-8"))["entries"])
        for folder in self.root.glob("entries/*/*"):
            if f"{folder.parent.name}/{folder.name}" not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _place(self, kind: str, key: str) -> Path:
        return self.root / "entries" / kind / key

    def _make(self) -> None:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder cannot be made: {error.strerror}", where=str(self.root)
            ) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with partial.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def fingerprint_files(files: Sequence[Path]) -> str:
    """Return what identifies the content of files: names, sizes and bytes.

    Small files are read whole; of large ones the size, the time of the last
    change and the first, middle and last 64 KB, which in Parquet hold the
    statistics of every column.
    """
    digest = hashlib.sha256()
    for path in files:
        about = path.stat()
        digest.update(f"{path.name}\0{about.st_size}\0".encode())
        with path.open("rb") as stream:
            if about.st_size <= _SMALL:
                while block := stream.read(1 << 20):
                    digest.update(block)
                continue
            digest.update(str(about.st_mtime_ns).encode())
            for place in (0, about.st_size // 2, about.st_size - _BLOCK):
                stream.seek(place)
                digest.update(stream.read(_BLOCK))
    return digest.hexdigest()


def _move(partial: Path, place: Path) -> None:
    """Move a finished folder to its place; another process may have been first."""
    try:
        partial.rename(place)
    except OSError:
        if not place.is_dir():
            raise


def as_json(content: object) -> str:
    """Return JSON for people and programs: indented, UTF-8, dates as ISO text."""
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"
