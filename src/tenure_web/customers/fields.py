"""The columns of profiles as people read them: what each is called, and how it is written."""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from tenure.charts.formats import NULL, money
from tenure.charts.words import Words
from tenure.predict.health.said import component_said

if TYPE_CHECKING:
    import pyarrow as pa

Kind = Literal["number", "text", "flag", "time", "day"]

SHOWN = ("account_name", "risk", "risk_band", "value", "health", "health_band", "plan", "mrr")
"""Columns that a list has unless its reader chooses others."""
_SHARES = re.compile(r"risk(_low|_high)?|leaves_in_\d+_days|cause_share|health_known|uplift_.*")
_MONEY = frozenset(
    {"mrr", "acquisition_cost"}
    | {"value", "value_low", "value_high", "value_kept"}
    | {"growth", "growth_now", "growth_median", "growth_best"}
)
_LEAVES = re.compile(r"leaves_in_(\d+)_days")
_CODED = ("risk_band", "health_band", "trust", "state", "value_tier", "cause", "health_most")
_FIRST = ("risk", "risk_band", "value", "health", "health_band", "mrr", "plan", "state", "trust")
_INTERNAL = frozenset({"unit_id", "customer_id", "as_of", "model", "value_days", "horizon_days"})


@dataclass(frozen=True)
class Field:
    """A column: its name in conditions, what it is called, what it holds."""

    name: str
    label: str
    kind: Kind

    @property
    def numeric(self) -> bool:
        """Whether its values stand to the right."""
        return self.kind == "number"


def fields(schema: "pa.Schema", words: Words) -> list[Field]:
    """Return the columns that one may filter by and show, those most asked for first."""
    there = [one for one in schema if one.name not in _INTERNAL]
    order = {name: place for place, name in enumerate(_FIRST)}
    there.sort(key=lambda one: order.get(one.name, len(order)))
    found = []
    for one in there:
        kind = kind_of(one.type)
        if kind is not None:
            found.append(Field(one.name, label(one.name, words), kind))
    return found


def kind_of(dtype: "pa.DataType") -> Kind | None:
    """Return what a column holds, in the terms of conditions; None for what they cannot compare."""
    import pyarrow.types as types

    if types.is_boolean(dtype):
        return "flag"
    if types.is_integer(dtype) or types.is_floating(dtype) or types.is_decimal(dtype):
        return "number"
    if types.is_string(dtype) or types.is_large_string(dtype):
        return "text"
    if types.is_timestamp(dtype):
        return "time"
    return "day" if types.is_date(dtype) else None


def label(name: str, words: Words) -> str:
    """Return what a column is called; a company's own attribute as it calls it."""
    key = f"customer_field.{name}"
    if key in words.texts:
        return words(key)
    if leaves := _LEAVES.fullmatch(name):
        return words("customers.leaves_in", days=leaves[1])
    if name.startswith("health_") and name.count("_") == 1:
        own = component_said(name.removeprefix("health_"), _spoken(words))
        return words("customers.health_of", component=own)
    return name


def shown(name: str, value: Any, words: Words, calendar: Any) -> str:
    """Write a value of a column for its reader; a dash where there is none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return NULL
    if isinstance(value, bool):
        return words("customers.yes" if value else "customers.no")
    if isinstance(value, datetime):
        return words.formats.date(calendar.day(value))
    if isinstance(value, date):
        return words.formats.date(value)
    if isinstance(value, (int, float)):
        return _number(name, value, words)
    return coded(name, str(value), words)


def _number(name: str, value: float, words: Words) -> str:
    if _SHARES.fullmatch(name):
        return words.formats.percent(float(value), 1)  # a column of them reads alike
    if name in _MONEY:
        return money(float(value))
    rounded = name.startswith("health") or name.endswith("_days")
    whole = isinstance(value, int) or abs(value) >= 100 or rounded
    return words.formats.number(value) if whole else f"{value:,.2f}".rstrip("0").rstrip(".")


def coded(name: str, value: str, words: Words) -> str:
    """Return the words of a code such as at_risk; another text as it is."""
    if name == "health_most":
        return component_said(value, _spoken(words))
    code = value.replace(" ", "_")
    key = f"customer_code.{'tier_' if name == 'value_tier' else ''}{code}"
    return words(key) if name in _CODED and key in words.texts else value


def _spoken(words: Words) -> Literal["en", "ko"]:
    return "ko" if words.language == "ko" else "en"
