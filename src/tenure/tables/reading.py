"""Find out how each column of a source is written: one look at the data, in the engine."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tenure.errors import SourceError, suggest
from tenure.tables import guess
from tenure.tables.recipe import Reading, Recipe, Source
from tenure.tables.schema import TableSchema
from tenure.tables.source import FILE_COLUMN, ROW_COLUMN, Reader

if TYPE_CHECKING:
    import ibis.expr.types as ir


def readings(
    raw: "ir.Table",
    schema: TableSchema,
    recipe: Recipe,
    reader: Reader,
    *,
    optional: Iterable[str] = (),
) -> list[Reading]:
    """Decide, for every column to keep, from which source column and how it is read.

    `optional` names required columns that are found elsewhere. Raises
    SourceError when a mapped or required column is not in the source.
    """
    chosen = _named(raw, schema, recipe, optional)
    chosen = guess.attributes(raw, chosen, recipe, reader)
    chosen = guess.identifiers(raw, chosen, recipe, reader)
    chosen = guess.time_formats(raw, chosen, recipe, reader)
    return guess.bounds(raw, chosen, reader)


def _named(
    raw: "ir.Table", schema: TableSchema, recipe: Recipe, optional: Iterable[str]
) -> list[Reading]:
    """Pair target columns with source columns: as mapped, else by name, else as attributes."""
    columns = [name for name in raw.columns if name not in (FILE_COLUMN, ROW_COLUMN)]
    pairs = paired(columns, schema, recipe)
    missing = [name for name in schema.required if name not in pairs and name not in optional]
    if missing:
        raise _no_column(schema, missing, columns)
    used = set(pairs.values())
    taken = set(pairs) | {column.name for column in schema.columns}
    pairs |= {name: name for name in columns if name not in used and name not in taken}
    return [_reading(raw, schema, target, source) for target, source in pairs.items()]


def paired(columns: Sequence[str], schema: TableSchema, recipe: Recipe) -> dict[str, str]:
    """Return the source's column of each canonical one: as mapped, else of the same name.

    Raises SourceError for a mapped column that is not there.
    """
    pairs = dict(_mapped(columns, schema, recipe))
    folded = {_folded(name): name for name in columns}
    for column in schema.columns:
        if column.name not in pairs and _folded(column.name) in folded:
            pairs[column.name] = folded[_folded(column.name)]
    return pairs


def _mapped(
    columns: Sequence[str], schema: TableSchema, recipe: Recipe
) -> Iterable[tuple[str, str]]:
    folded = {_folded(name): name for name in columns}
    for target, source in recipe.columns.items():
        found = source if source in columns else folded.get(_folded(source))
        if found is None:
            near = suggest(source, columns)
            raise SourceError(
                f"there is no column {source!r}; there are: {', '.join(columns)}",
                where=f"tables.{schema.name}.columns.{target}",
                hint=f"did you mean {near!r}?" if near else None,
            )
        yield target, found


def _no_column(schema: TableSchema, missing: Sequence[str], columns: Sequence[str]) -> SourceError:
    hint = f'say which column it is, for instance: columns = {{ {missing[0]} = "{columns[0]}" }}'
    if len(columns) == 1:
        hint = "if the header stands further down, say: skip_rows = …; else " + hint
    return SourceError(
        f"nothing is mapped to {', '.join(missing)}; the source has: {', '.join(columns)}",
        where=f"tables.{schema.name}",
        hint=hint,
    )


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name)).lower()


def _reading(raw: "ir.Table", schema: TableSchema, target: str, source: str) -> Reading:
    column, found = schema.column(target), raw[source].type()
    kind: Source = "time" if found.is_timestamp() else "as_is"
    if column is not None:
        kind = "text" if column.kind == "category" else column.kind
    zoned = found.is_timestamp() and found.timezone is not None
    return Reading(target, source, kind, textual=found.is_string(), zoned=zoned)
