"""Sheets with a column a month, read once as contracts and kept in the store."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tenure.engines import Engine
from tenure.errors import SourceError, suggest
from tenure.store import Store, as_json, write_text
from tenure.tables import TABLES, months
from tenure.tables.findings import Finding
from tenure.tables.month_headers import month_columns
from tenure.tables.months import Sheet
from tenure.tables.reading import paired
from tenure.tables.recipe import Recipe
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

_PART, _LINES, _NOTES = "part-0.parquet", "lines.parquet", "notes.json"
_HOLDERS = ("account_id", "customer_id")


@dataclass(frozen=True)
class Monthly:
    """Contracts from a sheet: their rows, the sheet's rows that are not used, what was found.

    `covered` are the first and the last day of which the sheet tells who came and went; `key`
    identifies all of it.
    """

    key: str
    raw: "ir.Table"
    lines: "pa.Table"
    notes: tuple[Finding, ...]
    covered: tuple[date, date]


def contracts_by_month(
    raw: "ir.Table", recipe: Recipe, key: object, *, engine: Engine, store: Store, today: date
) -> Monthly:
    """Turn a sheet with a row a holder and a column a month into contracts.

    Months that have not begun `today` are left out. `key` identifies what the sheet holds.
    Raises SourceError for headers that cannot be months, or a sheet without a holder.
    """
    sheet = _sheet(raw, recipe, today)

    def build(folder: Path) -> None:
        filled = engine.view(months.cells(sheet, engine), "cells_by_month")
        known = months.marks(sheet, filled, engine)
        read = _upto_filled(sheet, known)
        used = engine.view(months.rows_of(read, filled, known, engine), "rows_by_month")
        found = months.contracts(read, filled, used, known)
        notes, lines = months.findings(read, used, known, engine)
        engine.write_parquet(found, folder / _PART, metric="subscriptions")
        pq.write_table(lines, folder / _LINES)
        told = {"notes": [asdict(one) for one in notes], "covered": months.covered(read)}
        write_text(folder / _NOTES, as_json(told))

    own = [key, sorted(sheet.months.items()), sheet.holder, sheet.key, asdict(recipe)]
    whole = store.key(*own)
    folder = store.entry("by_month", whole, build)
    told = json.loads((folder / _NOTES).read_text("utf-8"))
    first, last = (date.fromisoformat(day) for day in told["covered"])
    return Monthly(
        whole,
        engine.scan_parquet([folder / _PART], name="subscriptions_by_month", placed=True),
        pq.read_table(folder / _LINES),
        tuple(Finding(**one) for one in told["notes"]),
        (first, last),
    )


def without_months(raw: "ir.Table", recipe: Recipe, name: str) -> "ir.Table":
    """Leave out the months of a sheet, and its rows of totals: the others are about its holders."""
    columns = _columns(raw)
    named = month_columns(_unmapped(columns, recipe), where=f"tables.{name}.layout")
    key = paired(columns, TABLES[name], recipe).get(TABLES[name].key or "")
    kept = raw.drop(*named)
    if key is None:
        return kept
    total = kept[key].cast("string").strip().lower().isin(months.TOTALS)
    return kept.filter(~total.fill_null(False))


def read_as(recipe: Recipe) -> Recipe:
    """Return how what `contracts_by_month` gives is read: its keys have names of their own."""
    columns = {name: source for name, source in recipe.columns.items() if name not in months.MADE}
    return replace(recipe, columns=columns)


def _sheet(raw: "ir.Table", recipe: Recipe, today: date) -> Sheet:
    """Find the months and the holder of a sheet."""
    columns = _columns(raw)
    named = month_columns(_unmapped(columns, recipe), where="tables.subscriptions.layout")
    begun = {name: month for name, month in named.items() if month <= today}
    later = tuple(name for name in named if name not in begun)
    if not begun:
        raise SourceError(
            f"no month of the sheet has begun: the first is {later[0]}",
            where="tables.subscriptions.layout",
        )
    pairs = paired([name for name in columns if name not in named], TABLES["subscriptions"], recipe)
    target = next((name for name in _HOLDERS if name in pairs), None)
    if target is None:
        raise _no_holder([name for name in columns if name not in named])
    key = pairs.get("subscription_id", pairs[target])
    return Sheet(
        "subscriptions",
        raw,
        pairs[target],
        target,
        key,
        begun,
        later,
        decimal=recipe.decimal,
        thousands=recipe.thousands,
    )


def _upto_filled(sheet: Sheet, known: months.Marks) -> Sheet:
    """Leave out the last months as long as nobody has anything in them: they are still to come.

    Raises SourceError for a sheet without any filled cell.
    """
    if not known.filled:
        raise SourceError(
            "no account has anything in any month",
            where=f"tables.{sheet.table}.layout",
        )
    last = max(known.filled)
    kept = {name: month for name, month in sheet.months.items() if month <= last}
    empty = tuple(name for name in sheet.months if name not in kept)
    return replace(sheet, months=kept, unread=(*empty, *sheet.unread))


def _columns(raw: "ir.Table") -> list[str]:
    return [name for name in raw.columns if name not in (FILE_COLUMN, ROW_COLUMN)]


def _unmapped(columns: list[str], recipe: Recipe) -> list[str]:
    mapped = set(recipe.columns.values())
    return [name for name in columns if name not in mapped]


def _no_holder(columns: list[str]) -> SourceError:
    first = columns[0] if columns else "…"
    near = suggest("account", columns) or first
    return SourceError(
        f"it is not said whose the rows are; there are: {', '.join(columns) or 'only months'}",
        where="tables.subscriptions.layout",
        hint=f'say which column it is: columns = {{ account_id = "{near}" }}',
    )
