"""From the sources that tenure.toml names to canonical tables, each read once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenure.company.own import OWN, SAID, judged, own_files, own_rows, with_own
from tenure.company.sheets import contracts_by_month, read_as, without_months
from tenure.definitions import Definitions, TableSource
from tenure.engines import Engine
from tenure.errors import SourceError
from tenure.periods import Calendar
from tenure.store import Store, as_json, fingerprint_code, fingerprint_files, write_text
from tenure.tables import TABLES
from tenure.tables.files import format_of, resolve
from tenure.tables.findings import Finding
from tenure.tables.mapping import SINCE, Mapped, RowFilter, map_table
from tenure.tables.quality import Quality, by_severity, examine
from tenure.tables.reading import readings
from tenure.tables.recipe import Reading, Recipe
from tenure.tables.source import FILE_COLUMN, REASON, ROW_COLUMN, Converted, Scan
from tenure.tables.versions import current

if TYPE_CHECKING:
    import ibis.expr.types as ir

_MALFORMED = "malformed.parquet"
_READINGS = "readings.json"
_FIRST = ("accounts", "customers", "subscriptions")
_READ_ORDER = (*_FIRST, *(name for name in TABLES if name not in _FIRST))


@dataclass(frozen=True)
class Input:
    """One table as it was found: its files, what identifies their content, its rows.

    Of a sheet with a column a month, `notes` are what was found in it, and `covered` the
    first and the last day of which it tells.
    """

    name: str
    files: tuple[Path, ...]
    fingerprint: str
    raw: "ir.Table"
    malformed: "pa.Table | None"
    trusted: bool
    notes: tuple[Finding, ...] = ()
    covered: tuple[date, date] | None = None


@dataclass
class Dataset:
    """The canonical tables of one company; `tables` holds the rows that are used.

    Where customers or accounts have several rows each, `tables` has the one that holds today,
    and `histories` has all of them. `fitting` are the expressions of which it is known that they
    have rows. `refused` are the store's own rows that are not used, with the reason.
    """

    definitions: Definitions
    engine: Engine
    store: Store
    today: date
    inputs: dict[str, Input] = field(default_factory=dict)
    mapped: dict[str, Mapped] = field(default_factory=dict)
    tables: "dict[str, ir.Table]" = field(default_factory=dict)
    histories: "dict[str, ir.Table]" = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    fitting: set[object] = field(default_factory=set)
    refused: "dict[str, ir.Table]" = field(default_factory=dict)

    def read(self, progress: Callable[[str, int, int], None] | None = None) -> "Dataset":
        """Read every table that tenure.toml names, those that others refer to first."""
        named = _in_order(self.definitions.tables)
        for position, name in enumerate(named):
            if progress:
                progress(name, position, len(named))
            try:
                self._read(name, self.definitions.tables[name])
            except SourceError as error:
                raise self._placed(error) from error
        for name in OWN:
            self._read_own(name)
        return self

    def _read_own(self, name: str) -> None:
        """Add what the store itself has of a table: days before today, as of which all is known."""
        files = own_files(self.store.root, name, self.today)
        if not files:
            return
        rows = own_rows(self.engine, name, files)
        self.keys[name] = self.store.key(self.keys.get(name), fingerprint_files(files))
        if name == SAID:
            rows = self._usable(name, rows)
        if name in self.tables:
            rows = with_own(self.tables[name], rows)
        self.tables[name] = self.engine.view(rows, f"{name}_with_own")

    def _usable(self, name: str, rows: "ir.Table") -> "ir.Table":
        """Set aside the store's own rows that cannot be used; return the others."""
        told = self.engine.view(judged(rows, name, self.tables, self.today), f"{name}_judged")
        self.refused[name] = told.filter(told.reason.notnull())
        self.keys[name] = self.store.key(self.keys[name], self.keys.get("customers"))
        return told.filter(told.reason.isnull()).drop("reason")

    def _placed(self, error: SourceError) -> SourceError:
        """Add the file and the line where tenure.toml names what cannot be read."""
        where = error.where or ""
        if not where.startswith("tables."):
            return error
        place = self.definitions.place(*where.split("."))
        return SourceError(error.message, where=place, hint=error.hint)

    def quality(self, name: str) -> Quality:
        """Examine one table beside the others."""
        found = examine(
            self.mapped[name],
            others=self.tables,
            malformed=self.inputs[name].malformed,
            reader=self.engine,
            calendar=self.calendar,
            today=self.today,
        )
        notes = self.inputs[name].notes
        return replace(found, findings=by_severity((*notes, *found.findings))) if notes else found

    def quarantine(self, name: str) -> "ir.Table":
        """Return the source's own rows that are not used, each with its place and the reason."""
        rows, raw = self.mapped[name].rows, self.inputs[name].raw
        refused = rows.filter(rows[REASON].notnull()).select(FILE_COLUMN, ROW_COLUMN, REASON)
        taken = [name for name in ("file", "row", "reason") if name in raw.columns]
        named = raw.rename({f"source_{name}": name for name in taken})
        found = refused.inner_join(named, [FILE_COLUMN, ROW_COLUMN])
        return found.rename(file=FILE_COLUMN, row=ROW_COLUMN, reason=REASON).order_by("file", "row")

    def fingerprint(self, *names: str) -> str:
        """Return what identifies the rows of some tables, or of all of them."""
        return self.store.key([(name, self.keys[name]) for name in names or sorted(self.keys)])

    @property
    def calendar(self) -> Calendar:
        """The company's calendar."""
        company = self.definitions.company
        return Calendar(company.time_zone, company.week_starts)

    def _read(self, name: str, source: TableSource) -> None:
        found = self._input(name, source)
        recipe = _recipe(source, self.definitions, trusted=found.trusted)
        if source.layout:
            found, recipe = self._by_month(found, recipe)
        mapped = map_table(
            found.raw,
            TABLES[name],
            self._readings(found, source, recipe),
            recipe,
            self.engine,
            today=self.today,
            holders=self._holders(name, source),
            only=_only(source, name, self.definitions.company.time_zone),
        )
        self.inputs[name] = found
        self.keys[name] = self._key(mapped, name, source)
        self.mapped[name] = self._settled(mapped, name, source)
        kept = self.mapped[name].kept
        if TABLES[name].column(SINCE) and SINCE in kept.columns:
            self.histories[name] = self.engine.view(kept, f"{name}_over_time")
            kept = self.version(name, self.today + timedelta(days=1))
        self.tables[name] = self.engine.view(kept, name)

    def version(self, name: str, end: date) -> "ir.Table":
        """Return customers or accounts as they were when a local day began, one row each."""
        if name not in self.histories:
            return self.tables[name]
        rows, key = self.histories[name], TABLES[name].key or ""
        return current(rows, key, self.calendar.midnight(end))

    def _by_month(self, found: Input, recipe: Recipe) -> tuple[Input, Recipe]:
        """Read a sheet with a column a month: as contracts, or without its months."""
        if found.name != "subscriptions":
            return replace(found, raw=without_months(found.raw, recipe, found.name)), recipe
        monthly = contracts_by_month(
            found.raw,
            recipe,
            (found.fingerprint, _code()),
            engine=self.engine,
            store=self.store,
            today=self.today,
        )
        lines = [one for one in (found.malformed, monthly.lines) if one is not None]
        read = replace(
            found,
            fingerprint=monthly.key,
            raw=monthly.raw,
            malformed=pa.concat_tables(lines, promote_options="default"),
            notes=monthly.notes,
            covered=monthly.covered,
        )
        return read, read_as(recipe)

    def _input(self, name: str, source: TableSource) -> Input:
        if source.sql is not None:
            return self._query(name, source.sql)
        folder = self.definitions.folder
        files = resolve(source.from_ or (), folder, table=name)
        kind = format_of(files, table=name, fixed=source.fixed is not None)
        content = fingerprint_files(files)
        if kind == "parquet":
            raw = self.engine.scan_parquet(files, name=f"{name}_source")
            return Input(name, files, content, raw, None, trusted=True)
        scan = Scan(
            files,
            kind,
            separator=source.separator,
            encoding=source.encoding,
            skip_rows=source.skip_rows,
            sheet=source.sheet,
            fixed=dict(source.fixed or {}),
        )
        key = self.store.key(content, kind, asdict(replace(scan, files=())), _code())
        return self._converted(
            name, files, key, lambda folder: self.engine.convert(scan, folder, table=name)
        )

    def _readings(self, found: Input, source: TableSource, recipe: Recipe) -> list[Reading]:
        """Find out once how the columns are written, which takes a look at every value."""
        optional = ("customer_id",) if source.via else ()

        def build(folder: Path) -> None:
            chosen = readings(found.raw, TABLES[found.name], recipe, self.engine, optional=optional)
            write_text(folder / _READINGS, as_json([asdict(reading) for reading in chosen]))

        key = self.store.key(found.name, found.fingerprint, asdict(recipe), optional, _code())
        folder = self.store.entry("readings", key, build)
        noted = json.loads((folder / _READINGS).read_text("utf-8"))
        return [Reading(**{name: _frozen(value) for name, value in one.items()}) for one in noted]

    def _query(self, name: str, sql: str) -> Input:
        """Run a SQL source every time: what it reads cannot be fingerprinted, what it gives can."""
        draft = self.store.scratch / f"query_{name}"
        found = self.engine.convert_query(sql, draft, table=name)
        key = self.store.key(sql, fingerprint_files(found.paths), _code())

        def moved(folder: Path) -> Converted:
            paths = tuple(part.rename(folder / part.name) for part in found.paths)
            return replace(found, paths=paths)

        return self._converted(name, (), key, moved)

    def _converted(
        self, name: str, files: tuple[Path, ...], key: str, convert: Callable[[Path], Converted]
    ) -> Input:
        def build(folder: Path) -> None:
            pq.write_table(convert(folder).rejected, folder / _MALFORMED)

        folder = self.store.entry("imported", key, build)
        parts = sorted(folder.glob("part-*.parquet"))
        raw = self.engine.scan_parquet(parts, name=f"{name}_source", placed=True)
        malformed = pq.read_table(folder / _MALFORMED)
        return Input(name, files, key, raw, malformed, trusted=False)

    def _settled(self, mapped: Mapped, name: str, source: TableSource) -> Mapped:
        """Write mapped rows once, unless reading them in place costs nothing more."""
        if mapped.in_place and source.via is None:
            return mapped

        def build(folder: Path) -> None:
            self.engine.write_parquet(mapped.rows, folder / "rows.parquet", metric=name)

        folder = self.store.entry("tables", self.keys[name], build)
        rows = self.engine.scan_parquet(
            [folder / "rows.parquet"], name=f"{name}_mapped", placed=True
        )
        return replace(mapped, rows=rows)

    def _key(self, mapped: Mapped, name: str, source: TableSource) -> str:
        parts: list[object] = [
            self.inputs[name].fingerprint,
            source.model_dump(mode="json"),
            self._day(mapped),
        ]
        parts += [self.definitions.company.time_zone, _code()]
        return self.store.key(*parts, self.keys[source.via] if source.via else "")

    def _day(self, mapped: Mapped) -> str:
        """Return the last instant that is not in the future, where some are, else nothing.

        As long as it is the same, no row's fate depends on what day it is.
        """
        name = mapped.schema.instant
        lasts = [one.last for one in mapped.readings if one.name == name and one.last]
        if name is None or not any(last >= str(self.today) for last in lasts):
            return ""
        instant = mapped.rows[name]
        until = datetime.combine(self.today + timedelta(days=2), time())  # as `map_table` has it
        seen = mapped.rows.agg(last=instant.max(where=instant < until))
        return str(self.engine.execute(seen, metric=f"read {mapped.schema.name}").to_pylist()[0])

    def _holders(self, name: str, source: TableSource) -> "ir.Table | None":
        """Return who holds each key of the table through which customers are found."""
        if source.via is None:
            return None
        through, key = self.tables[source.via], TABLES[source.via].key
        holder = next(
            (name for name in ("customer_id", "account_id") if name in through.columns), None
        )
        if key is None or holder is None:
            raise SourceError(
                f"no customer can be found through {source.via}",
                where=f"tables.{name}.via",
                hint="name a table with a key and a customer_id, such as subscriptions",
            )
        return through.select(key, customer_id=through[holder])


def _code() -> str:
    return fingerprint_code("tables", "engines", "conditions", "company", "periods.py")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _in_order(tables: Mapping[str, TableSource]) -> list[str]:
    """List tables so that each comes after the one through which its customers are found."""
    waiting = [name for name in _READ_ORDER if name in tables]
    order: list[str] = []
    while waiting:
        ready = next((name for name in waiting if tables[name].via not in waiting), None)
        if ready is None:
            raise SourceError(
                f"{' and '.join(waiting)} look for the customer through each other",
                where=f"tables.{waiting[0]}.via",
                hint="map customer_id in one of them",
            )
        order.append(ready)
        waiting.remove(ready)
    return order


def _only(source: TableSource, name: str, zone: str) -> RowFilter | None:
    condition = source.where
    if condition is None:
        return None
    return lambda rows: condition.apply(rows, time_zone=zone, table_name=name).fill_null(False)


def _recipe(source: TableSource, definitions: Definitions, *, trusted: bool) -> Recipe:
    return Recipe(
        columns=dict(source.columns),
        dates=tuple(source.dates or ()),
        time_zone=source.time_zone or "UTC",
        company_zone=definitions.company.time_zone,
        decimal=source.decimal,
        thousands=source.thousands,
        trusted=trusted,
    )
