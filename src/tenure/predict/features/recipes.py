"""How features are made: facts put beside the dates they come before, and small functions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenure.predict.features.contract import Feature
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.grid import Point

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEYS = ("unit_id", "as_of")
YEAR = 365
"""Days before a date beyond which what happened to a unit no longer counts."""


@dataclass(frozen=True)
class Asked:
    """What features are asked for: of which tables, at which dates, of whom.

    sources: the facts of the units that are asked for; whole: those of all units, of which
    `shard` is asked for. rows: the units and dates that are wanted (unit_id, as_of, day), each
    once, day being the date's number.
    """

    sources: Sources
    whole: Sources
    plan: Plan
    points: tuple[Point, ...]
    rows: "ir.Table"
    shard: tuple[int, int] = (0, 1)


@dataclass(frozen=True)
class Recipe:
    """A feature, and how it comes from the row of a unit at a date.

    The row has unit_id, as_of, its day number `day` and the columns of its family; these are
    null for a unit of which the family knows nothing.
    """

    feature: Feature
    of: "Callable[[ir.Table], ir.Value]"


@dataclass(frozen=True)
class Family:
    """Features that come from one table: which there are, and the columns they are made of.

    recipes: none when the table is not there. columns: (unit_id, as_of, …) with at most one row
    a unit and date, or (unit_id, …) with one row a unit.
    """

    recipes: Callable[[Sources, Plan], list[Recipe]]
    columns: "Callable[[Asked], ir.Table]"


def day_of(instant: "ir.TimestampValue", sources: Sources) -> "ir.IntegerValue":
    """Return the number of the local day of an instant."""
    return sources.calendar.numbers_at(instant, "day", sources.observed)


def seen_from(rows: "ir.Table", day: "ir.IntegerValue", sources: Sources) -> "ir.IntegerValue":
    """Return the day on which a fact was there and known; `day` is when it happened."""
    import ibis

    if "known_at" not in rows.columns:
        return day
    return ibis.greatest(day, day_of(rows.known_at, sources).fill_null(day))


def before(rows: "ir.Table", instant: str, asked: Asked, *, days: int | None) -> "ir.Table":
    """Put facts beside the wanted dates of their unit before which they happened and were known.

    Grain in: a fact (unit_id, `instant`, [known_at], …). Grain out: a fact times a date, with
    as_of, day (its number) and age: 1 for what happened on the day before, up to `days`.
    """
    return beside(dated(rows, instant, asked.sources), asked, days=days)


def dated(rows: "ir.Table", instant: str, sources: Sources) -> "ir.Table":
    """Add the days on which facts happened, and on which they were known: `_happened`, `_seen`."""
    told = rows.filter(rows.unit_id.notnull(), rows[instant].notnull())
    day = day_of(told[instant], sources)
    return told.mutate(_happened=day, _seen=seen_from(told, day, sources))


def beside(rows: "ir.Table", asked: Asked, *, days: int | None) -> "ir.Table":
    """Put `dated` facts beside the dates; see `before`."""
    wanted = asked.rows.rename(_unit="unit_id")
    near = [rows.unit_id == wanted["_unit"], rows["_seen"] < wanted.day]
    if days is not None:
        near.append(rows["_happened"] >= wanted.day - days)
    each = rows.inner_join(wanted, near)
    return each.mutate(age=each.day - each["_happened"]).drop("_unit", "_happened", "_seen")


def times(rows: "ir.Table", which: "ir.BooleanValue") -> "ir.FloatingValue":
    """Count the rows of which something is true."""
    return rows.count(where=which).cast("float64")


def total(amount: "ir.NumericValue", which: "ir.BooleanValue") -> "ir.FloatingValue":
    """Add up an amount of the rows of which something is true."""
    import ibis

    zero = ibis.literal(0.0, "float64")
    return ibis.ifelse(which, amount.cast("float64").fill_null(zero), zero).sum()


def counted(column: str) -> "Callable[[ir.Table], ir.Value]":
    """Take a column as it is; 0 for a unit of which the family knows nothing."""
    return lambda row: row[column].fill_null(0.0)


def taken(column: str) -> "Callable[[ir.Table], ir.Value]":
    """Take a column as it is, unknown where it is."""
    return lambda row: row[column]


def changed(now: str, then: str) -> "Callable[[ir.Table], ir.Value]":
    """Take (now − then) / then; null where there was nothing then."""

    def change(row: "ir.Table") -> "ir.Value":
        return row[now].fill_null(0.0) / row[then].nullif(0.0) - 1.0

    return change


def shared(part: str, whole: str) -> "Callable[[ir.Table], ir.Value]":
    """Take part / whole; null where there is no whole."""
    return lambda row: row[part] / row[whole].nullif(0.0)
