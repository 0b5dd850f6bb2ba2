"""What the demo company's tables say of its contacts, with what they mean for its plays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tenure.act.play import Play
from tenure.act.words import Language

if TYPE_CHECKING:
    import pyarrow as pa

MONTHS = timedelta(days=120)
"""So far back the workspace knows of contacts."""


@dataclass(frozen=True)
class Customer:
    """Whom a contact reached: the unit that plays go by, name, address and language."""

    id: str
    unit: str
    name: str
    email: str
    language: Language


@dataclass(frozen=True)
class Contact:
    """A contact of a play, how it was taken, and what was said; times are UTC."""

    customer: Customer
    play: Play
    at: datetime
    channel: str
    cost: float
    opened: datetime | None
    clicked: datetime | None
    unsubscribed: datetime | None
    complained: datetime | None

    @property
    def occasion(self) -> str:
        """Return what the contact was about: its day."""
        return f"{self.at:%Y-%m-%d}"


@dataclass(frozen=True)
class Held:
    """Somebody who was left alone, when their turn came."""

    unit: str
    play: Play
    at: datetime


class History:
    """The last months of a simulated company, as its files tell them."""

    def __init__(self, data: Path, plays: Mapping[str, Play]) -> None:
        self.plays = plays
        self._assignments = _read(data / "assignments.parquet")
        self._touches = _read(data / "touches.parquet")
        self._people = _read(data / "customers.parquet")
        self.since = max(_times(self._touches, "sent_at"), default=datetime.now(UTC)) - MONTHS

    @property
    def accounts(self) -> list[str]:
        """The organisations that customers belong to, by name."""
        if "account_id" not in self._people.column_names:
            return []
        return sorted({one for one in self._people["account_id"].to_pylist() if one})

    @property
    def names(self) -> list[str]:
        """The customers, by name."""
        return sorted({str(one) for one in self._people["customer_id"].to_pylist()})

    def contacts(self) -> Iterator[Contact]:
        """Yield the contacts of the last months, in order of time."""
        return (one for one in self._every if one.at >= self.since)

    def refusals(self) -> Iterator[Contact]:
        """Yield after which contacts somebody unsubscribed or complained, however long ago."""
        return (one for one in self._every if one.unsubscribed or one.complained)

    @cached_property
    def _every(self) -> list[Contact]:
        people, found = self._customers(), []
        for row in self._touches.to_pylist():
            customer, play = people.get(row["customer_id"]), self.plays.get(row["play"])
            if customer is None or play is None:
                continue
            times = [_or_none(row[f"{name}_at"]) for name in _TAKEN]
            at, channel, cost = _utc(row["sent_at"]), row["channel"], row["cost"]
            found.append(Contact(customer, play, at, channel, cost, *times))
        return found

    def held(self) -> Iterator[Held]:
        """Yield who was held out."""
        for row in self._assignments.to_pylist():
            at, play = _utc(row["assigned_at"]), self.plays.get(row["experiment"])
            if play is not None and row["arm"] == "holdout" and at >= self.since:
                yield Held(row["unit_id"], play, at)

    def _customers(self) -> dict[str, Customer]:
        """Return the customers by id; an organisation is the unit where any was assigned."""
        assigned = set(self._assignments["unit_id"].to_pylist())
        found = {}
        for row in self._people.to_pylist():
            account: str | None = row.get("account_id")
            unit = str(account) if account in assigned else str(row["customer_id"])
            language: Language = "ko" if row["language"] == "ko" else "en"
            found[row["customer_id"]] = Customer(
                row["customer_id"], unit, row["name"], row["email"], language
            )
        return found


_TAKEN = ("opened", "clicked", "unsubscribed", "complained")


def _read(place: Path) -> "pa.Table":
    import pyarrow.parquet as pq

    return pq.read_table(place)


def _times(table: "pa.Table", name: str) -> list[datetime]:
    return [_utc(one) for one in table[name].to_pylist() if one is not None]


def _utc(at: Any) -> datetime:
    told: datetime = at
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def _or_none(at: Any) -> datetime | None:
    return None if at is None else _utc(at)
