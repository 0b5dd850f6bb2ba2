"""The table of competitors as it was known: prices, features, and what the company itself has."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.explain.competitors.names import Names
from tenure.explain.competitors.prices import Sighting

if TYPE_CHECKING:
    import ibis.expr.types as ir

FEATURE = "has_"


@dataclass(frozen=True)
class Seen:
    """What was seen of competitors, as of an outlook; rows of the company itself apart."""

    outlook: Outlook

    @property
    def settings(self) -> Any:
        """What tenure.toml says about competitors."""
        return self.outlook.rule.data.definitions.competitors

    @cached_property
    def table(self) -> "ir.Table":
        """The sightings known; MetricError without the table."""
        rule = self.outlook.rule
        if "competitors" not in rule.data.tables:
            raise MetricError(
                "there is no table competitors (what they ask and offer)",
                hint="name its source in tenure.toml under [tables.competitors]: competitor, "
                "product, price, currency, seen_at, has_… columns",
            )
        rows = rule.table("competitors")
        return (
            rule.known("competitors", self.outlook.observed) if "seen_at" in rows.columns else rows
        )

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Every sighting with its local day, in order."""
        rule = self.outlook.rule
        told = rule.data.engine.execute(self.table, metric="competitors").to_pylist()
        found = [row for row in told if (row["competitor"] or "").strip()]
        for row in found:
            at = row.get("seen_at")
            row["seen"] = self.outlook.observed.last if at is None else rule.data.calendar.day(at)
        return sorted(
            found, key=lambda row: (row["seen"], row["competitor"], str(row.get("product")))
        )

    @property
    def own(self) -> str:
        """What the company calls itself in the table."""
        name: str = self.settings.own or self.outlook.rule.data.definitions.company.name
        return name

    @cached_property
    def rivals(self) -> list[str]:
        """The competitors, in order; those of tenure.toml, too, that were never seen."""
        told = {row["competitor"] for row in self.rows} | set(self.settings.aliases)
        return sorted(told - {self.own})

    @cached_property
    def sightings(self) -> list[Sighting]:
        """The prices that were seen of competitors."""
        default = self.outlook.rule.data.definitions.company.currency
        return [
            Sighting(
                row["competitor"],
                row.get("product") or row["competitor"],
                row.get("price"),
                row.get("currency") or default,
                row["seen"],
            )
            for row in self.rows
            if row["competitor"] != self.own
        ]

    @cached_property
    def features(self) -> list[str]:
        """The columns of features: those called has_…"""
        return [one for one in self.table.columns if one.startswith(FEATURE)]

    def last(self, competitor: str) -> dict[str, bool | None]:
        """Return which features a competitor has: any of its products, as last seen."""
        newest: dict[str, dict[str, Any]] = {}
        for row in self.rows:
            if row["competitor"] == competitor:
                newest[row.get("product") or competitor] = row
        return {name: _any([row[name] for row in newest.values()]) for name in self.features}

    @property
    def names(self) -> Names:
        """How competitors are called in texts."""
        return Names({one: self.settings.aliases.get(one, ()) for one in self.rivals})


def _any(values: list[bool | None]) -> bool | None:
    known = [one for one in values if one is not None]
    return any(known) if known else None
