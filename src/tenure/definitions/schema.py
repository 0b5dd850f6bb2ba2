"""The JSON Schema by which editors complete and check tenure.toml."""

from typing import Any

from tenure.definitions.model import Definitions
from tenure.tables.schema import TABLES, TableSchema

Schema = dict[str, Any]

DRAFT_7 = "http://json-schema.org/draft-07/schema#"
_NEEDED = {"company": ["name", "kind"]}


def json_schema() -> Schema:
    """Return the JSON Schema (draft 7) of tenure.toml as written, before a preset fills it in.

    Tables and their canonical columns are listed as properties, so that editors complete them.
    """
    whole = Definitions.model_json_schema(by_alias=True, mode="validation")
    parts = whole.pop("$defs")
    schema = plain(whole, parts)
    tables = schema["properties"]["tables"]
    source = tables.pop("additionalProperties")
    tables["properties"] = {name: _table(source, table) for name, table in TABLES.items()}
    tables["additionalProperties"] = False
    # A preset gives what a section of the file leaves out, so only these cannot be left out.
    schema["required"] = list(_NEEDED)
    schema["properties"]["churn"].pop("required")
    return {"$schema": DRAFT_7, **schema, "title": "tenure.toml"}


def _table(source: Schema, table: TableSchema) -> Schema:
    columns = {
        column.name: {
            "type": "string",
            "description": f"Your column with: {column.what}"
            + (" (required)" if column.required else ""),
        }
        for column in table.columns
    }
    keys = dict(source["properties"])
    keys["columns"] = {
        **keys["columns"],
        "properties": columns,
        "additionalProperties": {"type": "string"},
    }
    return {
        **source,
        "description": f"A row is {table.row}.",
        "properties": keys,
        "oneOf": [{"required": ["from"]}, {"required": ["sql"]}],
    }


def plain(schema: Any, parts: Schema) -> Any:
    """Put referenced parts in their place, and leave out null, which TOML does not have."""
    if isinstance(schema, list):
        return [plain(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        part = parts[schema["$ref"].rsplit("/", 1)[-1]]
        return plain({**part, **{k: v for k, v in schema.items() if k != "$ref"}}, parts)
    if {"type": "null"} in schema.get("anyOf", []):
        choices = [choice for choice in schema["anyOf"] if choice != {"type": "null"}]
        rest = {key: value for key, value in schema.items() if key != "anyOf"}
        return plain({**(choices[0] if len(choices) == 1 else {"anyOf": choices}), **rest}, parts)
    said = {key: plain(value, parts) for key, value in schema.items() if not _idle(key, value)}
    if "patternProperties" in said:  # what does not fit the pattern is refused, not let through
        said.setdefault("additionalProperties", False)
    return said


def _idle(key: str, value: object) -> bool:
    """Tell a keyword that says nothing: a generated title, no default, how kinds are told apart."""
    generated = key == "title" and isinstance(value, str)
    tells = key == "discriminator" and "propertyName" in value  # type: ignore[operator]
    return generated or tells or (key == "default" and value is None)
