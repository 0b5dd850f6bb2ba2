"""Counts for questions from the activity index: those that the events give, sooner."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tenure.company.indexing import Indexed, activity_index
from tenure.measure.index_answers import (
    EVERYONE,
    NEVER,
    UNKNOWN_START,
    Split,
    at_marks,
    cohorts_of,
    lifecycle_counts,
    triangle,
)
from tenure.measure.index_bits import bitmap_of
from tenure.measure.index_days import active_days, daily, lapsing_counts, midnight_spells
from tenure.measure.index_moving import moving_counts, stretches_of
from tenure.measure.moving import placed
from tenure.measure.rates import with_groups
from tenure.measure.retention import Mode
from tenure.measure.stickiness import WEEK
from tenure.periods import Observation
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from tenure.company.asked import Asked

_STARTS, _IDLE = "starts.bin", "idle.parquet"
_SPELLS = "spells.parquet"
_EARLIER = 20
"""Years before the data in which a start is dated by the clock of its season."""


@dataclass(frozen=True)
class Counts:
    """What metrics are made of, counted from the index for one question."""

    asked: "Asked"
    indexed: Indexed

    def marks(self, groups: "ir.Table | None") -> "ir.Table":
        """Return who is active at the start of every period; see `attrition_of_marks`."""
        return _table(
            at_marks(
                self.indexed.index,
                window=self.asked.definitions.churn.after or 0,
                period=self.asked.period,
                observed=self.asked.observed,
                split=self._split(groups),
            )
        )

    def attrition(self, groups: "ir.Table | None") -> "ir.Table":
        """Return what happened in every period, by groups that units move between.

        See `attrition_of_periods`.
        """
        asked, index = self.asked, self.indexed.index
        units = asked.only(self.indexed.units)
        each = placed(units, groups, asked.period, asked.calendar, asked.observed)
        rows = each.select(
            "position",
            "group",
            opens=each["_opens"].fill_null(-NEVER).cast("int64"),
            closes=each["_closes"].fill_null(NEVER).cast("int64"),
            entered=each["_entered"].fill_null(NEVER).cast("int64"),
            first=each["_first"].fill_null(False),
        )
        return _table(
            moving_counts(
                index,
                stretches_of(asked.engine.execute(rows, metric=asked.metric.name)),
                window=asked.definitions.churn.after or 0,
                period=asked.period,
                observed=asked.observed,
            )
        )

    def lifecycle(self) -> "ir.Table":
        """Return who is new, returning and so on in every period; see `lifecycle_of_counts`."""
        return _table(
            lifecycle_counts(
                self.indexed.index,
                period=self.asked.period,
                observed=self.asked.observed,
                split=self._own_split,
            )
        )

    def days(self) -> "ir.Table":
        """Return how many were active on how many days; see `frequency_of_counts`."""
        return _table(
            active_days(
                self.indexed.index,
                period=self.asked.period,
                observed=self.asked.observed,
                split=self._own_split,
            )
        )

    def lapsing(self, within: Sequence[int]) -> "ir.Table":
        """Return who is active and will soon not be; see `lapsing_of_counts`."""
        return _table(
            lapsing_counts(
                self.indexed.index,
                window=self.asked.definitions.churn.after or 0,
                within=within,
                observed=self.asked.observed,
                split=self._own_split,
            )
        )

    def daily(self, month_days: int) -> "ir.Table":
        """Return who was active on every day, in its week and month; see `stickiness_of_counts`."""
        observed = self.asked.observed
        whole = (observed.last - observed.first).days + 1  # nothing is known of the days before
        return _table(
            daily(
                self.indexed.index,
                lengths={"dau": 1, "wau": WEEK, "mau": min(month_days, whole)},
                observed=self.asked.observed,
                split=self._own_split,
            )
        )

    def spells(self) -> "ir.Table":
        """Return from which midnight to which each unit was active; see `midnight_spells`."""
        data, window = self.indexed.rule.data, self.asked.definitions.churn.after or 0
        code = fingerprint_code("company/indexed.py", "measure", "periods.py")
        seen = str(self.asked.observed)
        key = data.store.key(self.indexed.folder.name, window, seen, code)

        def build(folder: Path) -> None:
            import ibis

            found = midnight_spells(self.indexed.index, window=window, observed=self.asked.observed)
            each = self.indexed.units.inner_join(ibis.memtable(found), "position")
            calendar = self.indexed.index.calendar
            spells = each.select(
                "unit_id",
                from_local=calendar.starts(each.from_day, "day").cast("timestamp"),
                to_local=calendar.starts(each.to_day, "day").cast("timestamp"),
            )
            data.engine.write_parquet(spells, folder / _SPELLS, metric="spells")

        place = data.store.entry("index_spells", key, build)
        return data.engine.scan_parquet([place / _SPELLS], name=f"spells_{key[:8]}").select(
            "unit_id", "from_local", "to_local"
        )

    def cells(self, told: "ir.Table | None", mode: Mode) -> "tuple[ir.Table, ir.Table]":
        """Return the sizes of cohorts and who came back; see `retention_of_cells`.

        `told` (unit_id, started_at) says when units started, where the company says so.
        """
        import pyarrow as pa

        index, asked = self.indexed.index, self.asked
        starts = None if told is None else _starts(self.indexed, told)
        began = None if starts is None else starts.days
        cohorts = cohorts_of(index, period=asked.period, observed=asked.observed, start_days=began)
        same, returned = triangle(
            index,
            cohorts,
            period=asked.period,
            mode=mode,
            observed=asked.observed,
            split=self._own_split,
        )
        if starts is not None:
            same = pa.concat_tables([same, self._idle(asked.only(starts.idle))])
        return _table(same), _table(returned)

    @cached_property
    def _own_split(self) -> Split:
        return self._split(self.asked.groups)

    def _split(self, groups: "ir.Table | None") -> Split:
        """Return who the question is about, by group."""
        import numpy as np

        asked, indexed = self.asked, self.indexed
        everyone = asked.question.where is None and asked.question.cohort is None
        if groups is None and everyone:
            return EVERYONE
        units = with_groups(asked.only(indexed.units), groups)
        found = asked.engine.execute(units.drop("unit_id"), metric=asked.metric.name)
        positions = found["position"].to_numpy()
        words = indexed.index.words
        if groups is None:
            return Split({None: bitmap_of(positions, words)}, named=False)
        coded = found["group"].combine_chunks().dictionary_encode()
        codes = coded.indices.to_numpy()
        names = coded.dictionary.to_pylist()
        return Split(
            {
                str(name): bitmap_of(positions[np.flatnonzero(codes == code)], words)
                for code, name in enumerate(names)
            }
        )

    def _idle(self, idle: "ir.Table") -> "pa.Table":
        """Count those who are said to have started and never did anything, by period and group."""
        asked, calendar = self.asked, self.indexed.index.calendar
        end = calendar.number(asked.observed.end, "day")
        day = calendar.starts(idle.day, "day").cast("timestamp")
        known = idle.mutate(number=asked.calendar.numbers(day, asked.period))
        named = with_groups(known.filter(idle.day < end), asked.groups)
        keys = ["group"] if asked.groups is not None else []
        counted = named.group_by(*keys, "number").agg(units=named.count())
        return asked.engine.execute(
            counted.select(*keys, counted.number.cast("int64"), counted.units.cast("int64")),
            metric=asked.metric.name,
        )


def counts_for(asked: "Asked") -> Counts | None:
    """Return the counts of a question from the company's index; None where events must be asked.

    Without an index in the store, and for a rule or a day that it cannot answer, too.
    """
    indexed = activity_index(asked.rule, build=False)
    if indexed is None or indexed.refuses(asked.observed) is not None:
        return None
    return Counts(asked, indexed)


def _table(rows: "pa.Table") -> "ir.Table":
    import ibis

    return ibis.memtable(rows)


def _ever(indexed: Indexed) -> Observation:
    """Return the days by whose clock starts are dated, as `retention` does."""
    known, calendar = indexed.index.days, indexed.index.calendar
    today = indexed.rule.data.today
    first = today if known is None else calendar.start(known[0], "day")
    return Observation(first.replace(year=first.year - _EARLIER, day=1), today)


def _dated(indexed: Indexed, told: "ir.Table") -> "ir.Table":
    """Return the day number of each unit's start (unit_id, day), one row a unit."""
    known = told.filter(told.unit_id.notnull(), told.started_at.notnull())
    day = indexed.index.calendar.numbers_at(known.started_at, "day", _ever(indexed))
    dated = known.select("unit_id", day=day)
    return dated.group_by("unit_id").agg(day=dated.day.min())


@dataclass(frozen=True)
class _Starts:
    """When customers are said to have started: the day at each position of the index.

    `idle` (unit_id, day) are those who never did anything, who have no position.
    """

    days: "npt.NDArray[np.int64]"
    idle: "ir.Table"


def _starts(indexed: Indexed, told: "ir.Table") -> _Starts:
    """Return the starts that the company tells, kept with the index."""
    import numpy as np

    data = indexed.rule.data
    key = data.store.key(
        indexed.folder.name,
        data.keys[f"{indexed.rule.unit}s"],
        str(data.today),
        fingerprint_code("company/indexed.py", "periods.py"),
    )

    def build(folder: Path) -> None:
        dated = _dated(indexed, told)
        placed = indexed.units.inner_join(dated, "unit_id")
        found = data.engine.execute(placed.select("position", "day"), metric="starts")
        days = np.full(indexed.about.customers, UNKNOWN_START, np.int64)
        days[found["position"].to_numpy()] = found["day"].to_numpy()
        (folder / _STARTS).write_bytes(days.astype("<i8").tobytes())
        idle = dated.anti_join(indexed.units, "unit_id")
        data.engine.write_parquet(idle, folder / _IDLE, metric="starts")

    place = data.store.entry("index_starts", key, build)
    idle = data.engine.scan_parquet([place / _IDLE], name=f"idle_{key[:8]}")
    return _Starts(np.fromfile(place / _STARTS, "<i8"), idle.select("unit_id", "day"))
