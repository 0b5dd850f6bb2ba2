"""What pydantic found, in the words of our files: found, allowed, did you mean."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tenure.definitions.locate import Path
from tenure.definitions.problem import PROBLEMS, Problem, did_you_mean
from tenure.definitions.values import masked
from tenure.definitions.walking import Walked, walked

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


def problems_of(
    error: ValidationError, raw: dict[str, Any], root: type[BaseModel]
) -> Iterator[Problem]:
    """Yield what is wrong, each problem with its whole key path as the file has it.

    `raw` holds the values as they were written, so that nothing expanded into them is shown;
    `root` is the section that the whole file is.
    """
    for details in error.errors(include_url=False):
        place = walked(root, tuple(part for part in details["loc"] if part != "[key]"))
        if details["type"] == PROBLEMS:
            for problem in details["ctx"]["problems"]:
                yield _custom(problem, (*place.path, *problem.below), raw)
        else:
            yield _standard(details, place, raw)


def _custom(problem: Problem, path: Path, raw: dict[str, Any]) -> Problem:
    message = problem.message
    if problem.names_found:
        message = f"found {_found(path, raw)}; {message}"
    return Problem(message, problem.hint, path)


def _standard(details: ErrorDetails, place: Walked, raw: dict[str, Any]) -> Problem:
    path, context = place.path, details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden":
            allowed = _keys(place.section)
            message = f"unknown key '{path[-1]}'; allowed: {', '.join(allowed)}"
            return Problem(message, did_you_mean(path[-1], allowed), path)
        case "missing":
            return _missing(place)
        case "literal_error":
            return _not_among(context["expected"], path, raw)
        case "union_tag_invalid":
            tag = context["discriminator"].strip("'")
            return _not_among(context["expected_tags"], (*path, tag), raw)
        case "union_tag_not_found":
            tag = context["discriminator"].strip("'")
            return Problem(f"'{tag}' is missing: which kind it is", None, (*path, tag))
        case kind if kind in _EXPECTED:
            allowed_words = _EXPECTED[kind].format(**context)
            return Problem(f"found {_found(path, raw)}; allowed: {allowed_words}", None, path)
        case _:
            return Problem(f"found {_found(path, raw)}; {details['msg']}", None, path)


def _not_among(expected: str, path: Path, raw: dict[str, Any]) -> Problem:
    """Say what a text may be; `expected` quotes each choice."""
    allowed = re.findall(r"'([^']*)'", expected)
    message = f"found {_found(path, raw)}; allowed: {', '.join(allowed)}"
    return Problem(message, did_you_mean(_value(path, raw), allowed), path)


def _missing(place: Walked) -> Problem:
    name = str(place.path[-1])
    field = place.section.model_fields[name]
    choices = get_args(field.annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        message = f"'{name}' is missing; allowed: {', '.join(choices)}"
    else:
        what = (field.description or "").rstrip(".")
        message = f"'{name}' is missing: {what[:1].lower()}{what[1:]}".removesuffix(": ")
    return Problem(message, None, place.path)


def _keys(section: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in section.model_fields.items()]


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
