"""Rows of field, operator and value to a condition, and a condition back to rows where it fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tenure.conditions import parse
from tenure.conditions.syntax import (
    All,
    Among,
    AnyOf,
    Column,
    Compare,
    IsNull,
    Node,
    Not,
    Part,
    Value,
)
from tenure.errors import ConditionError
from tenure_web.customers.fields import Field, Kind

Join = Literal["and", "or"]

OPERATORS: dict[Kind, tuple[str, ...]] = {
    "number": ("ge", "gt", "le", "lt", "eq", "ne", "known", "unknown"),
    "text": ("eq", "ne", "contains", "starts", "known", "unknown"),
    "flag": ("yes", "no", "unknown"),
    "time": ("last", "ago", "next", "since", "before", "known", "unknown"),
    "day": ("last", "ago", "next", "since", "before", "known", "unknown"),
}
"""What may be asked of a column, by what it holds."""
EVERY = tuple(dict.fromkeys(one for those in OPERATORS.values() for one in those))
_SIGNS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "eq": "==", "ne": "!="}
_NAMES = {sign: name for name, sign in _SIGNS.items()}
_DATED = {">=": "since", "<": "before"}
WITHOUT_VALUE = frozenset({"known", "unknown", "yes", "no"})
_DAYS = frozenset({"last", "ago", "next"})
MOST = 20


@dataclass(frozen=True)
class Line:
    """A row of the builder; `join` says how it goes on from the row before."""

    field: str = ""
    operator: str = ""
    value: str = ""
    join: Join = "and"
    wrong: str = ""


def lines_of(given: Mapping[str, Sequence[str]]) -> list[Line]:
    """Return the rows that a form was sent with; those without a field are left out."""
    names, operators, values = (list(given.get(one, ())) for one in ("field", "op", "value"))
    joins = list(given.get("join", ()))
    found = []
    for place, name in enumerate(names[:MOST]):
        if name:
            join: Join = "or" if joins[place : place + 1] == ["or"] else "and"
            operator = operators[place] if place < len(operators) else ""
            value = values[place].strip() if place < len(values) else ""
            found.append(Line(name, operator, value, join))
    return found


def condition_of(lines: Sequence[Line], fields: Sequence[Field]) -> tuple[str, list[Line]]:
    """Write rows as a condition; and return them with what is wrong: a key of the words."""
    known = {one.name: one for one in fields}
    text, checked = "", []
    for line in lines:
        said, wrong = _said(line, known.get(line.field))
        checked.append(Line(line.field, line.operator, line.value, line.join, wrong))
        text += f" {line.join} {said}" if text else said
    return text, checked


def _said(line: Line, field: Field | None) -> tuple[str, str]:
    """Return a row as a condition, and what is wrong with it."""
    if field is None:
        return "", "field"
    if line.operator not in OPERATORS[field.kind]:
        return "", "operator"
    name = _written(field.name)
    if line.operator in WITHOUT_VALUE:
        ends = {"known": f"{name} is not null", "unknown": f"{name} is null"}
        return ends.get(line.operator, name if line.operator == "yes" else f"not {name}"), ""
    if line.operator in _DAYS:
        return _relative(name, line)
    return _compared(name, line, field)


def _relative(name: str, line: Line) -> tuple[str, str]:
    if not (line.value.isascii() and line.value.isdigit() and len(line.value) <= 4):
        return "", "days"
    ends = {
        "last": f">= 'today - {line.value} days'",
        "ago": f"< 'today - {line.value} days'",
        "next": f"between 'today' and 'today + {line.value} days'",
    }
    return f"{name} {ends[line.operator]}", ""


def _compared(name: str, line: Line, field: Field) -> tuple[str, str]:
    if not line.value:
        return "", "value"
    quoted = "'" + line.value.replace("'", "''") + "'"
    if line.operator in ("contains", "starts"):
        return f"{name} {'contains' if line.operator == 'contains' else 'starts with'} {quoted}", ""
    if field.kind in ("time", "day"):
        return f"{name} {'>=' if line.operator == 'since' else '<'} {quoted}", ""
    if field.kind == "number":
        return _number(name, line)
    return f"{name} {_SIGNS[line.operator]} {quoted}", ""


def _number(name: str, line: Line) -> tuple[str, str]:
    """Read a number as people write it: 1,000, 30 %, 0.3."""
    text = line.value.replace(",", "").replace(" ", "")
    share = text.endswith("%")
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        return "", "number"
    if not abs(number) < 1e15:
        return "", "number"
    value = round(number / 100, 12) if share else number
    return f"{name} {_SIGNS[line.operator]} {value:.15g}", ""


def _written(name: str) -> str:
    plain = name.isidentifier() and name.lower() not in _RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


_RESERVED = frozenset({"and", "or", "not", "in", "between", "is", "null", "true", "false"})


def lines_from(text: str, fields: Sequence[Field]) -> list[Line] | None:
    """Return a condition as rows; None for one that only its text can say."""
    if not text:
        return []
    kinds = {one.name: one.kind for one in fields}
    try:
        tree = parse(text).tree
    except ConditionError:
        return None
    found: list[Line] = []
    for first, part in enumerate(tree.parts if isinstance(tree, AnyOf) else (tree,)):
        for inner, node in enumerate(part.parts if isinstance(part, All) else (part,)):
            join: Join = "or" if first and not inner else "and"
            line = _line(node, kinds, join)
            if line is None:
                return None
            found.append(line)
    return found if len(found) <= MOST else None


def _line(node: Node, kinds: Mapping[str, Kind], join: Join) -> Line | None:
    match node:
        case Column(name) if kinds.get(name) == "flag":
            return Line(name, "yes", "", join)
        case Not(Column(name)) if kinds.get(name) == "flag":
            return Line(name, "no", "", join)
        case IsNull(Column(name)):
            return Line(name, "unknown", "", join)
        case Not(IsNull(Column(name))):
            return Line(name, "known", "", join)
        case Part(Column(name), relation, Value(text)):
            return Line(name, "contains" if relation == "contains" else "starts", str(text), join)
        case Compare(Column(name), sign, Value(value)):
            return _comparison(name, sign, value, kinds.get(name), join)
        case Among(Column(name), (Value(value),)):
            return _comparison(name, "==", value, kinds.get(name), join)
        case _:
            return _ahead(node, join)


def _comparison(name: str, sign: str, value: Any, kind: Kind | None, join: Join) -> Line | None:
    if kind in ("time", "day"):
        near = _near(str(value))
        if near is not None and sign in _DATED:
            return Line(name, "last" if sign == ">=" else "ago", near, join)
        return Line(name, _DATED[sign], str(value), join) if sign in _DATED else None
    operator = _NAMES[sign]
    if kind is None or operator not in OPERATORS[kind]:
        return None
    return Line(name, operator, str(value), join)


def _near(text: str) -> str | None:
    """Return the days of 'today - 30 days'."""
    head, _, rest = text.partition(" - ")
    number, _, unit = rest.partition(" ")
    return number if head == "today" and number.isdigit() and unit == "days" else None


def _ahead(node: Node, join: Join) -> Line | None:
    from tenure.conditions.syntax import Between

    match node:
        case Between(Column(name), Value("today"), Value(str(high))):
            number = high.removeprefix("today + ").removesuffix(" days")
            return Line(name, "next", number, join) if number.isdigit() else None
        case _:
            return None
