"""What the last run could compare of plays that left nobody alone; never a proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tenure.charts.words import Words
from tenure.measure.result import Result
from tenure_web.lib import company

Row = Mapping[str, Any]
COMPARED, ALIKE = "proof-unheld", "proof-alike"


@dataclass(frozen=True)
class Compared:
    """A treatment without a holdout: before and after, and others like them; never a proof.

    `rows`: as `tenure.company.proofs.compared` has them; `balance`: how alike the others are.
    """

    experiment: str
    treatment: str
    rows: tuple[Row, ...]
    balance: Result | None

    @cached_property
    def change(self) -> Row | None:
        """Return before and after."""
        return next((one for one in self.rows if one["method"] == "before_after"), None)

    @cached_property
    def horizons(self) -> tuple[Row, ...]:
        """Return the others like them, at each horizon that was reached."""
        return tuple(one for one in self.rows if one["method"] == "matched")

    @cached_property
    def main(self) -> Row | None:
        """Return the longest horizon at which a difference could be told, else the longest."""
        known = [one for one in self.horizons if one["effect"] is not None]
        return next(reversed(known or self.horizons), None)

    def balance_at(self, days: int) -> list[Row]:
        """Return how alike the others are at a horizon, who are least so first."""
        rows = self.balance.rows if self.balance else []
        own = [row for row in rows if self._is_of(row) and row["days"] == days]
        return sorted(own, key=lambda row: -abs(row["raw"]))

    def called(self, known: str, words: Words) -> str:
        """Return what something known before is called."""
        names = self.balance.names if self.balance else {}
        return names.get(known, {}).get(words.language, known)

    def _is_of(self, row: Row) -> bool:
        return (row["experiment"], row["treatment"]) == (self.experiment, self.treatment)


def of(experiment: str) -> list[Compared]:
    """Return what could be compared of an experiment or play; nothing where it has a holdout."""
    found, balance = _result(COMPARED), _result(ALIKE)
    rows = [row for row in found.rows if row["experiment"] == experiment] if found else []
    arms = dict.fromkeys(str(row["treatment"]) for row in rows)
    return [
        Compared(experiment, arm, tuple(row for row in rows if row["treatment"] == arm), balance)
        for arm in arms
    ]


def names() -> set[str]:
    """Return the experiments and plays of which something could be compared."""
    found = _result(COMPARED)
    return {str(row["experiment"]) for row in found.rows} if found else set()


def _result(metric: str) -> Result | None:
    run = company.latest()
    return next((one for one in (run.results if run else []) if one.metric == metric), None)
