"""From a path or a glob in tenure.toml to the files that it means."""

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from tenure.errors import SourceError, suggest
from tenure.tables.source import FileFormat

_FORMATS: dict[str, FileFormat] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xlsx",
}


def resolve(patterns: Sequence[str], folder: Path, *, table: str) -> tuple[Path, ...]:
    """Return the files that paths or globs mean, relative ones from `folder`, in order.

    A folder means every file in it, and in the folders in it, of a known kind. What
    programs leave lying about (`.hidden`, `~$locks`) is meant only by its full name.
    Raises SourceError when a pattern matches nothing, naming the closest file that
    is there.
    """
    found: list[Path] = []
    for pattern in patterns:
        matches = _matches(folder, pattern)
        if not matches:
            raise SourceError(
                f"no file matches {pattern!r}",
                where=f"tables.{table}",
                hint=_near(folder / pattern),
            )
        found.extend(path for path in matches if path not in found)
    return tuple(found)


def format_of(files: Sequence[Path], *, table: str, fixed: bool = False) -> FileFormat:
    """Return the one format of a table's files; raises SourceError on none or several."""
    if fixed:
        return "fixed"
    kinds = {path: _FORMATS.get(_suffix(path)) for path in files}
    unknown = next((path for path, kind in kinds.items() if kind is None), None)
    if unknown is not None:
        raise SourceError(
            f"{unknown.name} is of no kind that can be read",
            where=f"tables.{table}",
            hint=f"allowed endings: {', '.join(_FORMATS)}, text also with .gz",
        )
    if len(set(kinds.values())) > 1:
        raise SourceError(
            "the files are of different kinds",
            where=f"tables.{table}",
            hint="name files of one kind, or convert the others first",
        )
    return next(kind for kind in kinds.values() if kind)


def is_readable(path: Path) -> bool:
    """Say whether a file's ending is one that Tenure reads."""
    return _suffix(path) in _FORMATS


def _suffix(path: Path) -> str:
    return Path(path.name.lower().removesuffix(".gz")).suffix


def _matches(folder: Path, pattern: str) -> list[Path]:
    """List what a pattern matches; a Mac may have written Hangul decomposed (form D)."""
    for form in (pattern, *(unicodedata.normalize(form, pattern) for form in ("NFC", "NFD"))):
        path = folder / form
        if path.is_dir():
            inside = [child for child in path.rglob("*") if is_readable(child)]
            return [child for child in _meant(inside) if not _aside(child.relative_to(path))]
        if path.is_file():
            return [path]
        if any(sign in form for sign in "*?["):
            anchor = Path(path.anchor)
            relative = str(path.relative_to(anchor)) if path.is_absolute() else str(path)
            if found := _meant(anchor.glob(relative)):
                return found
    return []


def _aside(path: Path) -> bool:
    """Say whether a path lies in a folder that programs keep for themselves: `_delta_log`."""
    return any(part.startswith(("_", ".")) for part in path.parts[:-1])


def _meant(paths: Iterable[Path]) -> list[Path]:
    return sorted(
        path for path in paths if path.is_file() and not path.name.startswith((".", "~$"))
    )


def _near(path: Path) -> str | None:
    if path.is_dir():
        return f"the folder holds none of: {', '.join(_FORMATS)}"
    while not path.parent.is_dir():
        path = path.parent
    parent = path.parent
    names = sorted(child.name for child in parent.iterdir() if not child.name.startswith("."))
    near = suggest(path.name, names)
    if near:
        return f"did you mean {near!r}?"
    return f"the folder {parent.name!r} holds: {', '.join(names[:8])}" if names else None
