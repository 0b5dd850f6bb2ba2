"""From the files and folders that were given to the sources that they are."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from tenure.draft.text import first_line
from tenure.errors import SourceError
from tenure.tables.files import format_of, is_readable
from tenure.tables.source import FileFormat

_VARYING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+")
_PARTITION = re.compile(r"^[^=]+=")
_FARTHEST_UP = 3


@dataclass(frozen=True)
class Found:
    """Files that belong together, because only a number or a partition tells them apart."""

    files: tuple[Path, ...]
    patterns: tuple[str, ...]
    format: FileFormat
    sheet: str | None = None

    @property
    def label(self) -> str:
        """Name the source as a person knows it."""
        more = f" +{len(self.patterns) - 1}" if len(self.patterns) > 1 else ""
        return self.patterns[0] + more + (f" [{self.sheet}]" if self.sheet else "")

    @property
    def words(self) -> str:
        """Return what its names say: of the file, of the sheet, of a partitioned folder."""
        file = self.files[0]
        parents = [part for part in reversed(file.parts[:-1]) if not _PARTITION.match(part)]
        telling = re.sub(r"part|data|file|\W|\d|_", "", _bare(file).lower())
        folder = parents[0] if parents and (len(telling) < 2 or _is_partitioned(file)) else ""
        return f"{folder} {_bare(file)} {self.sheet or ''}"


@dataclass(frozen=True)
class Skipped:
    """A file that is not read, and why (a key of the words)."""

    label: str
    reason: str
    detail: str = ""


def gather(paths: Sequence[Path], folder: Path) -> tuple[list[Found], list[Skipped]]:
    """Find the sources in files and folders, in order; `folder` is where paths are meant from.

    Raises SourceError when a path does not exist or nothing can be read.
    """
    files, skipped = _expanded(paths)
    groups: dict[tuple[str, ...], list[Path]] = {}
    for file in files:
        groups.setdefault(_likeness(file), []).append(file)
    found: list[Found] = []
    for group in groups.values():
        kind = format_of(group, table=group[0].name)
        patterns = tuple(_patterns(group, folder))
        if kind == "xlsx":
            sheets, broken = _sheets(group, patterns)
            found += sheets
            skipped += broken
        else:
            found.append(Found(tuple(group), patterns, kind))
    return found, skipped


def _expanded(paths: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """Return the files that paths mean, each once, and those of a kind that is not read."""
    files: list[Path] = []
    skipped: list[Skipped] = []
    for path in paths:
        if not path.exists():
            raise SourceError("there is no such file or folder", where=str(path))
        for file in _walk(path) if path.is_dir() else [path]:
            if not is_readable(file):
                skipped.append(Skipped(file.name, "kind"))
            elif file not in files:
                files.append(file)
    if not files:
        raise SourceError(
            "there is nothing to read",
            where=", ".join(str(path) for path in paths),
            hint="Tenure reads CSV and other text (also .gz), Parquet, JSON lines and XLSX",
        )
    return files, skipped


def written(path: Path, folder: Path) -> str:
    """Return a path as tenure.toml writes it: relative where the folder is near, else whole."""
    path, folder = path.resolve(), folder.resolve()
    relative = Path(os.path.relpath(path, folder))
    ups = sum(part == ".." for part in relative.parts)
    shared = len(folder.parts) - ups > 1
    return relative.as_posix() if ups <= _FARTHEST_UP and shared else path.as_posix()


def _walk(folder: Path) -> Iterator[Path]:
    """Yield readable files below a folder, but not hidden ones, a store or a simulated truth."""
    for child in sorted(folder.iterdir()):
        if child.name.startswith((".", "~$", "_")):
            continue
        if child.is_dir():
            own = child.name == "store" and (child / "entries").is_dir()
            truth = child.name == "truth" and (child / "truth.json").is_file()
            if not own and not truth:
                yield from _walk(child)
        elif is_readable(child):
            yield child


def _likeness(file: Path) -> tuple[str, ...]:
    """Return what files of one source have in common: folder, name but for numbers, header."""
    name = _VARYING.sub("#", file.name)
    if _is_partitioned(file):
        parents = [_PARTITION.sub("=", part) if "=" in part else part for part in file.parts[:-1]]
        return (*("=" if part.startswith("=") else part for part in parents), file.suffix)
    return (str(file.parent), name, _header(file))


def _header(file: Path) -> str:
    """Return what names the columns of a file; its own name when it cannot be read."""
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    kind = format_of([file], table=file.name)
    try:
        if kind == "csv":
            return first_line(file)
        return "\0".join(pq.read_schema(file).names) if kind == "parquet" else ""
    except (ArrowException, OSError, SourceError):
        return file.name


def _is_partitioned(file: Path) -> bool:
    return any(_PARTITION.match(part) for part in file.parts[-4:-1])


def _patterns(group: Sequence[Path], folder: Path) -> list[str]:
    """Write the files of a group as one glob that means exactly them, else one by one."""
    if len(group) > 1:
        place, below = _common(group)
        plain = not any(sign in written(place, folder) for sign in "*?[")
        if plain and sorted(place.glob(below)) == sorted(group):
            return [f"{written(place, folder)}/{below}".removeprefix("./")]
    return [written(file, folder) for file in group]


def _common(group: Sequence[Path]) -> tuple[Path, str]:
    """Return the folder above a group and the glob below it."""
    place = Path(os.path.commonpath([file.parent for file in group]))
    while _PARTITION.match(place.name):
        place = place.parent
    levels = [file.relative_to(place).parts for file in group]
    depth = len(levels[0])
    if any(len(level) != depth for level in levels):
        return place, "*"
    if depth > 1:
        return place, "/".join(["*"] * (depth - 1) + [f"*{group[0].suffix}"])
    return place, _glob([level[0] for level in levels])


def _glob(names: Sequence[str]) -> str:
    """Return a glob for names: what begins and ends all of them, and a star between."""
    start = re.split(r"\d", _beginning(names))[0]
    end = _beginning([name[::-1] for name in names])[::-1]
    return f"{start}*{re.split(r'[0-9]', end)[-1]}"


def _beginning(names: Sequence[str]) -> str:
    """Return what all names begin with."""
    same = takewhile(lambda signs: len(set(signs)) == 1, zip(*names, strict=False))
    return "".join(signs[0] for signs in same)


def _sheets(group: Sequence[Path], patterns: tuple[str, ...]) -> tuple[list[Found], list[Skipped]]:
    """Return each sheet of workbooks as a source of its own."""
    import fastexcel

    try:
        names = [fastexcel.read_excel(file).sheet_names for file in group]
    except fastexcel.FastExcelError as error:
        reason = str(error).split("\n", 1)[0]
        return [], [Skipped(pattern, "unreadable", reason) for pattern in patterns]
    if any(other != names[0] for other in names):
        return [
            Found((file,), (pattern,), "xlsx", sheet)
            for file, pattern, own in zip(group, patterns, names, strict=False)
            for sheet in own
        ], []
    chosen = names[0] if len(names[0]) > 1 else [None]
    return [Found(tuple(group), patterns, "xlsx", sheet) for sheet in chosen], []


def _bare(file: Path) -> str:
    return file.name.removesuffix(".gz").rpartition(".")[0]
