"""tenure.toml read from disk or text, with every problem of the file reported at once."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from tenure.conditions import parse
from tenure.definitions.locate import Lines, Path
from tenure.definitions.model import Definitions, with_origin
from tenure.definitions.places import Places
from tenure.definitions.presets import with_preset
from tenure.definitions.problem import Problem
from tenure.definitions.problems import problems_of
from tenure.errors import ConditionError, DefinitionError

FILE_NAME = "tenure.toml"
_DRAFT = "`tenure init PATH…` drafts one from your files"
_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


class SeveralProblemsError(DefinitionError):
    """Several problems of one file, in the order of its lines."""

    def __init__(self, problems: tuple[DefinitionError, ...], *, source: str) -> None:
        """List the problems below one heading."""
        lines = [str(problem).removeprefix(f"{source}, ") for problem in problems]
        listed = "".join(f"\n- {line}".replace("\n", "\n  ") for line in lines)
        super().__init__(f"{len(problems)} things to put right{listed}", where=source)
        self.problems = problems


def load(path: FilePath | str) -> Definitions:
    """Read a tenure.toml, or the one in a folder.

    Raises DefinitionError: no such file, not UTF-8, not TOML, or values that cannot be used.
    """
    path = FilePath(path)
    path = path / FILE_NAME if path.is_dir() else path
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise DefinitionError("there is no such file", where=str(path), hint=_DRAFT) from None
    except OSError as error:
        raise DefinitionError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return loads(_decoded(content, str(path)), source=str(path), folder=path.parent.resolve())


def loads(
    text: str,
    *,
    source: str = FILE_NAME,
    folder: FilePath | str = ".",
    environment: Mapping[str, str] | None = None,
) -> Definitions:
    """Read definitions from the text of a tenure.toml.

    `source` names the text in errors; `folder` is where its relative paths are meant;
    `environment` supplies ${NAME} in the engine's URL, os.environ by default.
    Raises DefinitionError as `load` does.
    """
    text = text.removeprefix("\ufeff")
    raw = _toml(text, source)
    if not raw:
        raise DefinitionError("the file says nothing", where=source, hint=_DRAFT)
    return build(
        raw, Places(source, FilePath(folder).resolve(), Lines(text)), environment=environment
    )


def build(
    raw: Mapping[str, Any],
    places: Places | None = None,
    *,
    environment: Mapping[str, str] | None = None,
) -> Definitions:
    """Make definitions from values as TOML would hold them, filled in by the preset.

    Raises DefinitionError; DefinitionErrors when there are several problems.
    """
    places = places or Places()
    merged, from_preset = with_preset(dict(raw))
    context = {"environment": os.environ if environment is None else environment}
    try:
        definitions = Definitions.model_validate(_with_conditions(merged, places), context=context)
    except ValidationError as error:
        raise _translated(list(problems_of(error, merged)), places) from None
    return with_origin(definitions, places, from_preset)


def _with_conditions(value: Any, places: Places, path: Path = ()) -> Any:
    """Parse the conditions, so that each remembers its place for errors found later."""
    if isinstance(value, dict):
        return {key: _with_conditions(below, places, (*path, key)) for key, below in value.items()}
    if isinstance(value, list):
        return [_with_conditions(below, places, (*path, at)) for at, below in enumerate(value)]
    is_condition = path[-1] == "where" or (path[0] == "segments" and len(path) == 2)
    if not (is_condition and isinstance(value, str)):
        return value
    try:
        return parse(value, where=places.of(path))
    except ConditionError:
        return value  # validation reports it among the other problems


def _translated(problems: list[Problem], places: Places) -> DefinitionError:
    problems.sort(key=lambda problem: places.lines.line(problem.below) or 0)
    errors = tuple(
        DefinitionError(problem.message, where=places.of(problem.below), hint=problem.hint)
        for problem in problems
    )
    return errors[0] if len(errors) == 1 else SeveralProblemsError(errors, source=places.source)


def _decoded(content: bytes, source: str) -> str:
    advice = "save it as UTF-8"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DefinitionError("the file is UTF-16, not UTF-8", where=source, hint=advice)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        name = "CP949 (EUC-KR)" if _is_korean(content) else "another encoding"
        raise DefinitionError(
            f"the file is not UTF-8 but looks like {name}",
            where=f"{source}, line {line}",
            hint=advice,
        ) from None


def _is_korean(content: bytes) -> bool:
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        return False
    return any("가" <= character <= "힣" for character in text)


def _toml(text: str, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise DefinitionError("the values are nested too deeply", where=source) from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _TOML_PLACE.search(message)
        what = _TOML_PLACE.sub("", message)
        last = text.count("\n") + 1
        line = int(place[1]) if place and place[1] else last
        column = f", column {place[2]}" if place and place[2] else ""
        shown = text.split("\n")[line - 1].strip()
        raise DefinitionError(
            f"not TOML: {what[:1].lower()}{what[1:]}" + (f"\n    {shown}" if shown else ""),
            where=f"{source}, line {line}{column}",
            hint=_toml_hint(what),
        ) from None


def _toml_hint(what: str) -> str | None:
    if "overwrite" in what or "twice" in what:
        return "the same key or section is given twice; keep one"
    if "Invalid value" in what:
        return 'text goes in quotes: kind = "saas"'
    if "'=' after a key" in what or "Invalid statement" in what:
        return 'a key with spaces or letters beyond a-z goes in quotes: "큰 고객" = …'
    if "Illegal character '\\n'" in what or "Unterminated string" in what:
        return "text ends with the quote it began with, on the same line"
    return None
