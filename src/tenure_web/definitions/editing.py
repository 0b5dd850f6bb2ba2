"""Sections of tenure.toml written anew, the comments and the layout of all else being kept."""

from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit import TOMLDocument
from tomlkit.items import Array, InlineTable, Item, Table


def with_values(text: str, section: str, values: Mapping[str, Any]) -> str:
    """Return a text in which keys of a section have new values; None takes a key away.

    What already says the same is left as it is written.
    """
    document = tomlkit.parse(text)
    table = _section(document, section)
    for key, value in values.items():
        if value is None:
            table.pop(key, None)
        elif _plain(table.get(key)) != value:
            _set(table, key, value)
    return tomlkit.dumps(document)


def with_only(text: str, section: str, values: Mapping[str, Any]) -> str:
    """Return a text in which a section has exactly these keys."""
    told = _plain(tomlkit.parse(text).get(section)) or {}
    return with_values(text, section, {**dict.fromkeys(told, None), **values})


def with_source(text: str, table: str, values: Mapping[str, Any]) -> str:
    """Return a text with a source of a table, in place of the one it has."""
    document = tomlkit.parse(text)
    tables = _section(document, "tables")
    made = tomlkit.table()
    for key, value in values.items():
        made.append(key, _item(value))
    made.add(tomlkit.nl())
    if table in tables:
        tables[table] = made
    elif isinstance(tables, Table):
        tables.append(table, made)
    else:  # its tables are apart in the file: the new one goes to the end
        return f"{text.rstrip()}\n\n{tomlkit.dumps({'tables': {table: made}})}"
    return tomlkit.dumps(document)


def with_file(text: str, table: str, path: str) -> str:
    """Return a text in which a table is also read from another file."""
    document = tomlkit.parse(text)
    source = document["tables"][table]
    told = _plain(source["from"])
    _set(source, "from", [*([told] if isinstance(told, str) else told), path])
    return tomlkit.dumps(document)


def values_of(text: str, section: str) -> dict[str, Any]:
    """Return what a section says; nothing where it is not there."""
    return _plain(tomlkit.parse(text).get(section)) or {}


def _section(document: TOMLDocument, name: str) -> Any:
    if name not in document:
        if document.body and not document.as_string().endswith("\n\n"):
            document.add(tomlkit.nl())
        document.append(name, tomlkit.table(is_super_table=name == "tables"))
    return document[name]


def _set(table: Any, key: str, value: Any) -> None:
    """Set a value where it stands, so that the comment behind it stays."""
    item, old = _item(value), table.get(key)
    if isinstance(old, Array) and isinstance(value, Sequence) and not isinstance(value, str):
        _set_each(old, value)
        return
    if isinstance(old, Item) and not isinstance(old, Table):
        item.trivia.comment_ws = old.trivia.comment_ws
        item.trivia.comment = old.trivia.comment
    table[key] = item


def _set_each(array: Array, values: Sequence[Any]) -> None:
    """Change what differs in an array, so that comments between its lines stay."""
    for at, value in enumerate(values):
        if at >= len(array):
            array.append(_item(value))
        elif _plain(array[at]) != value:
            array[at] = _item(value)
    while len(array) > len(values):
        del array[-1]


def _item(value: Any) -> Item:
    if isinstance(value, Mapping):
        made: InlineTable = tomlkit.inline_table()
        for key, below in value.items():
            made.append(key, _item(below))
        return made
    if isinstance(value, Sequence) and not isinstance(value, str):
        array: Array = tomlkit.array()
        rows = any(isinstance(one, Mapping) for one in value)
        for one in value:
            array.append(_item(one))
        array.multiline(rows)
        return array
    made_of: Item = tomlkit.item(value)
    return made_of


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value
