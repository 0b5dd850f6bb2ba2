"""One root error for everything that a user can put right.

An error says what was wrong, where it was found and what to do next, so that the
command line can print it without a traceback.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class TenureError(Exception):
    """Tell a user what is wrong, where, and what to do about it."""

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class DefinitionError(TenureError):
    """Something in tenure.toml cannot be used."""


class ConditionError(TenureError):
    """A `where` condition cannot be parsed or does not fit its table."""


class SourceError(TenureError):
    """A file or query that should supply a table cannot be read."""


class EngineError(TenureError):
    """The engine refused a query; carries the metric, the engine and the SQL."""

    def __init__(self, message: str, *, metric: str, engine: str, sql: str) -> None:
        super().__init__(message, where=f"{metric} on {engine}")
        self.metric = metric
        self.engine = engine
        self.sql = sql


class MetricError(TenureError):
    """A metric cannot be computed from the tables or options given."""


class StoreError(TenureError):
    """Results cannot be written to or read from the store."""


class SimulationError(TenureError):
    """A company cannot be simulated as asked."""


def suggest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word closest to `word`, or None when nothing is close."""
    by_folded = {candidate.casefold(): candidate for candidate in allowed}
    close = get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None
