"""What is wrong with a text that is to become tenure.toml: the library's words, and our limits."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tenure.definitions import Definitions, SeveralProblemsError, loads
from tenure.errors import DefinitionError, SourceError
from tenure.tables.files import resolve
from tenure_web.definitions.keeping import place

_LINE = re.compile(r"line (\d+)")
_PLACE = re.compile(r"^(?:line \d+)?(?:, column \d+)?(?:, )?")
_FIXED = ("engine", "store")
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Fault:
    """Something to put right: what, at which line and key, and what to do.

    `word` names a sentence of this workspace; without it `what` is the library's.
    """

    what: str = ""
    line: int | None = None
    key: str = ""
    do: str = ""
    word: str = ""


def checked(text: str) -> Definitions | list[Fault]:
    """Return what a text means, or everything that is wrong with it."""
    try:
        return loads(text, source=place().name, folder=place().parent)
    except SeveralProblemsError as error:
        return [_fault(one) for one in error.problems]
    except DefinitionError as error:
        return [_fault(error)]


def faults(text: str, before: str) -> list[Fault]:
    """Return what is wrong with a text, and what nobody may change from a browser."""
    found = checked(text)
    if isinstance(found, list):
        return found
    return list(_beyond(tomllib.loads(text), _raw(before), found))


def _fault(error: DefinitionError) -> Fault:
    where = error.where or ""
    line = _LINE.search(where)
    rest = where.removeprefix(place().name).strip(", ")
    key = _PLACE.sub("", rest)
    return Fault(error.message, int(line[1]) if line else None, key, error.hint or "")


def _raw(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _beyond(new: dict[str, Any], old: dict[str, Any], meant: Definitions) -> Iterator[Fault]:
    """Find what reaches beyond the company's folder: a browser is no shell on the server."""
    for section in _FIXED:
        if new.get(section) != old.get(section):
            yield Fault(key=section, word="beyond_section")
    known = old.get("tables", {})
    for name, table in new.get("tables", {}).items():
        before = known.get(name, {})
        if table.get("sql") != before.get("sql"):
            yield Fault(key=f"tables.{name}.sql", word="beyond_query")
        added = [one for one in _paths(table) if one not in _paths(before)]
        if not all(allowed(one, meant, name) for one in added):
            yield Fault(key=f"tables.{name}.from", word="beyond_folder")


def _paths(table: dict[str, Any]) -> list[str]:
    told = table.get("from", [])
    return [told] if isinstance(told, str) else list(told)


def allowed(pattern: str, meant: Definitions, table: str) -> bool:
    """Say whether a path means files of the company's folder, or files brought in, alone.

    Not of the store, and of the workspace's own folder nothing but the files brought in.
    """
    parts = Path(pattern).parts
    globs = [at for at, part in enumerate(parts) if _GLOB.search(part)]
    if globs and ".." in parts[globs[0] :]:
        return False
    places = [(meant.folder / Path(*parts[: globs[0]] if globs else parts)).resolve()]
    with suppress(SourceError):  # what is not there is told when it is read
        places += [one.resolve() for one in resolve([pattern], meant.folder, table=table)]
    return all(_open(one, meant) for one in places)


def _open(path: Path, meant: Definitions) -> bool:
    home: Path = settings.ENVIRONMENT.home.resolve()
    if path.is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        return True
    closed = (home, (meant.folder / meant.store.path).resolve())
    return path.is_relative_to(meant.folder) and not any(path.is_relative_to(no) for no in closed)
