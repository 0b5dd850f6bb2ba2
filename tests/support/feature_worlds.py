"""Random small companies with a row or a few in every table, at instants that are hard to place."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa

from tenure.periods import Calendar, Observation
from tenure.predict.features.sources import Plan, Sources
from tenure.predict.grid import Point

Rows = list[dict[str, Any]]

PLAN = Plan(
    names=("watch", "보기 Report", "login"),
    valued=("watch",),
    steps=("profile", "invited"),
    scored=("nps", "csat"),
    attributes=(
        ("segment", "category"),
        ("seats", "number"),
        ("vip", "flag"),
        ("Region", "category"),
    ),
)
_CLOCK = (
    time(0),
    time(0, 0, 0, 1),
    time(5, 59, 59),
    time(6),
    time(12),
    time(18),
    time(23, 59, 59, 999_999),
)
_KINDS = {
    "at": pa.timestamp("us"),
    "from": pa.timestamp("us"),
    "to": pa.timestamp("us"),
    **dict.fromkeys(
        ("value", "amount", "quantity", "mrr", "score", "sentiment", "seats"), pa.float64()
    ),
    **dict.fromkeys(("months", "step"), pa.int64()),
    **dict.fromkeys(("renew", "vip"), pa.bool_()),
}
COLUMNS = {
    "units": ("unit_id", "started_at", "segment", "seats"),
    "histories": ("unit_id", "valid_from", "valid_to", "vip", "Region"),
    "events": ("unit_id", "occurred_at", "known_at", "name", "value"),
    "orders": ("unit_id", "occurred_at", "known_at", "amount", "quantity"),
    "subscriptions": (
        *("unit_id", "started_at", "ends_at", "cancelled_at", "ended_at"),
        *("plan", "mrr", "term_months", "auto_renew"),
    ),
    "payments": ("unit_id", "occurred_at", "known_at", "outcome", "amount"),
    "tickets": ("unit_id", "opened_at", "known_at", "first_response_at", "resolved_at", "score"),
    "feedback": ("unit_id", "given_at", "known_at", "source", "score", "sentiment"),
    "touches": ("unit_id", "sent_at", "known_at", "opened_at", "clicked_at"),
    "steps": ("unit_id", "occurred_at", "known_at", "step"),
    "members": ("logo_id", "user_id", "started_at"),
}
"""The columns of every table, with which every feature is there."""
INSTANT = {
    **dict.fromkeys(("events", "orders", "payments", "steps"), "occurred_at"),
    "tickets": "opened_at",
    "feedback": "given_at",
    "touches": "sent_at",
    "subscriptions": "started_at",
}


@dataclass(frozen=True)
class FactWorld:
    """A company's rows by table, its clock, and the dates at which it is looked at."""

    zone: str
    dates: tuple[date, ...]
    tables: dict[str, Rows]

    @property
    def points(self) -> tuple[Point, ...]:
        return tuple(Point(one, one, one + timedelta(days=30)) for one in self.dates)

    @property
    def units(self) -> list[str]:
        return [row["unit_id"] for row in self.tables["units"]]

    def local(self, instant: datetime) -> datetime:
        """Return what the company's clock shows."""
        return instant.replace(tzinfo=UTC).astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def midnight(self, day: date) -> datetime:
        """Return the naive UTC instant at which a day begins."""
        local = datetime.combine(day, time(), ZoneInfo(self.zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def sources(self, **changed: Any) -> Sources:
        """Return the tables for the engine."""
        found = {name: table(name, rows) for name, rows in self.tables.items()}
        histories = (found.pop("histories"),)
        seen = Observation(
            self.dates[0] - timedelta(days=500), self.dates[-1] + timedelta(days=200)
        )
        return replace(Sources(Calendar(self.zone), seen, histories=histories, **found), **changed)

    def population(self) -> Any:
        """Return every unit at every date."""
        rows = [(unit, day) for day in self.dates for unit in self.units]
        return ibis.memtable(rows, schema={"unit_id": "string", "as_of": "date"})


def table(name: str, rows: Rows) -> Any:
    """Return rows as a table with all its columns."""
    arrays = {
        column: pa.array([row.get(column) for row in rows], _kind(column))
        for column in COLUMNS[name]
    }
    return ibis.memtable(pa.table(arrays))


def _kind(column: str) -> pa.DataType:
    last = column.rpartition("_")[2]
    return _KINDS.get(column) or _KINDS.get(last) or pa.string()


def world(seed: int, *, zone: str, units: int = 12, dates: tuple[date, ...]) -> FactWorld:
    """Draw a company from a seed; facts lie up to 400 days before the dates, and after them."""
    random = Random(seed)
    empty = FactWorld(zone, dates, {})

    def instant(near: date, before: int = 100, after: int = 40) -> datetime:
        reach = random.choice((3, 30, before))
        day = near + timedelta(days=random.randint(-reach, min(after, reach)))
        day = random.choice((day, near, near - timedelta(days=random.choice((1, 7, 28, 56, 90)))))
        at = random.choice((*_CLOCK, time(random.randrange(24), random.randrange(60))))
        local = datetime.combine(day, at, ZoneInfo(zone))
        return local.astimezone(UTC).replace(tzinfo=None)

    def later(at: datetime | None, chance: float, hours: int) -> datetime | None:
        gone = random.random() > chance or at is None
        return (
            None if gone else at + timedelta(hours=random.choice((0, 1, random.randint(0, hours))))
        )

    def fact(name: str, unit: str) -> dict[str, Any]:
        at = instant(random.choice(dates), 400 if name not in ("events",) else 120)
        row: dict[str, Any] = {"unit_id": unit, INSTANT[name]: at, "known_at": later(at, 0.3, 1500)}
        own = {
            "events": lambda: {
                "name": random.choice((*PLAN.names, "else", None)),
                "value": random.choice((None, 0.5, 3.0)),
            },
            "orders": lambda: {
                "amount": random.choice((None, 10.0, 25.5, -10.0, 0.0)),
                "quantity": random.choice((None, 1.0, -1.0)),
            },
            "payments": lambda: {
                "outcome": random.choice(("collected", "collected", "failed", "refunded", None)),
                "amount": random.choice((None, 9.0)),
            },
            "tickets": lambda: {
                "first_response_at": later(at, 0.7, 60),
                "resolved_at": later(at, 0.6, 900),
                "score": random.choice((None, 1.0, 4.0)),
            },
            "feedback": lambda: {
                "source": random.choice(("nps", "csat", "exit", None)),
                "score": random.choice((None, 2.0, 9.0)),
                "sentiment": random.choice((None, -0.5, 0.8)),
            },
            "touches": lambda: {
                "opened_at": later(at, 0.5, 300),
                "clicked_at": later(at, 0.3, 300),
            },
            "steps": lambda: {"step": random.choice((1, 2))},
        }
        return row | own[name]()

    def contract(unit: str) -> dict[str, Any]:
        start = instant(random.choice(dates), 380, 20)
        cancelled = later(start, 0.4, 6000)
        return {
            "unit_id": unit,
            "started_at": start,
            "ends_at": later(start, 0.8, 9000),
            "cancelled_at": cancelled,
            "ended_at": later(cancelled or start, 0.4, 3000),
            "plan": random.choice(("pro", "pro", "pro", "basic", None)),
            "mrr": random.choice((None, 10.0, 20.0, 30.0)),
            "term_months": random.choice((None, 1, 3, 12)),
            "auto_renew": random.choice((None, True, False)),
        }

    names = [f"u{number:02d}" if number % 5 else f"유닛 {number}" for number in range(units)]
    near = (dates[0] - timedelta(days=30), dates[-1])
    tables: dict[str, Rows] = {
        "units": [
            {
                "unit_id": name,
                "started_at": random.choice((None, instant(random.choice(near), 300))),
                "segment": random.choice((None, "solo", "")),
                "seats": random.choice((None, 3.0)),
            }
            for name in names
        ],
        "histories": [
            {
                "unit_id": random.choice(names),
                "valid_from": random.choice((None, instant(random.choice(dates)))),
                "valid_to": random.choice((None, instant(random.choice(dates)))),
                "vip": random.choice((None, True, False)),
                "Region": random.choice(("서울", "Bergen")),
            }
            for _ in range(units * 3)
        ],
        "subscriptions": [contract(random.choice(names)) for _ in range(units * 9)],
        "members": [
            {
                "logo_id": f"logo{at % 4}",
                "user_id": name,
                "started_at": random.choice((None, instant(near[1]))),
            }
            for at, name in enumerate(names[:-1])
        ],
    }
    sizes = {
        "events": 25,
        "orders": 12,
        "payments": 10,
        "tickets": 8,
        "feedback": 8,
        "touches": 8,
        "steps": 2,
    }
    for name, size in sizes.items():
        rows = [
            fact(name, names[int(units * random.random() ** 3) - 1]) for _ in range(units * size)
        ]
        tables[name] = [*rows, {**fact(name, names[1]), "unit_id": None}]
    return replace(empty, tables=tables)
