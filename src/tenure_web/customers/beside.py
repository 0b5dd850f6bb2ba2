"""What other parts put onto the page of a customer or an account; named here, in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from tenure_web.customers.reading import Row
from tenure_web.lib.request import Request

BLOCKS = ("tenure_web.tasks.blocks.block", "tenure_web.plays.blocks.block")
"""Each gives the HTML of a section, empty where its reader may not see it."""
LINES = ("tenure_web.customers.notes.lines", "tenure_web.tasks.blocks.lines")
"""Each gives what people wrote and did, as lines of the time line."""
VIEWS = ("all", "sales", "service")
"""Views of the time line that hold what people wrote."""


@dataclass(frozen=True)
class Whose:
    """Of whom lines are asked, and from when to when: since included, until not (aware)."""

    kind: str
    unit: str
    since: datetime | None = None
    until: datetime | None = None

    def within(self, name: str) -> dict[str, datetime]:
        """Return the filter of rows by the instant of a column."""
        ends = {f"{name}__gte": self.since, f"{name}__lt": self.until}
        return {key: value for key, value in ends.items() if value is not None}


def blocks(request: Request, kind: str, unit: str) -> list[str]:
    """Return the sections of other parts about a customer or an account."""
    return [found for name in BLOCKS if (found := _named(name)(request, kind, unit))]


def lines(request: Request, whose: Whose) -> list[Row]:
    """Return what people wrote and did, as rows of the time line."""
    return [row for name in LINES for row in _named(name)(request, whose)]


def merged(rows: Sequence[Row], more: Sequence[Row]) -> list[Row]:
    """Return lines of tables and of people in one order, the newest first."""
    return sorted([*rows, *more], key=lambda row: row["at"], reverse=True)


def line(kind: str, at: datetime, what: str, text: str = "", detail: str = "") -> Row:
    """Return a line of the time line; `at` is aware, lines have naive UTC."""
    empty = dict.fromkeys(("n", "amount", "currency", "score", "unit"))
    told = {
        "kind": kind,
        "at": at.astimezone(UTC).replace(tzinfo=None),
        "what": what,
        "detail": detail,
    }
    return {**empty, **told, "text": text}


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
