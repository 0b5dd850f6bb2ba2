"""The tree of a condition as an Ibis expression over one table, its types checked first."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Literal, NoReturn
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from tenure.conditions.condition import Condition
from tenure.conditions.moments import bounds_of, day_of, instant_of
from tenure.conditions.syntax import (
    All,
    Among,
    AnyOf,
    Between,
    Column,
    Compare,
    IsNull,
    Node,
    Not,
    Operator,
    Part,
    Value,
    error_at,
)

Family = Literal["number", "text", "flag", "time", "day", "nothing"]

_HOLDS: dict[Family, str] = {
    "number": "numbers",
    "text": "text",
    "flag": "true and false",
    "time": "times",
    "day": "days",
    "nothing": "nothing but null",
}
_PLAIN: dict[Operator, Callable[[ir.Value, ir.Value], ir.BooleanValue]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME_HINT = "write a day '2026-03-01' or an instant '2026-03-01 09:00'"


def build(
    condition: Condition, table: ir.Table, *, time_zone: str, table_name: str
) -> ir.BooleanValue:
    """Build the expression of a condition; raise ConditionError where it does not fit the table."""
    bound = condition.bind(table.columns, table_name)
    columns = {name: table[own] for name, own in bound.items()}
    return _Builder(condition, columns, ZoneInfo(time_zone), table_name).build(condition.tree)


class _Builder:
    """One condition over the columns of one table."""

    def __init__(
        self, condition: Condition, columns: dict[str, ir.Column], zone: ZoneInfo, table_name: str
    ) -> None:
        self.condition = condition
        self.columns = columns
        self.zone = zone
        self.table_name = table_name

    def build(self, node: Node) -> ir.BooleanValue:
        match node:
            case Column():
                return self._flag(node)
            case Compare(left, operator, Column() as right):
                return self._two_columns(left, operator, right)
            case Compare(column, operator, Value() as value):
                return self._with_value(column, operator, value)
            case Among():
                return self._among(node)
            case Between(column, low, high):
                return self._with_value(column, ">=", low) & self._with_value(column, "<=", high)
            case IsNull(column):
                return self.columns[column.name].isnull()
            case Part():
                return self._part(node)
            case Not(part):
                return ~self.build(part)
            case All(parts):
                return _balanced(and_, [self.build(part) for part in parts])
            case AnyOf(parts):
                return _balanced(or_, [self.build(part) for part in parts])

    def _flag(self, column: Column) -> ir.BooleanValue:
        family = self._family(column)
        if family == "nothing":
            return ibis.null("boolean")
        if family != "flag":
            example = {"text": "== 'pro'", "number": ">= 60"}.get(family, ">= '2026-03-01'")
            self._fail(
                column,
                f"{self._described(column)}, so it needs a comparison",
                f"such as: {_written(column)} {example}",
            )
        return self.columns[column.name]

    def _two_columns(self, left: Column, operator: Operator, right: Column) -> ir.BooleanValue:
        families = self._family(left), self._family(right)
        if "nothing" in families:
            return ibis.null("boolean")
        if families[0] != families[1]:
            self._fail(
                right, f"{self._described(left)}, but {self._described(right)}", _quote_hint(right)
            )
        self._refuse_order(left, operator)
        return _PLAIN[operator](self.columns[left.name], self.columns[right.name])

    def _with_value(self, column: Column, operator: Operator, value: Value) -> ir.BooleanValue:
        own = self.columns[column.name]
        family = self._family(column)
        if family == "nothing":
            return ibis.null("boolean")
        if family == "time" and isinstance(value.value, str):
            return self._time(own, operator, value)
        self._refuse_order(column, operator)
        return _PLAIN[operator](own, self._literal(column, family, value))

    def _among(self, node: Among) -> ir.BooleanValue:
        family = self._family(node.column)
        if family in {"time", "nothing"}:
            return _balanced(or_, [self._with_value(node.column, "==", v) for v in node.values])
        literals = [self._literal(node.column, family, value) for value in node.values]
        return self.columns[node.column.name].isin(literals)

    def _literal(self, column: Column, family: Family, value: Value) -> ir.Scalar:
        match family, value.value:
            case ("flag", bool()) | ("text", str()):
                return ibis.literal(value.value)
            case "number", int() | float() if not isinstance(value.value, bool):
                return ibis.literal(value.value)
            case "day", str(text) if (day := day_of(text)) is not None:
                return ibis.literal(day)
            case _:
                self._mismatch(column, family, value)

    def _part(self, node: Part) -> ir.BooleanValue:
        family = self._family(node.column)
        text = str(node.text.value)
        own = self.columns[node.column.name]
        if family == "nothing":
            return ibis.null("boolean")
        if family != "text":
            self._fail(
                node.column,
                f"{self._described(node.column)}; '{node.relation}' looks into text",
                None,
            )
        return own.contains(text) if node.relation == "contains" else own.startswith(text)

    def _time(self, own: ir.Column, operator: Operator, value: Value) -> ir.BooleanValue:
        text = str(value.value)
        instant = instant_of(text, self.zone)
        if instant is not None:
            return _PLAIN[operator](own, _instant_literal(own, instant))
        day = day_of(text)
        if day is None:
            self._fail(value, f"'{text}' is neither a day nor an instant", _TIME_HINT)
        start, end = (_instant_literal(own, bound) for bound in bounds_of(day, self.zone))
        match operator:
            case "==":
                return (own >= start) & (own < end)
            case "!=":
                return (own < start) | (own >= end)
            case "<" | ">=":
                return _PLAIN[operator](own, start)
            case "<=":
                return own < end
            case ">":
                return own >= end

    def _family(self, column: Column) -> Family:
        dtype = self.columns[column.name].type()
        match dtype:
            case dt.Boolean():
                return "flag"
            case dt.Numeric():
                return "number"
            case dt.String():
                return "text"
            case dt.Timestamp():
                return "time"
            case dt.Date():
                return "day"
            case dt.Null():
                return "nothing"
            case _:
                self._fail(
                    column, f"'{column.name}' holds {dtype}, which conditions do not compare", None
                )

    def _described(self, column: Column) -> str:
        dtype = self.columns[column.name].type()
        return f"'{column.name}' holds {_HOLDS[self._family(column)]} ({dtype})"

    def _mismatch(self, column: Column, family: Family, value: Value) -> NoReturn:
        shown = _shown(value)
        unquoted = shown.strip("'")
        number = unquoted if _NUMBER.fullmatch(unquoted) else "60"
        name = _written(column)
        hint = {
            "number": f"a number is written without quotes: {number}",
            "text": f"text goes in single quotes: '{unquoted}'",
            "flag": f"write: {name}, not {name}, {name} == true",
            "day": "write a day: '2026-03-01'",
        }.get(family, _TIME_HINT)
        kind = {str: "the text", bool: "the flag"}.get(type(value.value), "the number")
        self._fail(value, f"{self._described(column)}, but is compared with {kind} {shown}", hint)

    def _refuse_order(self, column: Column, operator: Operator) -> None:
        if operator not in {"==", "!="} and self._family(column) == "flag":
            message = f"{self._described(column)}, which have no order for '{operator}'"
            self._fail(column, message, "compare flags with == or !=")

    def _fail(self, place: Column | Value, message: str, hint: str | None) -> NoReturn:
        raise error_at(
            self.condition.text,
            place.at,
            f"{self.table_name}: {message}",
            where=self.condition.where,
            hint=hint,
        )


def _balanced(
    join: Callable[[ir.BooleanValue, ir.BooleanValue], ir.BooleanValue],
    parts: list[ir.BooleanValue],
) -> ir.BooleanValue:
    """Join parts pairwise: engines refuse SQL that is nested as deep as a long list."""
    if len(parts) <= 2:
        return reduce(join, parts)
    middle = len(parts) // 2
    return join(_balanced(join, parts[:middle]), _balanced(join, parts[middle:]))


def _instant_literal(own: ir.Column, instant: datetime) -> ir.Value:
    if own.type().timezone is None:
        return ibis.literal(instant, type="timestamp")
    return ibis.literal(instant.replace(tzinfo=UTC), type="timestamp('UTC')")


def _quote_hint(column: Column) -> str | None:
    return f"text goes in single quotes: '{column.name}'" if column.quoted else None


def _written(column: Column) -> str:
    return column.name if column.name.isidentifier() else f'"{column.name}"'


def _shown(value: Value) -> str:
    if isinstance(value.value, bool):
        return "true" if value.value else "false"
    return repr(value.value) if not isinstance(value.value, str) else f"'{value.value}'"
