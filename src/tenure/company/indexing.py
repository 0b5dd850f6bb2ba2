"""A company's activity index in its store: built once, brought up to date by new files.

It holds what the rule `inactive` looks at, so attrition, retention and the lifecycle of
such a company come from it, equal to what the events themselves give. What it cannot
answer it says, and the events are asked.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tenure.company import index_kept
from tenure.company.index_kept import About, Files
from tenure.company.units import Rule
from tenure.measure import index_files
from tenure.measure.index import ActivityIndex, days_of
from tenure.measure.index_merge import merged, packed_days, placed
from tenure.periods import Observation
from tenure.store import fingerprint_code
from tenure.tables.source import FILE_COLUMN, REASON

if TYPE_CHECKING:
    import ibis.expr.types as ir

KIND = "index"
_KEPT = "_activity_index"
_CODE = (
    *("conditions", "tables", "engines", "periods.py"),
    *(f"company/{name}.py" for name in ("indexing", "index_kept", "units", "dataset")),
    *(f"measure/{name}.py" for name in ("activity", "presence", "index", "index_bits")),
    *(f"measure/{name}.py" for name in ("index_merge", "index_files")),
)
_SHARE = 128 << 20
"""How many bytes of files are packed at once, to bound what is in memory."""

_UNKNOWN = date(1970, 1, 1)
"""What programs write for a time that they do not know."""

ANOTHER_RULE = "the churn rule looks at something else than events"
LATE = "some events were not yet known at the end of the observation"


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
        return _units(self.rule, self.folder)

    def reach(self, today: date) -> tuple[date, date] | None:
        """Return the first and the last day before today with activity; None without any."""
        calendar = self.index.calendar
        before = calendar.number(today, "day")
        days = [day for level, day in self.index.rows if level == "day" and day < before]
        return (
            (calendar.start(min(days), "day"), calendar.start(max(days), "day")) if days else None
        )

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
        work, store = _Work(rule), rule.data.store
        found = store.find(KIND, work.key)
        if found is None and not build:
            return None
        folder = found or store.entry(KIND, work.key, work.build)
        kept[_KEPT] = Indexed(rule, folder, index_kept.about(folder))
    return cast(Indexed, kept[_KEPT])


def _units(rule: Rule, folder: Path) -> "ir.Table":
    """Return who is at which position of the index in a folder."""
    parts = index_kept.units_in(folder)
    name = f"index_units_{folder.name[:8]}_{len(parts)}"
    return rule.data.engine.scan_parquet(parts, name=name).select("unit_id", "position")


class _Work:
    """Making the index of what the events are now."""

    def __init__(self, rule: Rule) -> None:
        self.rule, self.data = rule, rule.data
        self.calendar = rule.data.calendar
        self.until = datetime.combine(self.data.today + timedelta(days=2), time())
        found, source = self.data.inputs["events"], self.data.definitions.tables["events"]
        self.mapped = self.data.mapped["events"]
        readings = [asdict(one) | {"first": None, "last": None} for one in self.mapped.readings]
        active = self.data.definitions.active.model_dump(mode="json")
        told = source.model_dump(mode="json", exclude={"from_"})
        code = fingerprint_code(*_CODE)
        self.definition = self.data.store.key(
            KIND, active, told, readings, asdict(self.calendar), code
        )
        self.key = self.data.store.key(self.definition, self.data.keys["events"])
        self.by_file = self.mapped.in_place and source.via is None and bool(found.files)

    @cached_property
    def others(self) -> dict[str, About]:
        """The indexes that the store has, by name."""
        return index_kept.every(self.data.store.root / "entries" / KIND)

    @cached_property
    def files(self) -> Files:
        """The files of events, of which an index is made file by file."""
        return Files(self.data.inputs["events"].files, self.others.values())

    @property
    def contents(self) -> dict[str, str]:
        """What identifies the content of the events, by file."""
        return self.files.fingerprints if self.by_file else {"": self.data.keys["events"]}

    def build(self, folder: Path) -> None:
        """Build the index into a folder: from the last one that only lacks files, or anew."""
        begun = folder.stat().st_mtime_ns
        about, customers = About(self.definition, 0, {}), 0
        before = self._before() if self.by_file else None
        if before is not None:
            about = index_kept.about(before)
            customers = about.customers
            index_kept.take_over(before, folder)
        new = [name for name in self.contents if name not in about.files]
        known = [about.known_from]
        for files, rule in self._shares(new, anew=before is None):
            customers = self._add(rule, self._origin(files), customers, folder)
            known.append(self._known_from(rule))
        ahead = [at for at in (about.ahead, self._ahead(new)) if at is not None]
        whole = About(
            self.definition,
            customers,
            self.contents,
            min(ahead, default=None),
            max((day for day in known if day is not None), default=None),
            self.files.settled(begun) if self.by_file else {},
        )
        whole.write(folder)

    def _shares(self, files: list[str], *, anew: bool) -> Iterator[tuple[list[str], Rule]]:
        """Yield some files, a few at a time, and the rule over their events."""
        if not self.by_file:
            yield [], self.rule
            return
        shares: list[list[str]] = []
        room = 0
        for name in files:
            size = self.files.size(name)
            if not shares or size > room:
                shares.append([])
                room = _SHARE
            shares[-1].append(name)
            room -= size
        whole = anew and len(shares) == 1
        for share in shares:
            yield share, self.rule if whole else self._of(share)

    def _origin(self, files: list[str]) -> int:
        """Return a day for words to begin on: what files say is their first, else of all events."""
        read = next(one for one in self.mapped.readings if one.name == self.mapped.schema.instant)
        first = self.files.first(files, read.source) if files else None
        day = self.observed.first if first is None else self.calendar.day(first)
        return self.calendar.number(max(day, self.observed.first), "day")

    def _add(self, rule: Rule, origin: int, customers: int, folder: Path) -> int:
        """Merge some events into the index in a folder; return how many positions it has then."""
        days = days_of(rule.activity(), self.calendar, self.observed, origin=origin)
        table = self.data.engine.execute(self._placed(days, folder), metric="activity index")
        units, positions = placed(table, customers)
        rows = index_files.read(folder)
        index = ActivityIndex(self.calendar, customers, rows)
        customers += len(units)
        changed = merged(index, customers, packed_days(table, positions, origin=origin))
        whole = ActivityIndex(self.calendar, customers, {**rows, **changed})
        for part in {index_files.part_of(key, self.calendar) for key in changed}:
            (folder / part).unlink(missing_ok=True)  # it may be shared with the index before
        index_files.write(folder, whole, changed)
        index_kept.write_units(folder, units, index.customers)
        return customers

    def _placed(self, days: "ir.Table", folder: Path) -> "ir.Table":
        """Add the position of each unit in the index in a folder; only new ones keep a name."""
        import ibis

        if not index_kept.units_in(folder):
            return days.mutate(position=ibis.null("int64"))
        known = _units(self.rule, folder)
        found = days.left_join(known, "unit_id")
        name = ibis.ifelse(found.position.isnull(), found.unit_id, ibis.null("string"))
        return found.select("block", "days", "midnights", "position", unit_id=name)

    @cached_property
    def observed(self) -> Observation:
        """The days by whose clock events are dated: all on which there may be any."""
        instant = self.mapped.schema.instant
        read = next(one for one in self.mapped.readings if one.name == instant)
        if read.first is None or read.last is None:
            return Observation(self.data.today, self.data.today)
        first = date.fromisoformat(read.first)
        if first <= _UNKNOWN:
            activity = self.rule.activity()
            at = self._one(activity.agg(first=activity.occurred_at.min()))["first"]
            first = self.data.today if at is None else at.date()
        last = min(date.fromisoformat(read.last), self.until.date())
        return Observation(first - timedelta(days=1), max(first, last + timedelta(days=1)))

    def _of(self, files: list[str]) -> Rule:
        """Return the rule over the events of some files only."""
        rows = self.mapped.rows.filter(self.mapped.rows[REASON].isnull())
        chosen = rows.filter(rows[FILE_COLUMN].isin(files)).select(*self.mapped.columns)
        return Rule(replace(self.data, tables={**self.data.tables, "events": chosen}))

    def _known_from(self, rule: Rule) -> int | None:
        """Return the day from whose beginning on everything that had happened was known."""
        events = rule.table("events")
        if "known_at" not in events.columns:
            return None
        at, known = (
            self.calendar.numbers_at(instant, "day", self.observed)
            for instant in (events.occurred_at, events.known_at)
        )
        late = self._one(events.agg(day=known.max(where=(known > at).fill_null(False))))
        return None if late["day"] is None else int(late["day"]) + 2

    def _ahead(self, files: list[str]) -> str | None:
        """Return the first instant of some files that lies too far ahead to count."""
        name = self.mapped.schema.instant or "occurred_at"
        lasts = [one.last for one in self.mapped.readings if one.name == name and one.last]
        if lasts and max(lasts) < str(self.data.today):
            return None
        rows = self.mapped.rows
        if self.by_file:
            rows = rows.filter(rows[FILE_COLUMN].isin(files))
        found = self._one(rows.agg(first=rows[name].min(where=rows[name] >= self.until)))
        return None if found["first"] is None else str(found["first"])

    def _before(self) -> Path | None:
        """Return the index that lacks the fewest of the files and has nothing else."""
        served = [
            (len(about.files), name)
            for name, about in self.others.items()
            if about.serves(self.definition, self.contents, self.until)
        ]
        if not served:
            return None
        return self.data.store.find(KIND, max(served)[1])

    def _one(self, expression: "ir.Table") -> dict[str, Any]:
        rows = self.data.engine.execute(expression, metric="activity index").to_pylist()
        return dict(rows[0])
