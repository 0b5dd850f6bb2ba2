"""Curves of segments: as foretold of who is there now, and as seen of who was there before."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.errors import MetricError
from tenure.predict.survival.curves import Curves
from tenure.predict.survival.followup import FollowUp, follow_up
from tenure.predict.survival.model import Survival, parts_of
from tenure.stats.competing import Incidence, aalen_johansen

if TYPE_CHECKING:
    import pyarrow as pa

SEEN = ("segment", "cause", "day", "customers", "share", "low", "high", "reason")


def segment_curves(
    model: Survival,
    batches: "Iterable[pa.Table | pa.RecordBatch]",
    segment: str | None = None,
    *,
    band: bool = True,
) -> "tuple[pa.Table, Curves]":
    """Return the mean curve of the customers of each value of a column; without one, of all.

    Grain in: batches of features, a row a customer; memory is bounded by the segments. Out: a
    table (segment, customers) and its curves, in the order of the segments. The band is that
    of the mean: how unsure the forecast is, without the luck of single customers.
    """
    import pyarrow as pa

    sums: dict[str | None, list[Any]] = {}
    counts: dict[str | None, int] = {}
    for part in parts_of(batches):
        values = _values(part, segment)
        design = model.encoding.apply(part)
        places = {value: np.flatnonzero(values == value) for value in dict.fromkeys(values)}
        for value, rows in places.items():
            counts[value] = counts.get(value, 0) + len(rows)
        for at, found in enumerate(model.incidences(design, band=band)):
            for value, rows in places.items():
                own = sums.setdefault(value, [])
                own.extend([0.0] if len(own) <= at else [])
                own[at] = own[at] + found[rows].sum(axis=0)
    if not counts:
        raise MetricError("there is no customer in any segment", where="survival")
    order = sorted(counts, key=lambda value: (value is None, value or ""))
    means = (
        np.stack([sums[value][at] / counts[value] for value in order])
        for at in range(len(sums[order[0]]))
    )
    table = pa.table(
        {
            "segment": pa.array(order, pa.string()),
            "customers": pa.array([counts[value] for value in order], pa.int64()),
        }
    )
    return table, model.banded(means)


def seen_curves(table: "pa.Table", days: Sequence[float], segment: str | None = None) -> "pa.Table":
    """Return what was seen: who had left for each cause by some days, by segment.

    Grain in: a row a customer, of one date, as `follow_up` reads it; weights count as units
    (see `aalen_johansen`). Grain out: a segment, cause (null: any) and day, `SEEN`. share and
    interval are null with `reason` where nobody was watched for so long. Raises MetricError
    for customers that are there more than once: what becomes of one is one fact, not several.
    """
    import pyarrow as pa

    whole = follow_up(table)
    if len(np.unique(whole.unit)) < len(whole):
        raise MetricError(
            "some customers are there more than once",
            where="survival",
            hint="choose the rows of one date",
        )
    values = _values(table, segment)
    rows = [
        {"segment": value, **row}
        for value in sorted({*values}, key=lambda one: (one is None, one or ""))
        for row in _seen_rows(whole.rows(values == value), days)
    ]
    fields: list[tuple[str, pa.DataType]] = [
        *((name, pa.string()) for name in ("segment", "cause", "reason")),
        *((name, pa.float64()) for name in ("day", "share", "low", "high")),
        ("customers", pa.int64()),
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema(fields)).select(SEEN)


def _seen_rows(own: FollowUp, days: Sequence[float]) -> Iterator[dict[str, Any]]:
    every = aalen_johansen(own.days, own.gone, 1, own.weight)
    causes: list[tuple[str | None, Incidence, int]] = [(None, every, 0)]
    if len(own.causes) > 1:
        apart = aalen_johansen(own.days, own.cause, len(own.causes), own.weight)
        causes += [(cause, apart, at) for at, cause in enumerate(own.causes)]
    longest = own.days.max()
    for cause, found, at in causes:
        for day in days:
            row = {"cause": cause, "day": float(day), "customers": len(own)}
            yield row | _share(found, at, day) if day <= longest else row | _UNWATCHED


_UNWATCHED = {"share": None, "low": None, "high": None, "reason": "not_watched_so_long"}


def _share(found: Incidence, at: int, day: float) -> dict[str, Any]:
    """Return the share by a day with its interval, which is null where the share is 0 or 1."""
    step = int(np.searchsorted(found.times, day, side="right")) - 1
    if step < 0:
        return {"share": 0.0, "low": None, "high": None, "reason": None}
    bounds = {"low": float(found.low[at, step]), "high": float(found.high[at, step])}
    told = {name: bound if np.isfinite(bound) else None for name, bound in bounds.items()}
    return {"share": float(found.share[at, step]), **told, "reason": None}


def _values(table: "pa.Table", segment: str | None) -> Any:
    """Return each row's segment as text; None where it has none, or all are one."""
    if segment is None:
        return np.full(table.num_rows, None, object)
    if segment not in table.column_names:
        raise MetricError(
            f"there is no column {segment!r}; there are {', '.join(table.column_names)}",
            where="segment",
        )
    found = np.empty(table.num_rows, object)
    found[:] = [None if one is None else str(one) for one in table[segment].to_pylist()]
    return found
