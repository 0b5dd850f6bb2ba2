"""The card of the model behind the last profiles, as parts of a page."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tenure.company.predictions.learning.shelf import Shelf
from tenure.errors import TenureError
from tenure.predict.model_card import card, markdown
from tenure.store import Store
from tenure_web.lib import company


@dataclass
class Part:
    """A heading of a card with what stands beneath: paragraphs, points and tables."""

    title: str
    level: int
    texts: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


def card_of(language: str) -> list[Part]:
    """Return the card's parts; none where there is no model."""
    day = company.last_day()
    if day is None:
        return []
    unit, version = day.folder.parent.name, str(day.about["model"])
    try:
        return parts(markdown(_card(company.store().root, unit, version), language))
    except TenureError:
        return []


@lru_cache(4)
def _card(root: Path, unit: str, version: str) -> dict[str, Any]:
    """Read a model, which never changes under its version."""
    return card(Shelf(Store(root), unit).load(version).risk)


def parts(text: str) -> list[Part]:
    """Take a card's Markdown apart; of Markdown it uses headings, lists, tables and code alone."""
    found: list[Part] = []
    for line in text.splitlines():
        heading = re.match(r"(#+) (.*)", line)
        if heading:
            found.append(Part(_plain(heading[2]), len(heading[1])))
        elif line.startswith("- "):
            found[-1].points.append(_plain(line[2:]))
        elif line.startswith("|"):
            cells = [_plain(cell.strip()) for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            if any(cells) and not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                found[-1].rows.append(cells)
        elif line.strip():
            found[-1].texts.append(_plain(line))
    return found


def _plain(text: str) -> str:
    return re.sub(r"\\([\\|`*_<>#])", r"\1", text).replace("`", "").replace("**", "")
