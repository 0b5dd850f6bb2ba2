"""Conditions over profiles: the language of `where`, parsed and checked, as SQL.

Beside it, times and days may be relative to the day of the profiles: 'today',
'today - 30 days', 'today + 2 weeks'. A saved condition keeps them as they are written.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tenure.conditions import Condition, parse
from tenure.conditions.syntax import Among, Between, Column, Compare, Value
from tenure.errors import ConditionError
from tenure_web.lib import company
from tenure_web.people.portfolios import Restriction

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "profiles"
_RELATIVE = re.compile(r"today(?:\s*([+-])\s*(\d{1,4})\s*(day|week)s?)?", re.IGNORECASE)
_LONGEST = 4_000


@dataclass(frozen=True)
class Kept:
    """SQL that selects those profiles for which some conditions hold, from `profiles`."""

    sql: str = f"SELECT * FROM {TABLE}"


def day_of(text: str, today: date) -> date | None:
    """Return the day that a relative one names; None where the text is none."""
    found = _RELATIVE.fullmatch(text.strip())
    if found is None:
        return None
    sign, number, unit = found.groups()
    days = int(number or 0) * (7 if (unit or "").lower() == "week" else 1)
    return today + timedelta(days=-days if sign == "-" else days)


def resolved(condition: Condition, schema: "pa.Schema", today: date) -> Condition:
    """Put days in the place of relative ones, where a column holds days or times."""
    import pyarrow.types as types

    dated = {one.name for one in schema if types.is_temporal(one.type)}
    return replace(condition, tree=_moved(condition.tree, dated, today))


def _moved(node: Any, dated: set[str], today: date) -> Any:
    match node:
        case Compare(Column(name), _, Value() as value) if name in dated:
            return replace(node, right=_day(value, today))
        case Between(Column(name)) if name in dated:
            return replace(node, low=_day(node.low, today), high=_day(node.high, today))
        case Among(Column(name)) if name in dated:
            return replace(node, values=tuple(_day(one, today) for one in node.values))
        case tuple():
            return tuple(_moved(one, dated, today) for one in node)
        case _ if is_dataclass(node):
            inner = {one.name: getattr(node, one.name) for one in fields(node)}
            deeper = {name: _moved(one, dated, today) for name, one in inner.items()}
            return replace(node, **{n: v for n, v in deeper.items() if v is not inner[n]})  # type: ignore[type-var]
        case _:
            return node


def _day(value: Value, today: date) -> Value:
    day = day_of(value.value, today) if isinstance(value.value, str) else None
    return value if day is None else replace(value, value=day.isoformat())


def read(text: str, schema: "pa.Schema") -> Condition:
    """Parse a condition and check its columns; raises ConditionError with the place."""
    if len(text) > _LONGEST:
        raise ConditionError(f"a condition has at most {_LONGEST:,} characters")
    condition = parse(text)
    condition.check(schema.names, TABLE)
    return condition


def kept(
    texts: tuple[str, ...],
    seen: "pa.Schema",
    *,
    whole: "pa.Schema",
    today: date,
    scope: Restriction,
    unit: str,
) -> Kept:
    """Return who fits all of some conditions and is not kept from the reader by `scope`.

    The conditions know the columns of `seen` alone, the scope all of them (`whole`): a
    portfolio may rest on what its owner may not see.
    """
    time_zone = company.definitions().company.time_zone
    return _kept(texts, scope, _Hashed(seen), _Hashed(whole), _Of(today, unit, time_zone))


@dataclass(frozen=True)
class _Of:
    """Of which day the profiles are, whose, and in which time zone its days lie."""

    today: date
    unit: str
    time_zone: str


@dataclass(frozen=True)
class _Hashed:
    """A schema that a cache can hold: the same names and types are the same."""

    schema: "pa.Schema"

    def __hash__(self) -> int:
        return hash(tuple((one.name, str(one.type)) for one in self.schema))


@lru_cache(256)
def _kept(
    texts: tuple[str, ...], scope: Restriction, seen: _Hashed, whole: _Hashed, of: _Of
) -> Kept:
    import ibis

    if not texts and scope.everyone:
        return Kept()
    table = ibis.table(ibis.Schema.from_pyarrow(whole.schema), name=TABLE)
    chosen = [] if scope.everyone else [scope.over(table, of.unit)]
    for text in texts:
        condition = resolved(read(text, seen.schema), seen.schema, of.today)
        chosen.append(condition.apply(table, time_zone=of.time_zone, table_name=TABLE))
    return Kept(str(ibis.to_sql(table.filter(*chosen), dialect="duckdb")))
