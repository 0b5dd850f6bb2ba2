"""What was worked out for the page, kept until data, definitions or code change."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tenure.company.predictions.outlook import Outlook
from tenure.store import as_json, write_text

_FILE = "kept.json"


def kept(outlook: Outlook, kind: str, make: Callable[[], Any], *parts: object) -> Any:
    """Return what `make` gives, as JSON reads it; from the store where it was made before.

    `parts`: what it depends on beside the company's data, definitions and days observed.
    """

    def build(folder: Path) -> None:
        write_text(folder / _FILE, as_json(make()))

    folder = outlook.rule.data.store.entry(kind, outlook.key(kind, *parts), build)
    return json.loads((folder / _FILE).read_text("utf-8"))
