"""Customers at dates with what was known a window earlier, before they could be exposed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.explanations.drivers.dates import points_of
from tenure.company.predictions.drawing import counted, drawn, shares
from tenure.company.predictions.outlook import Outlook
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.predict.grid import Point
from tenure.predict.labels import KNOWN

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 30_000
"""Customers at dates that are compared, at most."""
PLACEBO_DAYS = 28
_LEAST_HISTORY = 28


@dataclass(frozen=True)
class Timed:
    """Three tables of the same n rows: as of the date, before the exposure, and earlier still.

    at has left and weight; before is as of `days` days earlier; earlier of 28 more, `known` (n,)
    says of which rows the customer was there then.
    """

    at: "pa.Table"
    before: "pa.Table"
    earlier: "pa.Table"
    known: Any
    rows: Rows
    sql: str


def timed(outlook: Outlook, days: int) -> Timed:
    """Return customers who were there before a window of `days` days and at its end.

    Dates are those of drivers; as of each, features tell who was exposed in the window before;
    as of `days` earlier, what was known before the window began. Raises MetricError where no
    date has so long a history.
    """
    import ibis
    import pyarrow as pa

    points = _dates(outlook, days)
    drawn_rows, sql = _population(outlook, points, days)
    rows = Rows.of(outlook)
    every = sorted({day for point in points for day in _times(point, days)})
    keys = [_keys(drawn_rows, back) for back in (0, days, days + PLACEBO_DAYS)]
    wanted = ibis.memtable(pa.concat_tables(keys)).distinct()
    kind = repr(("cause", days, MOST_ROWS))
    told = rows.features_of(kind, wanted, [Point(day, day, day) for day in every])
    at, before, earlier = (told.take(_places(told, one)) for one in keys)
    for name in ("left", "weight"):
        at = at.append_column(name, drawn_rows[name])
    there = np.asarray(drawn_rows["_there"].to_numpy(), bool)
    return Timed(at, before, earlier, there, rows, sql)


def _keys(rows: "pa.Table", back: int) -> "pa.Table":
    """Return whom and when (unit_id, as_of), some days before the rows' own dates."""
    import pyarrow as pa

    days = rows["as_of"].to_numpy().astype("datetime64[D]") - np.timedelta64(back, "D")
    return pa.table({"unit_id": rows["unit_id"], "as_of": pa.array(days)})


def _places(told: "pa.Table", keys: "pa.Table") -> Any:
    """Return where the features of each key are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    def text(rows: "pa.Table") -> Any:
        day = rows["as_of"].cast(pa.date32()).cast(pa.int32()).cast(pa.string())
        between: Any = "/"
        return pc.binary_join_element_wise(day, rows["unit_id"].cast(pa.string()), between)

    return pc.index_in(text(keys), value_set=text(told).combine_chunks())


def _times(point: Point, days: int) -> tuple[Any, ...]:
    before = point.as_of - timedelta(days=days)
    return point.as_of, before, before - timedelta(days=PLACEBO_DAYS)


def _dates(outlook: Outlook, days: int) -> tuple[Point, ...]:
    if outlook.snapshot:
        raise MetricError(
            "a snapshot has no time before: nothing can be said about causes",
            hint="supply events, orders or subscriptions with their dates",
        )
    first = outlook.observed.first + timedelta(days=days + PLACEBO_DAYS + _LEAST_HISTORY)
    found = tuple(point for point in points_of(outlook) if point.as_of >= first)
    if not found:
        raise MetricError(
            f"no date has {days + PLACEBO_DAYS + _LEAST_HISTORY} days of history before it",
            hint="a driver of a shorter window, or more data",
        )
    return found


def _population(outlook: Outlook, points: tuple[Point, ...], days: int) -> "tuple[pa.Table, str]":
    """Draw customers at dates (unit_id, as_of, left, weight, _there): those there at both ends."""
    import ibis

    engine = outlook.rule.data.engine
    told = outlook.labels(points)
    known = told.filter(told.state == KNOWN)
    times = [Point(day, day, day) for day in {_times(one, days)[1] for one in points}]
    before = outlook.labels(tuple(sorted(times))).select("unit_id", _before="as_of")
    dated = known.mutate(_before=(known.as_of - ibis.interval(days=days)).cast("date"))
    both = dated.semi_join(before, ["unit_id", "_before"])
    sizes = {
        int(row["left"]): int(row["rows"])
        for row in engine.execute(counted(both), metric="cause").to_pylist()
    }
    chosen = drawn(both, shares(sizes, MOST_ROWS)).select("unit_id", "as_of", "left", "weight")
    early = [Point(day, day, day) for day in {_times(one, days)[2] for one in points}]
    there = outlook.labels(tuple(sorted(early))).select("unit_id", _early="as_of", _there=True)
    back = ibis.interval(days=days + PLACEBO_DAYS)
    dated = chosen.mutate(_early=(chosen.as_of - back).cast("date"))
    joined = dated.left_join(there, ["unit_id", "_early"])
    found = joined.select(
        "unit_id", "as_of", "left", "weight", _there=joined["_there"].fill_null(False)
    )
    return engine.execute(found.order_by("as_of", "unit_id"), metric="cause"), engine.script(known)
