"""A company's activity index in its store: built once, brought up to date by new files.

It holds what the rule `inactive` looks at, so attrition, retention and the lifecycle of
such a company come from it, equal to what the events themselves give. What it cannot
answer it says, and the events are asked.
"""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tenure.company.units import Rule
from tenure.measure import index_files
from tenure.measure.index import ActivityIndex, days_of
from tenure.measure.index_merge import in_order, merged, packed_days
from tenure.periods import Observation
from tenure.store import as_json, fingerprint_code, fingerprint_files, write_text
from tenure.tables.source import FILE_COLUMN, REASON, common_folder

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

KIND = "index"
_ABOUT = "index.json"
_KEPT = "_activity_index"
_UNITS = "units-*.parquet"
_CODE = (
    *("conditions", "tables", "engines", "periods.py", "company/indexing.py"),
    *(f"measure/{name}.py" for name in ("activity", "presence", "index", "index_bits")),
    *(f"measure/{name}.py" for name in ("index_merge", "index_files")),
)
ANOTHER_RULE = "the churn rule looks at something else than events"
LATE = "some events were not yet known at the end of the observation"


@dataclass(frozen=True)
class About:
    """What an index was made of.

    `files` are the fingerprints of the files by name; `ahead` is the first instant that
    lay too far in the future to count; from the day number `known_from` on everything
    that had happened was also known.
    """

    definition: str
    customers: int
    files: dict[str, str]
    ahead: str | None = None
    known_from: int | None = None

    def serves(self, definition: str, files: Mapping[str, str], until: datetime) -> bool:
        """Tell whether these files can be had by adding to it: it has nothing else."""
        past = self.ahead is None or self.ahead >= str(until)
        return past and self.definition == definition and self.files.items() <= files.items()


@dataclass(frozen=True)
class Indexed:
    """An index in the store, and who is at which of its positions."""

    rule: Rule
    folder: Path
    about: About

    @cached_property
    def index(self) -> ActivityIndex:
        """The bitmaps, unread until they are used."""
        rows = index_files.read(self.folder)
        return ActivityIndex(self.rule.data.calendar, self.about.customers, rows)

    @cached_property
    def units(self) -> "ir.Table":
        """Who is where: (unit_id, position), one row a unit."""
        parts = sorted(self.folder.glob(_UNITS))
        name = f"index_units_{self.folder.name[:8]}"
        return self.rule.data.engine.scan_parquet(parts, name=name).select("unit_id", "position")

    def reach(self, today: date) -> tuple[date, date] | None:
        """Return the first and the last day before today with activity; None without any."""
        calendar = self.index.calendar
        before = calendar.number(today, "day")
        days = [day for level, day in self.index.rows if level == "day" and day < before]
        return (calendar.start(min(days), "day"), calendar.start(max(days), "day")) if days else None

    def refuses(self, observed: Observation) -> str | None:
        """Say why a question cannot be answered from the index; None when it can."""
        end = self.index.calendar.number(observed.end, "day")
        if self.about.known_from is not None and end < self.about.known_from:
            return LATE
        return refuses(self.rule) or self.index.refuses(observed)


def refuses(rule: Rule) -> str | None:
    """Say why a company's activity cannot be indexed; None when it can."""
    active = rule.data.definitions.active
    if rule.name != "inactive":
        return ANOTHER_RULE
    each = max([active.at_least, *(one.at_least or 1 for one in active.any)])
    return ActivityIndex(rule.data.calendar).refuses(
        Observation(rule.data.today, rule.data.today), at_least=each, together=bool(active.all)
    )


def activity_index(rule: Rule, *, build: bool = True) -> Indexed | None:
    """Return the index of a company's activity, building what is missing of it first.

    None when its rule cannot be answered from one, see `refuses`; and, without `build`,
    when it is not in the store. While a company is open its events do not change, so it
    is built once.
    """
    if refuses(rule) is not None or "events" not in rule.data.tables:
        return None
    kept = vars(rule.data)
    if _KEPT not in kept:
        work = _Work(rule)
        try:
            folder = rule.data.store.entry(KIND, work.key, work.build if build else _gone)
        except _GoneError:
            return None
        kept[_KEPT] = Indexed(rule, folder, _about(folder))
    return cast(Indexed, kept[_KEPT])


def _about(folder: Path) -> About:
    return About(**json.loads((folder / _ABOUT).read_text("utf-8")))


class _Work:
    """Making the index of what the events are now."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.data = rule, rule.data
        self.calendar = rule.data.calendar
        self.until = datetime.combine(self.data.today + timedelta(days=2), time())
        found, source = self.data.inputs["events"], self.data.definitions.tables["events"]
        mapped = self.data.mapped["events"]
        readings = [asdict(one) | {"first": None, "last": None} for one in mapped.readings]
        active = self.data.definitions.active.model_dump(mode="json")
        told = source.model_dump(mode="json", exclude={"from_"})
        code = fingerprint_code(*_CODE)
        self.definition = self.data.store.key(
            KIND, active, told, readings, asdict(self.calendar), code
        )
        self.key = self.data.store.key(self.definition, self.data.keys["events"])
        self.by_file = mapped.in_place and source.via is None and bool(found.files)

    @cached_property
    def files(self) -> dict[str, str]:
        """The fingerprints of the files by name."""
        return self._fingerprints() if self.by_file else {"": self.data.keys["events"]}

    def build(self, folder: Path) -> None:
        """Build the index into a folder: from the last one that only lacks files, or anew."""
        before = self._before() if self.by_file else None
        index = ActivityIndex(self.calendar)
        about = About(self.definition, 0, {})
        if before is not None:
            about = _about(before)
            rows = index_files.read(before)
            index = ActivityIndex(self.calendar, about.customers, rows)
        new = [name for name in self.files if name not in about.files]
        grown, late = self._add(index, new, before, folder)
        known = [day for day in (about.known_from, late) if day is not None]
        ahead = [at for at in (about.ahead, self._ahead(new)) if at is not None]
        whole = About(
            self.definition,
            grown,
            self.files,
            min(ahead, default=None),
            max(known, default=None),
        )
        write_text(folder / _ABOUT, as_json(asdict(whole)))

    def _add(
        self, index: ActivityIndex, new: list[str], before: Path | None, folder: Path
    ) -> tuple[int, int | None]:
        """Merge the events of some files into an index; return its customers, and `known_from`."""
        if before is not None:
            _link(before, folder)
        rule = self._of(new) if before is not None else self.rule
        activity = rule.activity()
        seen = self._one(
            activity.agg(first=activity.occurred_at.min(), last=activity.occurred_at.max())
        )
        if seen["first"] is None:
            return index.customers, None
        observed = Observation(self.calendar.day(seen["first"]), self.calendar.day(seen["last"]))
        tables = [self._days(activity, observed, sharp) for sharp in (False, True)]
        units, positions = self._places(index.customers, tables, before)
        customers = index.customers + len(units)
        first = self.calendar.number(observed.first, "day")
        fresh = before is None
        ordinary, sharp = (
            packed_days(table, first, None if fresh and not at else positions[at])
            for at, table in enumerate(tables)
        )
        changed = merged(index, customers, ordinary, sharp)
        whole = ActivityIndex(self.calendar, customers, {**index.rows, **changed})
        for part in {index_files.part_of(key, self.calendar) for key in changed}:
            (folder / part).unlink(missing_ok=True)  # it is shared with the index before
        index_files.write(folder, whole, changed)
        _write_units(folder, units, index.customers)
        return customers, self._known_from(rule, observed)

    def _days(self, activity: "ir.Table", observed: Observation, sharp: bool) -> "pa.Table":
        """Return each unit's packed days, those who came first first."""
        days = days_of(activity, self.calendar, observed, at_midnight=sharp)
        table = self.data.engine.execute(days, metric="activity index")
        order = in_order(table)
        return table.take(cast("Any", order))

    def _places(
        self, there: int, tables: "list[pa.Table]", before: Path | None
    ) -> "tuple[pa.Array[Any], list[npt.NDArray[np.int64]]]":
        """Return the units that are new, and the position of every row of the tables."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        own = [table["unit_id"].combine_chunks() for table in tables]
        extra = own[1].filter(pc.invert(pc.is_in(own[1], own[0]))) if len(own[1]) else own[1]
        every = pa.concat_arrays([own[0], extra]) if len(extra) else own[0]
        known = self._known(every, before)
        new = every.filter(pc.is_null(known)) if before is not None else every
        filled = cast("Any", pc).fill_null(known, -1)
        numbers = filled.to_numpy(zero_copy_only=False).astype("int64")
        numbers[numbers < 0] = np.arange(there, there + len(new))
        if not len(own[1]):
            return new, [numbers, numbers[:0]]
        in_second: Any = pc.index_in(own[1], every)
        second = numbers[in_second.to_numpy(zero_copy_only=False).astype("int64")]
        return new, [numbers[: len(own[0])], second]

    def _known(self, units: "pa.Array[Any]", before: Path | None) -> "pa.Array[Any]":
        """Return the positions of units in the index before; null where they are not in it."""
        import ibis
        import pyarrow as pa
        import pyarrow.compute as pc

        if before is None:
            return pa.nulls(len(units), pa.int64())
        asked = ibis.memtable(pa.table({"unit_id": units}))
        placed = Indexed(self.rule, before, _about(before)).units
        found = self.data.engine.execute(
            placed.semi_join(asked, "unit_id"), metric="activity index"
        )
        at = pc.index_in(units, found["unit_id"].combine_chunks())
        return found["position"].combine_chunks().cast(pa.int64()).take(at)

    def _of(self, files: list[str]) -> Rule:
        """Return the rule over the events of some files only."""
        mapped = self.data.mapped["events"]
        rows = mapped.rows.filter(mapped.rows[REASON].isnull())
        chosen = rows.filter(rows[FILE_COLUMN].isin(files)).select(*mapped.columns)
        return Rule(replace(self.data, tables={**self.data.tables, "events": chosen}))

    def _known_from(self, rule: Rule, observed: Observation) -> int | None:
        """Return the day from whose beginning on everything that had happened was known."""
        events = rule.table("events")
        if "known_at" not in events.columns:
            return None
        at, known = (
            self.calendar.numbers_at(instant, "day", observed)
            for instant in (events.occurred_at, events.known_at)
        )
        late = self._one(events.agg(day=known.max(where=(known > at).fill_null(False))))
        return None if late["day"] is None else int(late["day"]) + 2

    def _ahead(self, files: list[str]) -> str | None:
        """Return the first instant of some files that lies too far ahead to count."""
        mapped = self.data.mapped["events"]
        name = mapped.schema.instant or "occurred_at"
        lasts = [one.last for one in mapped.readings if one.name == name and one.last]
        if lasts and max(lasts) < str(self.data.today):
            return None
        rows = mapped.rows
        if self.by_file:
            rows = rows.filter(rows[FILE_COLUMN].isin(files))
        found = self._one(rows.agg(first=rows[name].min(where=rows[name] >= self.until)))
        return None if found["first"] is None else str(found["first"])

    def _before(self) -> Path | None:
        """Return the index that lacks the fewest of the files and has nothing else."""
        place = self.data.store.root / "entries" / KIND
        served: list[tuple[int, str]] = []
        for path in place.glob(f"*/{_ABOUT}"):
            about = _about(path.parent)
            if about.serves(self.definition, self.files, self.until):
                served.append((len(about.files), path.parent.name))
        if not served:
            return None
        try:
            return self.data.store.entry(KIND, max(served)[1], _gone)
        except _GoneError:
            return None

    def _fingerprints(self) -> dict[str, str]:
        files = self.data.inputs["events"].files
        top = common_folder(files)
        return {path.relative_to(top).as_posix(): fingerprint_files([path]) for path in files}

    def _one(self, expression: "ir.Table") -> dict[str, Any]:
        rows = self.data.engine.execute(expression, metric="activity index").to_pylist()
        return dict(rows[0])


class _GoneError(Exception):
    """An index was cleaned away between being found and being held."""


def _gone(folder: Path) -> None:
    raise _GoneError(folder)


def _link(before: Path, folder: Path) -> None:
    """Take over the files of an index; they are not written to, so they may be shared."""
    for path in [*before.glob("*.arrow"), *before.glob(_UNITS)]:
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy(path, folder / path.name)


def _write_units(folder: Path, units: "pa.Array[Any]", there: int) -> None:
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not len(units) and list(folder.glob(_UNITS)):
        return
    number = len(list(folder.glob(_UNITS)))
    positions = pa.array(np.arange(there, there + len(units)), pa.int64())
    table = pa.table({"unit_id": units, "position": positions})
    pq.write_table(table, folder / f"units-{number:05d}.parquet")
