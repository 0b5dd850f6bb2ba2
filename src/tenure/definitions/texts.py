"""A TOML text read from bytes, and what is wrong with it told with its place in the file."""

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any

from tenure.conditions import parse
from tenure.definitions.locate import Path
from tenure.definitions.places import Places
from tenure.definitions.problem import Problem
from tenure.errors import ConditionError, DefinitionError

_TOML_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


class SeveralProblemsError(DefinitionError):
    """Several problems of one file, in the order of its lines."""

    def __init__(self, problems: tuple[DefinitionError, ...], *, source: str) -> None:
        """List the problems below one heading."""
        lines = [str(problem).removeprefix(f"{source}, ") for problem in problems]
        listed = "".join(f"\n- {line}".replace("\n", "\n  ") for line in lines)
        super().__init__(f"{len(problems)} things to put right{listed}", where=source)
        self.problems = problems


def translated(problems: Iterable[Problem], places: Places) -> DefinitionError:
    """Return problems as one error, in the order of the file's lines."""
    ordered = sorted(problems, key=lambda one: places.lines.line(one.below) or 0)
    errors = tuple(
        DefinitionError(problem.message, where=places.of(problem.below), hint=problem.hint)
        for problem in ordered
    )
    return errors[0] if len(errors) == 1 else SeveralProblemsError(errors, source=places.source)


def decoded(content: bytes, source: str) -> str:
    """Return the text of a file; DefinitionError where it is not UTF-8."""
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


def toml(text: str, source: str) -> dict[str, Any]:
    """Return the values of a TOML text; DefinitionError with line and column where it is none."""
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
            hint=_hint(what),
        ) from None


def _hint(what: str) -> str | None:
    if "overwrite" in what or "twice" in what:
        return "the same key or section is given twice; keep one"
    if "Invalid value" in what:
        return 'text goes in quotes: kind = "saas"'
    if "'=' after a key" in what or "Invalid statement" in what:
        return 'a key with spaces or letters beyond a-z goes in quotes: "큰 고객" = …'
    if "Illegal character '\\n'" in what or "Unterminated string" in what:
        return "text ends with the quote it began with, on the same line"
    return None


def with_conditions(
    value: Any, places: Places, is_condition: Callable[[Path], bool], path: Path = ()
) -> Any:
    """Parse the conditions in values of a file, so that each remembers its place for later errors.

    `is_condition` says of a key path whether a text there is one. What cannot be parsed stays:
    validation reports it among the other problems.
    """
    if isinstance(value, dict):
        return {
            key: with_conditions(below, places, is_condition, (*path, key))
            for key, below in value.items()
        }
    if isinstance(value, list):
        return [
            with_conditions(below, places, is_condition, (*path, at))
            for at, below in enumerate(value)
        ]
    if not (isinstance(value, str) and is_condition(path)):
        return value
    try:
        return parse(value, where=places.of(path))
    except ConditionError:
        return value
