"""How early the health score warns, by customers whom it was not learnt from."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from tenure.errors import MetricError
from tenure.predict.health.lead import LeadTime, lead_time
from tenure.predict.health.model import HealthScore

if TYPE_CHECKING:
    import pyarrow as pa


def lead_of(
    table: "pa.Table", learn: "Callable[[pa.Table], HealthScore]", until: date, *, seed: int = 0
) -> LeadTime:
    """Return how early health warns: learnt from half of the customers, looked at in the others.

    Grain in: the rows to learn from (unit_id, as_of, days_left, weight, the features); `until`
    is the last day observed. Raises MetricError where rows were drawn, for then nobody's dates
    are all there, and where half of the customers teach no score.
    """
    import pyarrow.compute as pc

    if (pc.max(table["weight"]).as_py() or 0) > 1:
        raise MetricError(
            "only some of the rows were taken to learn from, so that nobody's dates are all there",
            hint="a larger [prediction] sample",
        )
    first = _half(table, seed)
    health, others = learn(table.filter(first)), table.filter(pc.invert(first))
    if health.bands is None:
        raise MetricError("half of the customers teach no score of health")
    banded = health.bands.history(health.score(others))
    return lead_time(banded, _left(others), until=until)


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
