"""What people and the last profiles carry into today's: bands they had, scores that were set."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.outlook import Outlook
from tenure.predict.health.bands import Names
from tenure.predict.health.overrides import Override

if TYPE_CHECKING:
    import pyarrow as pa


def bands(before: Day | None, units: "pa.ChunkedArray[Any]", column: str) -> Names:
    """Return the bands (n,) that some units had the last time, None for who had none.

    `column` says of what: risk_band, health_band. Of the last profiles no more than these
    units' is in memory.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    known: dict[str, str] = {}
    if before is not None and column in pq.read_schema(before.folder / PROFILES).names:
        own = pc.field("unit_id").isin(units.combine_chunks())
        found = before.table(columns=["unit_id", column], filters=own)
        assert found is not None
        known = dict(zip(*(found[one].to_pylist() for one in ("unit_id", column)), strict=True))
    return np.array([known.get(str(one)) for one in units.to_pylist()], np.object_)


def overrides(outlook: Outlook) -> tuple[Override, ...]:
    """Return the scores that people set, as the table `overrides` has them."""
    if "overrides" not in outlook.rule.data.tables:
        return ()
    calendar = outlook.rule.data.calendar
    rows = outlook.rule.known("overrides", outlook.observed)
    found = outlook.rule.data.engine.execute(rows, metric="overrides").to_pylist()

    def day(at: datetime) -> date:
        return calendar.day(at)

    return tuple(
        Override(
            str(row["unit_id"]),
            float(row["score"]),
            str(row["author"]),
            str(row["reason"]),
            day(row["set_at"]),
            day(row["expires_at"]),
        )
        for row in found
    )
