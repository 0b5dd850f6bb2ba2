"""What the rows looked like when the models were learnt, and whether today's still do."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from tenure.company.predictions.days import Day
from tenure.predict.drift import Drift, Reference, Shift, drift, learn_reference
from tenure.predict.encoding import Floats
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
    import pyarrow as pa
    import pyarrow.compute as pc

    if risk.learned is None:
        return None
    last = pc.equal(table["as_of"], pc.max(table["as_of"]))
    rows = table.filter(pc.and_(last, pc.equal(table["state"], pa.scalar(KNOWN))))
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


class Today:
    """Some of today's rows, evenly from every shard: what the features are, and the risks."""

    def __init__(self, risk: RiskModel, shards: int) -> None:
        self.names = learnt_from(risk)
        self.most = ceil(MOST / max(shards, 1))
        self.parts: list[pa.Table] = []

    def add(self, features: "pa.Table", risk: Floats) -> None:
        """Take rows of a shard, of those that have a risk."""
        import pyarrow as pa

        known = np.flatnonzero(np.isfinite(risk))
        step = max(1, ceil(len(known) / self.most))
        rows = known[::step]
        part = {name: features[name].take(rows) for name in self.names}
        self.parts.append(pa.table(part | {"risk": pa.array(risk[rows])}))


def write_drift(folder: "Path", reference: Reference | None, today: Today) -> None:
    """Compare today's rows with those that were learnt from, and keep the verdicts."""
    import pyarrow as pa

    rows = pa.concat_tables(today.parts)
    if reference is None or not rows.num_rows:
        return
    found = drift(reference, rows, score=rows["risk"].to_numpy())
    write_text(folder / DRIFT, as_json(asdict(found)))


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
