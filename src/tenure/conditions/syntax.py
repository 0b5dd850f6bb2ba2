"""The tree of a condition, and how an error points into its text."""

from dataclasses import dataclass, field
from typing import Literal
from unicodedata import east_asian_width

from tenure.errors import ConditionError

Operator = Literal["==", "!=", "<", "<=", ">", ">="]
Scalar = int | float | str | bool

_SHOWN_BEFORE, _SHOWN_AFTER = 50, 30


@dataclass(frozen=True)
class Column:
    """A column named in the condition."""

    name: str
    at: int = field(compare=False)
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Value:
    """A number, a text, true or false."""

    value: Scalar
    at: int = field(compare=False)


@dataclass(frozen=True)
class Compare:
    """Two columns, or a column and a value, compared."""

    left: Column
    operator: Operator
    right: Column | Value


@dataclass(frozen=True)
class Among:
    """A column equal to one of the values."""

    column: Column
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Between:
    """A column from the low value to the high one, both included."""

    column: Column
    low: Value
    high: Value


@dataclass(frozen=True)
class IsNull:
    """A column without a value."""

    column: Column


@dataclass(frozen=True)
class Part:
    """A text column that contains, or starts with, a text."""

    column: Column
    relation: Literal["contains", "starts with"]
    text: Value


@dataclass(frozen=True)
class Not:
    """The opposite; null stays null."""

    part: "Node"


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Node", ...]


Node = Column | Compare | Among | Between | IsNull | Part | Not | All | AnyOf


def columns_of(node: Node) -> tuple[Column, ...]:
    """List the columns that a tree mentions, in the order of the text."""
    match node:
        case Column():
            return (node,)
        case Compare(left, _, Column() as right):
            return (left, right)
        case Compare(left, _, _):
            return (left,)
        case Not(part):
            return columns_of(part)
        case All(parts) | AnyOf(parts):
            return tuple(column for part in parts for column in columns_of(part))
        case _:
            return (node.column,)


def error_at(
    text: str, at: int, message: str, *, where: str | None = None, hint: str | None = None
) -> ConditionError:
    """Make an error whose message shows the text with a caret under position `at`."""
    line_start = text.rfind("\n", 0, at) + 1
    line_end = text.find("\n", at)
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    column = at - line_start
    cut = max(0, column - _SHOWN_BEFORE)
    before = ("…" if cut else "") + _printable(line[cut:column])
    after = _printable(line[column : column + _SHOWN_AFTER])
    more = "…" if len(line) > column + _SHOWN_AFTER else ""
    caret = " " * sum(_width(character) for character in before) + "^"
    shown = f"{message}\n    {before}{after}{more}\n    {caret}"
    return ConditionError(shown, where=where, hint=hint)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _width(character: str) -> int:
    return 2 if east_asian_width(character) in "WF" else 1
