"""What features are made of: a company's tables, and what was found once and stays."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Literal

from tenure.errors import MetricError
from tenure.periods import Calendar, Observation
from tenure.predict.features.contract import Kind
from tenure.tables import TABLES

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_NAMES = 8
"""Event names that are counted one by one; all others are counted together."""
_LEAST_SHARE = 0.002
"""Share of all events below which a name is not counted by itself."""
_VALID = ("valid_from", "valid_to")


@dataclass(frozen=True)
class Sources:
    """The tables of a company, each row with who is counted in `unit_id`; None: there is none.

    Instants are naive UTC, as in the canonical tables (tables/schema.py), whose columns they
    have; of these the ones in brackets may be missing, and switch off what needs them. A fact
    with [known_at] counts from then.

    units: one row a unit (unit_id, [started_at], attributes). histories: attributes over time,
    each a table (unit_id, valid_from, valid_to, attributes), valid_to null while the row holds.
    events: (unit_id, occurred_at, [name, value, user_id]); user_id says which user of an account
    did it. orders: lines (unit_id, occurred_at, [order_id, product_id, quantity, amount]).
    subscriptions: (unit_id, started_at, [ends_at, cancelled_at, ended_at, plan, mrr,
    term_months, auto_renew]), all contracts that are paid for, as recorded now.
    payments: (unit_id, occurred_at, outcome, [amount]), outcome being collected, failed, pending,
    refunded or null. tickets: (unit_id, opened_at, [first_response_at, resolved_at, score]).
    feedback: (unit_id, given_at, [source, score, sentiment]). touches: (unit_id, sent_at,
    [opened_at, clicked_at]). steps: (unit_id, occurred_at, step), the step's number from 1.
    members: who belongs to which logo (logo_id, user_id, [started_at]), each user once; `unit`
    says whether units are the users or, with events that have user_id, the logos.
    runs and logos: what `by_run` and `by_logo` made of the same plan and points, where that was
    written; else it is worked out each time. peers: the contracts against whose prices those of
    the units are held; `subscriptions` where it is not said.
    """

    calendar: Calendar
    observed: Observation
    unit: Literal["customer", "account"] = "customer"
    units: "ir.Table | None" = None
    histories: "tuple[ir.Table, ...]" = ()
    events: "ir.Table | None" = None
    orders: "ir.Table | None" = None
    subscriptions: "ir.Table | None" = None
    payments: "ir.Table | None" = None
    tickets: "ir.Table | None" = None
    feedback: "ir.Table | None" = None
    touches: "ir.Table | None" = None
    steps: "ir.Table | None" = None
    members: "ir.Table | None" = None
    runs: "ir.Table | None" = None
    logos: "ir.Table | None" = None
    peers: "ir.Table | None" = None

    def has(self, table: str, *columns: str) -> bool:
        """Say whether there is a table with some columns."""
        found = getattr(self, table)
        return found is not None and set(columns) <= set(found.columns)

    def table(self, name: str) -> "ir.Table":
        """Return a table that there is; raises MetricError for one that there is not."""
        found: ir.Table | None = getattr(self, name)
        if found is None:
            raise MetricError(
                f"there is no table {name}", hint=f"name its source under [tables.{name}]"
            )
        return found

    def shard(self, part: int, parts: int) -> "Sources":
        """Leave every so manieth unit's rows, by a hash of its name."""
        return self._each(lambda rows: of_shard(rows, part, parts))

    def only(self, units: "ir.Table") -> "Sources":
        """Leave the rows of some units (unit_id)."""
        return self._each(lambda rows: rows.semi_join(units, "unit_id"))

    def _each(self, of: "Callable[[ir.Table], ir.Table]") -> "Sources":
        """Return the sources with every table of units as `of` makes it."""
        tables = {one.name: getattr(self, one.name) for one in fields(self)[3:]}
        kept = {
            name: of(table)
            for name, table in tables.items()
            if name != "histories" and table is not None and "unit_id" in table.columns
        }
        return replace(self, histories=tuple(of(one) for one in self.histories), **kept)


def of_shard(rows: "ir.Table", part: int, parts: int) -> "ir.Table":
    """Leave the rows of every so manieth unit; all of them where there is one shard."""
    if parts == 1:
        return rows
    number = rows.unit_id.cast("string").hash() % parts
    return rows.filter((number + parts) % parts == part)  # a remainder may be below zero


@dataclass(frozen=True)
class Plan:
    """What the company's data decide about the columns; found once, kept with the model.

    names: events counted one by one; valued: those of them that carry a value. steps: what the
    steps of onboarding are called, in order. scored: sources of feedback with a score; empty
    when feedback has no sources. attributes: name and kind. slow_hours: a ticket whose first
    answer takes longer is slow.
    """

    names: tuple[str, ...] = ()
    valued: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    scored: tuple[str, ...] = ()
    attributes: tuple[tuple[str, Kind], ...] = field(default=())
    slow_hours: float = 24.0


def counted_names(events: "ir.Table") -> "ir.Table":
    """Return the most common names of events (name, times, valued, rows), the first ones first.

    valued: how many carry a value; rows: all events. Of equals, the first by name comes first;
    a name has at least two thousandths of all events.
    """
    import ibis

    valued = events["value"].notnull() if "value" in events.columns else ibis.literal(False)
    told = events.select("name", _valued=ibis.ifelse(valued, 1, 0))
    names = told.group_by("name").agg(times=told.count(), valued=told["_valued"].sum())
    every = names.mutate(rows=names.times.sum().over(ibis.window()))
    common = every.filter(every.name.notnull(), every.times >= every.rows * _LEAST_SHARE)
    return common.order_by([ibis.desc("times"), "name"]).limit(MOST_NAMES)


def counted_sources(feedback: "ir.Table") -> "ir.Table":
    """Return the sources of feedback that has a score (source, times), the most common first."""
    import ibis

    scored = feedback.filter(feedback.source.notnull(), feedback.score.notnull())
    counted = scored.group_by("source").agg(times=scored.count())
    return counted.order_by([ibis.desc("times"), "source"]).limit(MOST_NAMES)


def attribute_kinds(rows: "ir.Table", table: str) -> tuple[tuple[str, Kind], ...]:
    """Return the attributes of a canonical table's rows, by their types.

    Identifiers, instants, texts and what a history says of itself are none.
    """
    schema, found = TABLES[table], []
    for name, kind in rows.schema().items():
        column = schema.column(name)
        if name in ("unit_id", *_VALID) or name.startswith("_") or kind.is_temporal():
            continue
        if column is not None and column.kind in ("id", "text", "time"):
            continue
        found.append((name, _kind(kind)))
    return tuple(found)


def _kind(kind: object) -> Kind:
    if kind.is_boolean():  # type: ignore[attr-defined]
        return "flag"
    return "number" if kind.is_numeric() else "category"  # type: ignore[attr-defined]
