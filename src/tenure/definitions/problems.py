"""What pydantic found, in the words of tenure.toml: found, allowed, did you mean."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tenure.definitions.locate import Path
from tenure.definitions.model import Definitions
from tenure.definitions.problem import PROBLEMS, Problem, did_you_mean
from tenure.definitions.values import masked

_EXPECTED = {
    "string_type": "text in quotes",
    "string_too_short": "a text that is not empty",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a section of keys",
    "model_type": "a section of keys",
    "model_attributes_type": "a section of keys",
    "tuple_type": "an array: [ … ]",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "finite_number": "a finite number",
    "less_than": "less than {lt:g}",
    "less_than_equal": "{le:g} or less",
}
_LONGEST_FOUND = 60


def problems_of(error: ValidationError, raw: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong, each problem with its whole key path.

    `raw` holds the values as they were written, so that nothing expanded into them is shown.
    """
    for details in error.errors(include_url=False):
        path = tuple(part for part in details["loc"] if part != "[key]")
        if details["type"] == PROBLEMS:
            for problem in details["ctx"]["problems"]:
                yield _custom(problem, (*path, *problem.below), raw)
        else:
            yield _standard(details, path, raw)


def _custom(problem: Problem, path: Path, raw: dict[str, Any]) -> Problem:
    message = problem.message
    if problem.names_found:
        message = f"found {_found(path, raw)}; {message}"
    return Problem(message, problem.hint, path)


def _standard(details: ErrorDetails, path: Path, raw: dict[str, Any]) -> Problem:
    context = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden":
            allowed = _keys(path)
            message = f"unknown key '{path[-1]}'; allowed: {', '.join(allowed)}"
            return Problem(message, did_you_mean(path[-1], allowed), path)
        case "missing":
            return _missing(path)
        case "literal_error":
            allowed = re.findall(r"'([^']*)'", context["expected"])
            found = _value(path, raw)
            message = f"found {_found(path, raw)}; allowed: {', '.join(allowed)}"
            return Problem(message, did_you_mean(found, allowed), path)
        case kind if kind in _EXPECTED:
            allowed_words = _EXPECTED[kind].format(**context)
            return Problem(f"found {_found(path, raw)}; allowed: {allowed_words}", None, path)
        case _:
            return Problem(f"found {_found(path, raw)}; {details['msg']}", None, path)


def _missing(path: Path) -> Problem:
    field = _section(path).model_fields[str(path[-1])]
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        message = f"'{path[-1]}' is missing; allowed: {', '.join(choices)}"
    else:
        what = (field.description or "").rstrip(".")
        message = f"'{path[-1]}' is missing: {what[:1].lower()}{what[1:]}"
    return Problem(message, None, path)


def _section(path: Path) -> type[BaseModel]:
    """Return the section that declares the last key of a path."""
    section: type[BaseModel] = Definitions
    for part in path[:-1]:
        # Keys of a mapping and numbers of an array are no fields: they stay in the section.
        field = section.model_fields.get(str(part))
        section = (_section_in(field.annotation) if field else None) or section
    return section


def _section_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_section_in(argument) for argument in get_args(annotation))
    return next((section for section in inner if section), None)


def _keys(path: Path) -> list[str]:
    return [field.alias or name for name, field in _section(path).model_fields.items()]


def _value(path: Path, raw: Any) -> Any:
    for part in path:
        try:
            raw = raw[part]
        except (KeyError, IndexError, TypeError):
            break
    return raw


def _found(path: Path, raw: dict[str, Any]) -> str:
    value = _value(path, raw)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list):
        return "an array"
    if not isinstance(value, str):
        return str(value)
    text = masked(value).replace("\n", " ")
    return f"'{text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + '…'}'"
