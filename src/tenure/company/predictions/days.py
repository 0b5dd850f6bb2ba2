"""The profiles of a day as they lie in the store, and which days there are."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = "profiles"
PROFILES, REASONS, CROSSED, ABOUT = (
    "profiles.parquet",
    "reasons.parquet",
    "crossed.parquet",
    "about.json",
)
OFFERS, REPLENISH, CHANCES = "offers.parquet", "replenish.parquet", "chances.parquet"
REACH = "reach.parquet"
REACHED_BY = (
    "account_id", "name", "email", "phone", "mobile", "push_token", "chat_id", "language",
    "time_zone", "timezone", "currency", "owner", "plan", "started_at",
)  # fmt: skip
"""What is kept in `REACH` of customers without a profile of their own, so far as it is told."""


@dataclass(frozen=True)
class Day:
    """The profiles of one day, as they lie in the store."""

    folder: Path

    @property
    def as_of(self) -> date:
        """The day before whose beginning everything was known."""
        return date.fromisoformat(self.folder.name)

    @property
    def about(self) -> dict[str, Any]:
        """How they came about: model, when they were made, and what could not be said."""
        return dict(json.loads((self.folder / ABOUT).read_text("utf-8")))

    @property
    def before(self) -> date | None:
        """The day that they were compared with, None for the first."""
        told = self.about["before"]
        return date.fromisoformat(told) if told else None

    def table(self, name: str = PROFILES, **options: Any) -> "pa.Table | None":
        """Return one of the tables, None where there is none; `options` are those of Parquet."""
        import pyarrow.parquet as pq

        path = self.folder / name
        return pq.read_table(path, **options) if path.is_file() else None


def place_of(store: Store, unit: str, as_of: date) -> Path:
    """Return the folder of a day."""
    return store.root / FOLDER / unit / as_of.isoformat()


def days(store: Store, unit: str) -> list[Day]:
    """Return the days with profiles, the first one first."""
    found = (store.root / FOLDER / unit).glob("????-??-??")
    return [Day(folder) for folder in sorted(found) if (folder / ABOUT).is_file()]


def latest(outlook: Outlook) -> Day:
    """Return the last day with profiles; MetricError when there is none."""
    found = days(outlook.rule.data.store, outlook.rule.unit)
    if not found:
        raise MetricError("nobody has been scored yet", hint="tenure predict score")
    return found[-1]
