"""What is wrong in a table: one finding a kind of fault, with its words in two languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from tenure.sentences import fill

Severity = Literal["error", "warning", "info"]
_UNITS: Mapping[str, Literal["days", "months"]] = {
    "gap": "days",
    "sheet_empty": "months",
    "sheet_later": "months",
}
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Finding:
    """One kind of fault in one table: how often, how bad, three rows that show it.

    `count` is in `unit`; `share` is of the rows read, for days of the days covered.
    `column` and `detail` fill the words.
    """

    table: str
    code: str
    severity: Severity
    count: int
    share: float | None = None
    column: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    samples: tuple[Mapping[str, str], ...] = ()

    def message(self, language: str = "en") -> str:
        """Say what was found."""
        return self._say("message", language)

    @property
    def unit(self) -> Literal["rows", "days", "months"]:
        """What `count` counts: rows, or days for gaps, or months of a sheet."""
        return _UNITS.get(self.code, "rows")

    def action(self, language: str = "en") -> str:
        """Say what Tenure does about it."""
        return self._say("action", language)

    def _say(self, part: str, language: str) -> str:
        words = _words(language)[self.code][part]
        return fill(words, column=self.column or "", **self.detail)


@dataclass(frozen=True)
class TableSummary:
    """What was read of a table: read = kept + quarantined, in rows.

    `left_out` rows are not among those read: the table's own `where` does not ask
    for them. `first` and `last` are the local days that its kept rows cover. The
    amounts are sums over the column `amount` of the same rows, null without it.
    """

    table: str
    read: int
    kept: int
    quarantined: int
    first: str | None = None
    last: str | None = None
    amount_read: float | None = None
    amount_kept: float | None = None
    amount_quarantined: float | None = None
    left_out: int = 0


@cache
def _words(language: str) -> dict[str, dict[str, str]]:
    text = files("tenure.tables").joinpath(f"findings.{language}.toml").read_text("utf-8")
    return tomllib.loads(text)
