"""Days that a condition names by another: 'today', 'today - 30 days', 'today + 2 weeks'.

A saved condition keeps them as they are written; they are those of the profiles' day.
"""

import re
from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from tenure.conditions import Condition
from tenure.conditions.syntax import Among, Between, Column, Compare, Value

_RELATIVE = re.compile(r"today(?:\s*([+-])\s*(\d{1,4})\s*(day|week)s?)?", re.IGNORECASE)


def day_of(text: str, today: date) -> date | None:
    """Return the day that a relative one names; None where the text is none."""
    found = _RELATIVE.fullmatch(text.strip())
    if found is None:
        return None
    sign, number, unit = found.groups()
    days = int(number or 0) * (7 if (unit or "").lower() == "week" else 1)
    return today + timedelta(days=-days if sign == "-" else days)


def resolved(condition: Condition, dated: Collection[str], today: date) -> Condition:
    """Put days in the place of relative ones, where a column holds days or times (`dated`)."""
    return replace(condition, tree=_moved(condition.tree, dated, today))


def _moved(node: Any, dated: Collection[str], today: date) -> Any:
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
