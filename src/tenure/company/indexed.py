"""Questions answered from the activity index: the same rows as from the events, sooner."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tenure.company.asked import Asked
from tenure.company.indexing import Indexed, activity_index
from tenure.company.metrics.retention import starts as recorded_starts
from tenure.measure.attrition import attrition_of_marks
from tenure.measure.index_answers import (
    EVERYONE,
    UNKNOWN_START,
    Split,
    at_marks,
    cohorts_of,
    lifecycle_counts,
    triangle,
)
from tenure.measure.index_bits import bitmap_of
from tenure.measure.lifecycle import lifecycle_of_counts
from tenure.measure.rates import with_groups
from tenure.measure.retention import Mode, retention_of_cells
from tenure.periods import Observation
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

_STARTS = "starts.arrow"
_EARLIER = 20
"""Years before the data in which a start is dated by the clock of its season."""


def rows(asked: Asked) -> "ir.Table | None":
    """Return the rows of a metric from the index; None where the events must be asked.

    Only for metrics it knows, and companies whose rule it can answer; the rows are
    those of the metric's own expression.
    """
    metric = _METRICS.get(asked.metric.name)
    indexed = activity_index(asked.rule) if metric is not None else None
    if metric is None or indexed is None or indexed.refuses(asked.observed) is not None:
        return None
    return metric(asked, indexed)


def _attrition(asked: Asked, indexed: Indexed) -> "ir.Table":
    import ibis

    churn = asked.definitions.churn
    marks = at_marks(
        indexed.index,
        window=churn.after or 0,
        period=asked.period,
        observed=asked.observed,
        split=_split(asked, indexed),
    )
    return attrition_of_marks(
        ibis.memtable(marks),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
        convention=churn.convention,
        lookback=asked.rule.lookback(asked.observed),
    )


def _lifecycle(asked: Asked, indexed: Indexed) -> "ir.Table":
    import ibis

    counts = lifecycle_counts(
        indexed.index,
        period=asked.period,
        observed=asked.observed,
        split=_split(asked, indexed),
    )
    return lifecycle_of_counts(
        ibis.memtable(counts),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
    )


def _retention(asked: Asked, indexed: Indexed) -> "ir.Table":
    import ibis
    import pyarrow as pa

    told = recorded_starts(asked)
    began = None if told is None else _start_days(indexed, told)
    cohorts = cohorts_of(
        indexed.index, period=asked.period, observed=asked.observed, start_days=began
    )
    same, returned = triangle(
        indexed.index,
        cohorts,
        period=asked.period,
        mode=cast(Mode, asked.option("mode")),
        observed=asked.observed,
        split=_split(asked, indexed),
    )
    if told is not None:
        same = pa.concat_tables([same, _idle(asked, indexed, asked.only(told))])
    return retention_of_cells(
        ibis.memtable(same),
        ibis.memtable(returned),
        period=asked.period,
        calendar=asked.calendar,
        observed=asked.observed,
    )


_METRICS: Mapping[str, Callable[[Asked, Indexed], "ir.Table"]] = {
    "attrition": _attrition,
    "lifecycle": _lifecycle,
    "retention": _retention,
}


def _split(asked: Asked, indexed: Indexed) -> Split:
    """Return who the question is about, by group."""
    import numpy as np

    groups = asked.groups
    if groups is None and not asked.question.where:
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


def _start_days(indexed: Indexed, told: "ir.Table") -> "npt.NDArray[np.int64]":
    """Return the day on which each position is said to have started, kept with the index."""
    import numpy as np

    data = indexed.rule.data
    unit = indexed.rule.unit
    key = data.store.key(
        indexed.folder.name,
        data.keys[f"{unit}s"],
        str(data.today),
        fingerprint_code("company/indexed.py", "periods.py"),
    )

    def build(folder: Path) -> None:
        placed = indexed.units.inner_join(_dated(indexed, told), "unit_id")
        found = data.engine.execute(placed.select("position", "day"), metric="starts")
        days = np.full(indexed.about.customers, UNKNOWN_START, np.int64)
        days[found["position"].to_numpy()] = found["day"].to_numpy()
        (folder / _STARTS).write_bytes(days.astype("<i8").tobytes())

    place = data.store.entry("index_starts", key, build)
    return np.fromfile(place / _STARTS, "<i8")


def _idle(asked: Asked, indexed: Indexed, told: "ir.Table") -> "pa.Table":
    """Count those who are said to have started and never did anything, by period and group."""
    end = indexed.index.calendar.number(asked.observed.end, "day")
    dated = _dated(indexed, told).anti_join(indexed.units, "unit_id")
    day = indexed.index.calendar.starts(dated.day, "day").cast("timestamp")
    known = dated.mutate(number=asked.calendar.numbers(day, asked.period)).filter(dated.day < end)
    named = with_groups(known, asked.groups)
    keys = ["group"] if asked.groups is not None else []
    counted = named.group_by(*keys, "number").agg(units=named.count())
    return asked.engine.execute(
        counted.select(*keys, counted.number.cast("int64"), counted.units.cast("int64")),
        metric=asked.metric.name,
    )
