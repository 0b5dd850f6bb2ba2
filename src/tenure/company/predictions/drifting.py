"""What the rows looked like when the models were learnt, and whether today's still do."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from tenure.company.predictions.days import Day
from tenure.predict.drift import Drift, Reference, Shift, drift, learn_reference
from tenure.predict.labels import KNOWN
from tenure.predict.risk import RiskModel
from tenure.store import as_json, write_text

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

DRIFT = "drift.json"
MOST = 50_000
"""Rows of today that are looked at: more make no shift clearer."""


def reference_of(risk: RiskModel, table: "pa.Table") -> Reference | None:
    """Keep what the last date looked like of those to learn from; None where nothing was learnt.

    Grain in: the rows to learn from (unit_id, as_of, state, weight, the features). One date,
    for today is one, too; those under notice or lost before the horizon began are not in it.
    """
    import pyarrow.compute as pc

    if risk.learned is None:
        return None
    last = pc.equal(table["as_of"], pc.max(table["as_of"]))
    rows = table.filter(pc.and_(last, pc.equal(table["state"], KNOWN)))
    if not rows.num_rows:
        return None
    return learn_reference(
        rows,
        learnt_from(risk),
        score=risk.score(rows)["risk"].to_numpy(),
        weight=rows["weight"].to_numpy(),
    )


def learnt_from(risk: RiskModel) -> list[str]:
    """Return the features that a model goes by; none where nothing was learnt."""
    return [] if risk.learned is None else [one.name for one in risk.learned.encoding.columns]


def looked_at(risk: npt.NDArray[np.float64], most: int = MOST) -> npt.NDArray[np.intp]:
    """Return which rows to look at: evenly, `most` of those that have a risk."""
    known = np.flatnonzero(np.isfinite(risk))
    if len(known) <= most:
        return known
    return known[np.linspace(0, len(known) - 1, most).astype(int)]


def write_drift(
    folder: "Path", reference: Reference | None, today: "pa.Table | None"
) -> Drift | None:
    """Compare today's rows (the features, risk) with the reference, and keep the verdicts."""
    if reference is None or today is None or not today.num_rows:
        return None
    found = drift(reference, today, score=today["risk"].to_numpy())
    write_text(folder / DRIFT, as_json(asdict(found)))
    return found


def drift_of(day: Day) -> Drift | None:
    """Return the drift that was found on a day; None where there was nothing to compare with."""
    path = day.folder / DRIFT
    if not path.is_file():
        return None
    plain: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return Drift(
        tuple(Shift(**one) for one in plain["features"]),
        Shift(**plain["score"]) if plain["score"] else None,
        plain["verdict"],
    )
