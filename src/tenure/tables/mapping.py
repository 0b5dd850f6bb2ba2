"""From a source's rows to canonical rows, and the reason why a row cannot be one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tenure.errors import SourceError
from tenure.tables import parse
from tenure.tables.recipe import Reading, Recipe
from tenure.tables.schema import TableSchema
from tenure.tables.source import FILE_COLUMN, REASON, ROW_COLUMN, Reader
from tenure.tables.values import AHEAD, DAY, FILLED, read_values

if TYPE_CHECKING:
    import ibis.expr.types as ir

RowFilter = Callable[["ir.Table"], "ir.BooleanValue"]

UNREADABLE = "_unreadable_"

NO_DATE = "_no_date_"
"""Before a start's name: the date that stood there instead of none."""

_PLACEHOLDERS = ("1899-12-30", "1899-12-31", "1900-01-01", "1970-01-01")
"""Day one of spreadsheets, of databases and of computers' clocks."""

_EPOCH_OVER = "1970-01-02 00:00:00"
_START = "started_at"
SINCE, UNTIL = "valid_from", "valid_to"
"""Columns that say for how long a row of a customer or an account holds."""

_STARTERS = ("customers", "accounts")
_PAST_ONLY = ("events", "orders", "payments", "tickets", "pauses", "feedback", "touches")


@dataclass(frozen=True)
class Mapped:
    """One table after mapping, unread until asked for.

    `rows` has a row of the source each: canonical columns and attributes, then
    `_file`, `_row`, `_reason` (null: the row is used) and `_unreadable_<column>`
    for every column whose values could turn out unreadable, and `_no_date_started_at`
    where a customer's or an account's start stands for none. `raw` is the source.
    """

    schema: TableSchema
    raw: "ir.Table"
    rows: "ir.Table"
    readings: tuple[Reading, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Name the canonical columns and attributes."""
        own = (FILE_COLUMN, ROW_COLUMN, REASON)
        return tuple(
            name
            for name in self.rows.columns
            if name not in own and not name.startswith((UNREADABLE, NO_DATE))
        )

    @property
    def kept(self) -> "ir.Table":
        """Return the rows that are used, without the columns about reading them."""
        return self.rows.filter(self.rows[REASON].isnull()).select(*self.columns)

    @property
    def in_place(self) -> bool:
        """Say whether every value is used as it lies, so that nothing need be written again."""
        keyed = self.schema.key in self.rows.columns
        return not keyed and not any(
            reading.textual and reading.kind not in ("id", "text", "as_is")
            for reading in self.readings
        )


def map_table(
    raw: "ir.Table",
    schema: TableSchema,
    readings: list[Reading],
    recipe: Recipe,
    reader: Reader,
    *,
    today: date,
    holders: "ir.Table | None" = None,
    only: "RowFilter | None" = None,
) -> Mapped:
    """Map a source onto a canonical table.

    Grain in: a row of the source. Grain out: the same rows, none dropped, each
    with a reason where it cannot be used: a required value is missing or cannot
    be read, a fact is dated after `today` or not after 1970-01-01, for which programs
    write an unknown date, or a key came before in the source. Where a customer or an
    account starts on such a date, the row is used and the start left empty.
    Where rows say since when they hold (`valid_from`), a key may come again with another time.
    `holders` (key, customer_id) supplies the customer through a key both share;
    `only` says which rows the company reads at all.
    """
    import ibis

    read = read_values(raw, readings, recipe, reader, name=f"{schema.name}_as_written")
    rows = read.select(
        **{
            one.name: _instants(read, one, recipe) if one.kind == "time" else read[one.name]
            for one in readings
        },
        **{
            UNREADABLE + one.name: read[FILLED + one.name] & read[one.name].isnull()
            for one in readings
            if FILLED + one.name in read.columns
        },
        **{
            NO_DATE + one.name: _no_date(read, one.name)
            for one in readings
            if one.name == _START and one.kind == "time" and schema.name in _STARTERS
        },
        **{FILE_COLUMN: read[FILE_COLUMN], ROW_COLUMN: read[ROW_COLUMN]},
    )
    if NO_DATE + _START in rows.columns:
        known = rows[NO_DATE + _START].isnull()
        rows = rows.mutate(**{_START: ibis.ifelse(known, rows[_START], ibis.null("timestamp"))})
    if holders is not None:
        rows = _through(rows, holders, schema)
    rows = _priced(rows, schema)
    if only is not None:
        rows = rows.filter(only(rows))
    rows = rows.mutate(**{REASON: _reason(rows, schema, today)})
    if schema.key is not None and schema.key in rows.columns:
        told = schema.column(SINCE) is not None and SINCE in rows.columns
        rows = _once(rows, schema.key, [SINCE] if told else [])
    return Mapped(schema, raw, rows, tuple(readings))


def _instants(read: "ir.Table", reading: Reading, recipe: Recipe) -> "ir.TimestampValue":
    """Return instants: days are the company's, times are their source's zone, offsets win."""
    import ibis

    naive = read[reading.name]
    if reading.zoned:
        return naive

    def instant(zone: str) -> "ir.TimestampValue":
        return parse.to_utc(naive, zone, reading.first, reading.last)

    value = instant(recipe.company_zone if reading.whole_days else recipe.time_zone)
    if DAY + reading.name in read.columns:
        value = ibis.ifelse(read[DAY + reading.name], instant(recipe.company_zone), value)
    if AHEAD + reading.name in read.columns:
        ahead = read[AHEAD + reading.name]
        value = ibis.ifelse(ahead.isnull(), value, naive - ahead.as_interval("m"))
    return value


def _no_date(read: "ir.Table", name: str) -> "ir.StringValue":
    """Return a start, as it was written, that falls on a day by which programs say none."""
    import ibis

    days = [ibis.date(day) for day in _PLACEHOLDERS]
    placed = read[name].cast("date").isin(days)
    return ibis.ifelse(placed, read[name].cast("string"), ibis.null("string"))


def _through(rows: "ir.Table", holders: "ir.Table", schema: TableSchema) -> "ir.Table":
    """Find each row's customer through the table that holds the shared key."""
    key = next(name for name in holders.columns if name != "customer_id")
    if key not in rows.columns:
        raise SourceError(
            f"there is no {key} by which to find the customer",
            where=f"tables.{schema.name}.via",
            hint=f"say which column it is: columns = {{ {key} = … }}",
        )
    found = rows.drop("customer_id") if "customer_id" in rows.columns else rows
    return found.left_join(holders, key).drop(f"{key}_right")


def _priced(rows: "ir.Table", schema: TableSchema) -> "ir.Table":
    """Work out amounts that are not known from the quantity and the price of one."""
    if schema.name != "orders" or not {"quantity", "unit_price"} <= set(rows.columns):
        return rows
    worth = rows.quantity * rows.unit_price
    return rows.mutate(amount=rows.amount.fill_null(worth) if "amount" in rows.columns else worth)


def _reason(rows: "ir.Table", schema: TableSchema, today: date) -> "ir.StringValue":
    import ibis

    cases = []
    for name in schema.required:
        mark = UNREADABLE + name
        if mark in rows.columns:
            cases.append((rows[mark], f"{name} cannot be read"))
        cases.append((rows[name].isnull(), f"no {name}"))
    if UNREADABLE + SINCE in rows.columns and schema.column(SINCE):
        cases.append((rows[UNREADABLE + SINCE], f"{SINCE} cannot be read"))
    if schema.name in _PAST_ONLY and schema.instant:
        tomorrow = ibis.timestamp(f"{today + timedelta(days=2)} 00:00:00")
        cases.append((rows[schema.instant] >= tomorrow, f"{schema.instant} is in the future"))
        known = ibis.timestamp(_EPOCH_OVER)
        cases.append((rows[schema.instant] < known, f"{schema.instant} is 1970-01-01 or before"))
    return ibis.cases(*cases, else_=ibis.null("string"))


def _once(rows: "ir.Table", key: str, since: list[str]) -> "ir.Table":
    """Keep the first usable row of every key, at every time since when; others get the reason."""
    import ibis

    usable = rows[REASON].isnull() & rows[key].notnull()
    order = ibis.window(group_by=[key, *since, usable], order_by=[FILE_COLUMN, ROW_COLUMN])
    numbered = rows.mutate(_place=ibis.row_number().over(order))
    repeated = usable & (numbered._place > 0)
    reason = ibis.ifelse(repeated, f"{key} came before", numbered[REASON])
    return numbered.mutate(**{REASON: reason}).drop("_place")
