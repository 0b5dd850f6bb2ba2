"""The JSON Schema by which editors complete and check plays/*.toml."""

from typing import Any

from tenure.act.play import Play
from tenure.definitions.schema import DRAFT_7, plain


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 7) of a play's file."""
    whole = Play.model_json_schema(by_alias=True, mode="validation")
    parts = whole.pop("$defs")
    return {"$schema": DRAFT_7, **plain(whole, parts), "title": "plays/NAME.toml"}
