"""Where results live: entries that are complete or absent, and runs made of them.

An entry is a folder named after everything that went into it. It is built
beside its place and moved there in one step, so it is never half there. Whoever
builds or reads one holds a lock on the file `.held` in it; cleaning removes only
what nobody holds, and a killed process lets go of everything by itself. A run is
a folder of results with a manifest; the link `latest` names the last good one and
is replaced in one step.
"""

import fcntl
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from importlib.metadata import version
from itertools import count
from math import isfinite
from pathlib import Path
from typing import BinaryIO, Self

from tenure.errors import StoreError

_SMALL = 64 << 20
_BLOCK = 1 << 16
_KEPT_RUNS = 5
_FORMAT = 2
_LIBRARIES = (
    *("tenure", "ibis-framework", "duckdb", "pyarrow", "altair", "vl-convert-python"),
    *("numpy", "scipy", "scikit-learn", "statsmodels", "holidays"),
    *("kiwipiepy", "kiwipiepy-model", "simplemma"),
)
_TEXTS = {".py", ".toml", ".j2", ".css"}
PARTIAL = ".partial"
HELD = ".held"
MANIFEST = "manifest.json"
_TRIES = 3


class Store:
    """One folder of results; `used` and `built` name the entries asked for and those made."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.used: list[str] = []
        self.built: list[str] = []
        self._scratch: Path | None = None
        self._begun: list[Path] = []
        self._open = ExitStack()

    @classmethod
    def at(cls, folder: Path, path: str) -> Self:
        """Return the store at a path, a relative one from `folder`; StoreError for no folder."""
        if "://" in path:
            raise StoreError(
                "this version keeps results in a folder only",
                where=f"store.path = {path!r}",
                hint="name a folder, such as one that the object store is mounted on",
            )
        return cls(folder / path)

    @property
    def scratch(self) -> Path:
        """A folder of this object's own, for files that vanish when it is closed."""
        if self._scratch is None:
            with self._told():
                self._scratch = self._begin(self.root / "scratch" / "own")
        return self._scratch

    def key(self, *parts: object) -> str:
        """Return a name for whatever these parts, in this order, lead to."""
        text = json.dumps([_FORMAT, *parts], ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def entry(self, kind: str, key: str, build: Callable[[Path], None]) -> Path:
        """Return the folder of an entry, building it first when it is not there.

        It stays there until `close`, whatever other processes do. Raises
        StoreError when the folder cannot be written.
        """
        name = f"{kind}/{key}"
        place = self.root / "entries" / kind / key
        with self._told():
            while not self._hold(place):
                self._build(place, build)
                self.built.append(name)
        self.used.append(name)
        return place

    def find(self, kind: str, key: str) -> Path | None:
        """Return the folder of an entry that is there, to stay until `close`; else None.

        Nothing is written: it may be asked of a store that one may only read.
        """
        place = self.root / "entries" / kind / key
        if not self._hold(place):
            return None
        self.used.append(f"{kind}/{key}")
        return place

    def close(self) -> None:
        """Let go of every entry, and remove the scratch folder and whatever is half built."""
        for begun in self._begun:  # an interrupt may have come before anyone could clean up
            _remove(begun)
        self._begun.clear()
        self._scratch = None
        self._open.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store for one run, training or scoring; a killed one lets go of it by itself."""
        with ExitStack() as stack:
            with self._told():
                self.root.mkdir(parents=True, exist_ok=True)
                handle = stack.enter_context((self.root / "lock").open("w"))
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
        """Build the folder of a run and make it the latest, in one step each.

        Only for who holds the `lock`. A run of the same name stays as it is.
        """
        names = (f"{run}-{number}" if number else run for number in count())
        link = self.root / f".latest.{uuid.uuid4().hex[:8]}"
        with self._told():
            runs = (self.root / "runs" / name for name in names)
            place = next(folder for folder in runs if not folder.exists())
            partial = self._partial(place)
            partial.mkdir(parents=True)
            try:
                build(partial)
                _to_disk(partial)
                partial.rename(place)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            link.symlink_to(Path("runs") / place.name, target_is_directory=True)
            link.replace(self.root / "latest")
        return place

    def kept(self, place: Path) -> Path:
        """Note that a folder that `replace` put there will do, and return it."""
        self.used.append(place.relative_to(self.root).as_posix())
        return place

    def replace(self, place: Path, build: Callable[[Path], None]) -> None:
        """Build a folder anew and put it in the place of what is there, in one step each."""
        with self._told():
            partial = self._begin(place)
            try:
                build(partial)
                _to_disk(partial)
                old = self._partial(place)
                with suppress(FileNotFoundError):
                    place.rename(old)
                partial.rename(place)
            finally:
                shutil.rmtree(partial, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
        self.built.append(place.relative_to(self.root).as_posix())
        self.kept(place)

    def latest(self) -> Path:
        """Return the folder of the last good run; raises StoreError when there is none."""
        link = self.root / "latest"
        if not (link / MANIFEST).is_file():
            raise StoreError(
                "there are no results yet", where=str(self.root), hint="make them: tenure run"
            )
        return link.resolve()

    def sweep(self) -> None:
        """Remove what killed processes left half done; only for who holds the `lock`."""
        kinds = ("entries/*/*", "profiles/*/*", "models/*/*", "cohorts/*")
        half = (*(f"{kind}{PARTIAL}" for kind in kinds), "scratch/*")
        for partial in [path for pattern in half for path in self.root.glob(pattern)]:
            _remove_unheld(partial)
        for partial in self.root.glob(f"runs/*{PARTIAL}"):
            shutil.rmtree(partial, ignore_errors=True)
        for link in self.root.glob(".latest.*"):
            link.unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove runs but the latest and the last five, and entries that none of them needs.

        Only for who holds the `lock`. Entries that someone holds stay until they are let go.
        """
        runs = sorted((run for run in self.root.glob("runs/*") if run.is_dir()), reverse=True)
        latest = (self.root / "latest").resolve()
        kept = {*runs[:_KEPT_RUNS], *(run for run in runs if run.resolve() == latest)}
        for old in set(runs) - kept:
            _discard(old)
        needed = {name for run in kept for name in _entries_of(run)}
        for folder in self.root.glob("entries/*/*"):
            if f"{folder.parent.name}/{folder.name}" not in needed:
                _remove_unheld(folder)

    def _build(self, place: Path, build: Callable[[Path], None]) -> None:
        partial = self._begin(place)
        try:
            build(partial)
            _to_disk(partial)
            _move(partial, place)
        finally:
            shutil.rmtree(partial, ignore_errors=True)

    def _begin(self, place: Path) -> Path:
        """Make a folder beside a place and hold it."""
        while True:
            partial = self._partial(place)
            partial.mkdir(parents=True)
            with suppress(FileNotFoundError):  # swept away before it was held
                (partial / HELD).touch()
                if self._hold(partial):
                    return partial

    def _partial(self, place: Path) -> Path:
        """Name a folder beside a place, to be gone when this object is closed."""
        self._begun.append(_beside(place))
        return self._begun[-1]

    def _hold(self, folder: Path) -> bool:
        """Keep a folder from being cleaned away until `close`; False when it is not there."""
        try:
            handle = self._open.enter_context((folder / HELD).open("rb"))
            fcntl.flock(handle, fcntl.LOCK_SH)
            return os.path.samestat(os.fstat(handle.fileno()), os.stat(folder / HELD))
        except FileNotFoundError:
            return False

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in the user's words that the folder cannot be written."""
        try:
            yield
        except OSError as error:
            place = Path(error.filename or self.root)
            if not place.is_relative_to(self.root):
                raise
            raise StoreError(
                f"results cannot be kept here: {error.strerror or error}",
                where=str(place),
                hint="make room or allow writing, or name another folder: [store] path = …",
            ) from error


def write_text(path: Path, text: str) -> None:
    """Write a text file, as UTF-8, whole or not at all."""
    with writing(path) as stream:
        stream.write(text.encode())


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that is whole or as it was, with its rights; devices are written to as such."""
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            yield stream
        return
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with partial.open("wb") as stream:
            if path.exists():
                partial.chmod(path.stat().st_mode & 0o777)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def fingerprint_files(files: Sequence[Path]) -> str:
    """Return what identifies the content of files: names, folders, sizes and bytes.

    Small files are read whole; of large ones the size, the time of the last
    change and the first, middle and last 64 KB, which in Parquet hold the
    statistics of every column.
    """
    digest = hashlib.sha256()
    shared = Path(os.path.commonpath([path.parent for path in files])) if files else Path()
    for path in files:
        about = path.stat()
        name = path.relative_to(shared.parent).as_posix()
        digest.update(f"{name}\0{about.st_size}\0".encode())
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


@cache
def fingerprint_code(*packages: str) -> str:
    """Return what identifies the code of some of Tenure's packages, or of all of it.

    With it in an entry's name, new code and new libraries make new entries.
    """
    own = Path(__file__).parent
    roots = [own / package for package in packages] or [own]
    found = [path for root in roots for path in (root.rglob("*") if root.is_dir() else [root])]
    texts = [path for path in found if path.suffix in _TEXTS]
    return fingerprint_files(sorted(texts)) + str(versions())


@cache
def versions() -> dict[str, str]:
    """Return the versions of Tenure and of the libraries that results depend on."""
    return {name: version(name) for name in _LIBRARIES}


def as_json(content: object) -> str:
    """Return JSON for people and programs: indented, dates as ISO text, null for no number."""
    finite = _finite(content)
    return json.dumps(finite, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def _finite(content: object) -> object:
    if isinstance(content, float):
        return content if isfinite(content) else None
    if isinstance(content, Mapping):
        return {key: _finite(value) for key, value in content.items()}
    return [_finite(value) for value in content] if isinstance(content, list | tuple) else content


def _beside(place: Path) -> Path:
    return place.with_name(f"{place.name}.{uuid.uuid4().hex[:8]}{PARTIAL}")


def _to_disk(folder: Path) -> None:
    """Force files out before their folder is named, so that a power cut cannot empty them."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())


def _move(partial: Path, place: Path) -> None:
    """Move a finished folder to its place, unless another process was first."""
    if place.is_dir() and not (place / HELD).is_file():
        _discard(place)  # no entry of ours
    try:
        partial.rename(place)
    except OSError:
        if not (place / HELD).is_file():
            raise


def _remove(folder: Path) -> None:
    """Remove a folder, though an engine may just be clearing out files of its own."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return


def _remove_unheld(folder: Path) -> None:
    """Remove a folder that nobody builds or reads."""
    with ExitStack() as stack:
        with suppress(FileNotFoundError):
            handle = stack.enter_context((folder / HELD).open("rb"))
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        _discard(folder)


def _discard(folder: Path) -> None:
    """Remove a folder, which is gone from its place before the first of its files is."""
    gone = _beside(folder)
    with suppress(OSError):
        folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def _entries_of(run: Path) -> list[str]:
    """Name the entries of a run; a folder without a readable manifest has none."""
    try:
        return list(json.loads((run / MANIFEST).read_text("utf-8"))["entries"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
