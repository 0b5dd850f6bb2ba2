"""Plays read from plays/*.toml, every problem of every file told at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from tenure.act.play import Play
from tenure.definitions.locate import Lines, Path
from tenure.definitions.places import Places
from tenure.definitions.problem import Problem
from tenure.definitions.problems import problems_of
from tenure.definitions.texts import (
    SeveralProblemsError,
    decoded,
    toml,
    translated,
    with_conditions,
)
from tenure.errors import DefinitionError

FOLDER = "plays"
"""The folder of plays, beside tenure.toml."""
_ID = re.compile(r"[a-z][a-z0-9_]{1,40}")
_HOW = "`tenure plays add` lists plays that are ready to be taken"


@dataclass(frozen=True)
class Kept:
    """A play, and the file that it is kept in."""

    play: Play
    file: FilePath


@dataclass(frozen=True)
class Shelf:
    """The plays of a folder by their ids, and what is wrong with files that hold none."""

    kept: Mapping[str, Kept]
    problems: tuple[DefinitionError, ...] = ()

    @property
    def plays(self) -> dict[str, Play]:
        """Return the plays alone."""
        return {name: one.play for name, one in self.kept.items()}


def load(folder: FilePath | str) -> dict[str, Play]:
    """Read all plays of a folder, by their ids in the order of their files; none without a folder.

    Raises DefinitionError, SeveralProblemsError with all problems of all files: not UTF-8, not
    TOML, values that cannot be used, and two plays that have an id or a salt in common.
    """
    found = shelf(folder)
    if len(found.problems) == 1:
        raise found.problems[0]
    if found.problems:
        raise SeveralProblemsError(found.problems, source=str(folder))
    return found.plays


def shelf(folder: FilePath | str) -> Shelf:
    """Read the plays of a folder that can be read, and say what is wrong with the others."""
    kept: dict[str, Kept] = {}
    problems: list[DefinitionError] = []
    for file in sorted(FilePath(folder).glob("*.toml")):
        try:
            play = loads(_content(file), source=str(file))
            _alone(play, kept, str(file))
            kept[play.id] = Kept(play, file)
        except DefinitionError as error:
            problems += error.problems if isinstance(error, SeveralProblemsError) else [error]
    return Shelf(kept, tuple(problems))


def loads(text: str, *, source: str = "play.toml") -> Play:
    """Read a play from the text of its file; `source` names it in errors.

    Raises DefinitionError, SeveralProblemsError when there are several problems.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    raw = toml(text, source)
    if not raw:
        raise DefinitionError("the file says nothing", where=source, hint=_HOW)
    places = Places(source, lines=Lines(text))
    try:
        return Play.model_validate(with_conditions(raw, places, _is_condition), context={})
    except ValidationError as error:
        raise translated([_told(one) for one in problems_of(error, raw, Play)], places) from None


def build(raw: Mapping[str, Any], *, source: str = "play") -> Play:
    """Make a play from values as TOML would hold them; raises as `loads` does."""
    try:
        return Play.model_validate(dict(raw), context={})
    except ValidationError as error:
        problems = [_told(one) for one in problems_of(error, dict(raw), Play)]
        raise translated(problems, Places(source)) from None


def is_id(text: str) -> bool:
    """Say whether a text can be a play's id, and so the name of its file."""
    return _ID.fullmatch(text) is not None


def _content(file: FilePath) -> str:
    try:
        return decoded(file.read_bytes(), str(file))
    except OSError as error:
        raise DefinitionError(f"cannot be read: {error.strerror}", where=str(file)) from error


def _alone(play: Play, kept: Mapping[str, Kept], source: str) -> None:
    """Refuse a play whose id or salt another one has."""
    same = [one for one in kept.values() if play.id == one.play.id]
    if same:
        raise DefinitionError(
            f"the id '{play.id}' is that of {same[0].file.name}, too",
            where=f"{source}, id",
            hint="give one of them another id; `tenure plays import` makes a new one",
        )
    same = [one for one in kept.values() if play.salt == one.play.salt]
    if same:
        raise DefinitionError(
            f"the salt is that of {same[0].file.name}, too: both would hold out the same customers",
            where=f"{source}, salt",
            hint="leave the older one as it is; `tenure plays import` gives a copy its own",
        )


def _told(problem: Problem) -> Problem:
    """Put what a pattern means into words."""
    hints: dict[Path, str] = {
        ("id",): "allowed: 2 to 41 of a-z, 0-9 and _, beginning with a letter",
        ("salt",): "allowed: 16 to 64 of 0-9 and a-f",
    }
    if "match pattern" not in problem.message:
        return problem
    allowed = hints.get(problem.below, "allowed: a-z, 0-9 and _, beginning with a letter")
    return problem._replace(message=f"{problem.message.partition(';')[0]}; {allowed}")


def _is_condition(path: Path) -> bool:
    return path[-1] == "where" or path == ("audience",)
