"""What people and the last profiles carry into today's: bands they had, scores that were set."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.days import PROFILES, Day
from tenure.company.predictions.outlook import Outlook
from tenure.errors import MetricError
from tenure.predict.health.bands import Names
from tenure.predict.health.overrides import Override

if TYPE_CHECKING:
    import pyarrow as pa

_SHOWN = 3
"""Rows that cannot count and are named."""


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


def overrides(outlook: Outlook) -> tuple[tuple[Override, ...], dict[str, str]]:
    """Return the scores that people set, as the table `overrides` has them, and what is wrong.

    A row that cannot count (it ends before it begins, 120 of 100) is left out, and the second
    says why: one slip of the pen keeps nobody's profile from being written.
    """
    if "overrides" not in outlook.rule.data.tables:
        return (), {}
    rows = outlook.rule.known("overrides", outlook.observed)
    told = outlook.rule.data.engine.execute(rows, metric="overrides").to_pylist()
    found, wrong = [], []
    for row in told:
        try:
            found.append(_override(row, outlook.rule.data.calendar.day))
        except MetricError as error:
            wrong.append(error.message)
    return tuple(found), _told(sorted(wrong))


def _told(wrong: list[str]) -> dict[str, str]:
    """Say which rows of the table cannot count, the first of them by name."""
    if not wrong:
        return {}
    more = f"; and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
    return {"overrides": "; ".join(wrong[:_SHOWN]) + more}


def _override(row: Mapping[str, Any], day: Callable[[datetime], date]) -> Override:
    return Override(
        str(row["unit_id"]),
        float(row["score"]),
        str(row["author"]),
        str(row["reason"]),
        day(row["set_at"]),
        day(row["expires_at"]),
    )
