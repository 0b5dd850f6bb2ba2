"""Build an activity index of a small world, and look into it."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from support import rows
from support.worlds import World
from tenure.measure import index_files
from tenure.measure.index import MIDNIGHT, ONLY_MIDNIGHT, ActivityIndex, days_of
from tenure.measure.index_answers import UNKNOWN_START, Split
from tenure.measure.index_bits import bitmap_of, positions_of
from tenure.measure.index_merge import merged, packed_days, placed
from tenure.measure.rates import UNKNOWN
from tenure.periods import Observation


class Built:
    """An index that grows as events are added to it; `units` are who is at which position."""

    def __init__(self, engine: Any, world: World) -> None:
        self.engine, self.world = engine, world
        self.index = ActivityIndex(world.calendar)
        self.units: list[str] = []

    def add(self, events: list[tuple[str, datetime]]) -> None:
        """Add events, in any order, as a file that has come."""
        if not events:
            return
        days = [self.world.asked.local(at).date() for _, at in events]
        observed = Observation(min(days), max(days))
        calendar = self.world.calendar
        origin = calendar.number(observed.first, "day") - len(events) % 3
        packed = days_of(rows.activity(events), calendar, observed, origin=origin)
        table = self.engine.execute(packed, metric="index")
        units = table["unit_id"].to_pylist()
        known = [self.units.index(one) if one in self.units else None for one in units]
        table = table.append_column("position", pa.array(known, pa.int64()))
        new, positions = placed(table, len(self.units))
        self.units.extend(new.to_pylist())
        changed = merged(self.index, len(self.units), packed_days(table, positions, origin=origin))
        self.index = ActivityIndex(calendar, len(self.units), {**self.index.rows, **changed})

    def rows(self) -> dict[tuple[str, int], set[str]]:
        """Return who is in which bitmap; those about midnights that nobody is in are left out."""
        found = {
            key: {self.units[at] for at in positions_of(self.index.bitmap(*key)).tolist()}
            for key in self.index.rows
        }
        marks = (MIDNIGHT, ONLY_MIDNIGHT)
        return {key: who for key, who in found.items() if who or key[0] not in marks}

    def read_back(self, folder: Path) -> dict[tuple[str, int], set[str]]:
        """Write the index, read it, and return who is in which bitmap."""
        index_files.write(folder, self.index, self.index.rows)
        again = Built(self.engine, self.world)
        again.units = self.units
        again.index = ActivityIndex(
            self.index.calendar, self.index.customers, index_files.read(folder)
        )
        return again.rows()

    def start_days(self, starts: Mapping[str, datetime | None]) -> Any:
        """Return the day on which each position is said to have started."""
        return np.array(
            [
                UNKNOWN_START if starts.get(unit) is None else self._day(starts[unit])
                for unit in self.units
            ],
            np.int64,
        )

    def with_idle(self, same: pa.Table, starts: Mapping[str, datetime | None], world: World) -> Any:
        """Add those who started by the end and never did anything."""
        calendar = world.calendar
        idle = [
            world.asked.local(at).date()
            for unit, at in starts.items()
            if at is not None and unit not in self.units
        ]
        numbers = [
            calendar.number(day, world.asked.period) for day in idle if day < world.observed.end
        ]
        extra = pa.table(
            {
                "number": pa.array(numbers, pa.int64()),
                "units": pa.array([1] * len(numbers), pa.int64()),
            }
        )
        return pa.concat_tables([same, extra])

    def split(self, members: Mapping[str, str | None]) -> Split:
        """Return the split by each unit's group."""
        labels = {members.get(unit) or UNKNOWN for unit in self.units}
        return Split(
            {
                label: bitmap_of(
                    np.array(
                        [
                            at
                            for at, unit in enumerate(self.units)
                            if (members.get(unit) or UNKNOWN) == label
                        ],
                        np.int64,
                    ),
                    self.index.words,
                )
                for label in sorted(labels)
            }
        )

    def _day(self, at: datetime) -> int:
        return self.world.calendar.number(self.world.asked.local(at).date(), "day")


def built(engine: Any, world: World) -> Built:
    """Return the index of all events of a world at once."""
    of = Built(engine, world)
    of.add(world.events)
    return of
