"""A play as the text of its file: everything said, in the order in which people read it."""

from collections.abc import Iterator, Mapping
from typing import Any

from tenure.act.play import Play

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\b": "\\b", "\f": "\\f", "\r": "\\r"}


def dumps(play: Play) -> str:
    """Return the text from which `loads` makes the same play; the same play, the same text."""
    told = play.model_dump(mode="json", exclude_none=True)
    steps = told.pop("steps")
    sections = {name: told.pop(name) for name in list(told) if isinstance(told[name], dict)}
    lines = list(_pairs(told))
    for name, section in sections.items():
        if section:
            lines += ["", f"[{name}]", *_pairs(section)]
    for step in steps:
        lines += ["", "[[steps]]", *_pairs(step, first="do")]
    return "\n".join(lines) + "\n"


def _pairs(section: Mapping[str, Any], *, first: str = "") -> Iterator[str]:
    for key in sorted(section, key=lambda one: one != first):
        value = section[key]
        if isinstance(value, dict):  # words, a line for each language
            yield from (f"{key}.{language} = {_value(text)}" for language, text in value.items())
        else:
            yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else repr(value)


def _text(text: str) -> str:
    """Write a text on one line, or over several as it reads."""
    escaped = "".join(_escaped(one) for one in text)
    if "\n" in text:
        return f'"""\n{escaped}"""'
    return f'"{escaped}"'


def _escaped(one: str) -> str:
    if one in _ESCAPES:
        return _ESCAPES[one]
    control = one != "\n" and (ord(one) < 0x20 or ord(one) == 0x7F)
    return f"\\u{ord(one):04x}" if control else one
