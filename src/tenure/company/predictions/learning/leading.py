"""How early the health score warns, by customers whom it was not learnt from."""

from collections.abc import Callable
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.drawing import known
from tenure.company.predictions.rows import Rows
from tenure.errors import MetricError
from tenure.predict.health.lead import LeadTime, lead_time
from tenure.predict.health.model import HealthScore

if TYPE_CHECKING:
    import pyarrow as pa

MOST = 20_000
"""Customers who are looked at, where there are too many for all rows to be learnt from."""


def lead_of(
    table: "pa.Table",
    learn: "Callable[[pa.Table], HealthScore]",
    followed: "Callable[[], pa.Table]",
    until: date,
    *,
    seed: int = 0,
) -> LeadTime:
    """Return how early health warns: learnt from some of the customers, looked at in others.

    Grain in: the rows to learn from (unit_id, as_of, days_left, weight, the features): half of
    the customers teach, the others are looked at. Where rows were drawn nobody's dates are all
    there: then `followed` gives all rows of some customers, and the rest teach. `until` is the
    last day observed. Raises MetricError where those who teach give no score.
    """
    import pyarrow.compute as pc

    teach: Any
    if (pc.max(table["weight"]).as_py() or 0) > 1:
        others = followed()
        teach = pc.invert(pc.is_in(table["unit_id"], others["unit_id"]))
    else:
        teach = _half(table, seed)
        others = table.filter(pc.invert(teach))
    health = learn(table.filter(teach))
    if health.bands is None:
        raise MetricError("some of the customers teach no score to look at in the others")
    banded = health.bands.history(health.score(others))
    return lead_time(banded, _left(others), until=until)


def followed(rows: Rows, most: int = MOST) -> "pa.Table":
    """Return all rows of some customers: evenly `most` of them, and no more than half."""
    import ibis

    labels = known(rows.labels)
    units = labels.select("unit_id").distinct()
    data = rows.outlook.rule.data
    number = data.engine.execute(units.agg(n=units.count()), metric="units")["n"][0].as_py()
    placed = units.mutate(_place=ibis.row_number().over(ibis.window(order_by="unit_id")))
    chosen = placed.filter(placed["_place"] % max(2, ceil(number / most)) == 0)
    own = labels.drop("_left").semi_join(chosen, "unit_id")
    return rows.features_of(f"followed {most}", own, rows.outlook.grid.points)


def _half(table: "pa.Table", seed: int) -> "pa.Array[pa.BooleanScalar]":
    """Return a mask (n,) of the rows of half of the customers, drawn at random."""
    import pyarrow as pa

    units, unit = np.unique(table["unit_id"].to_numpy().astype(str), return_inverse=True)
    chosen = np.random.default_rng(seed).permutation(len(units)) < len(units) / 2
    return pa.array(chosen[unit])


def _left(table: "pa.Table") -> "pa.Table":
    """Return when those left who did after the last date at which they were there."""
    import pyarrow as pa
    import pyarrow.compute as pc

    last = table.group_by("unit_id").aggregate([("as_of", "max")])
    ends = last.join(
        table.select(["unit_id", "as_of", "days_left"]),
        ["unit_id", "as_of_max"],
        ["unit_id", "as_of"],
    )
    gone = ends.filter(pc.is_valid(ends["days_left"]))
    day = gone["as_of_max"].cast(pa.date32()).cast(pa.int32())
    left_on = pc.add(day, gone["days_left"].cast(pa.int32())).cast(pa.date32())
    return pa.table({"unit_id": gone["unit_id"], "left_on": left_on})
