"""Writing what is said of everyone, a shard at a time; why of those at most risk; and drift."""

from pathlib import Path

import numpy as np

from tenure.company.predictions.days import REASONS
from tenure.company.predictions.drift.drifting import Today, write_drift
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.errors import MetricError
from tenure.predict.reasons import reasons

SCORES = "scores.parquet"
_TOLD = 0.1
"""The share of customers, those of most risk, whose reasons are worked out: so many are read."""


def write_scores(scoring: Scoring, folder: Path) -> None:
    """Write the scores of everyone, why the tenth with most risk has it, and how far all moved."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer, risks, today = None, [], Today(scoring.bundle.risk, len(scoring.files()))
    try:
        for features, said in scoring.tables():
            writer = writer or pq.ParquetWriter(folder / SCORES, said.schema, compression="zstd")
            writer.write_table(said)
            risks.append(said["risk"].to_numpy())
            today.add(features, risks[-1].astype(float))
    finally:
        if writer is not None:
            writer.close()
    if not sum(map(len, risks)):
        raise MetricError("nobody is there today, so there is nobody to score")
    write_drift(folder, scoring.bundle.reference, today)
    every = np.concatenate(risks).astype(float)
    known = every[np.isfinite(every)]
    least = float(np.quantile(known, 1 - _TOLD)) if known.size else np.inf
    told = []
    for (features, _), risk in zip(scoring.features(), risks, strict=True):
        chosen = np.flatnonzero(risk.astype(float) >= least)
        told.append(reasons(scoring.bundle.risk, features.take(chosen), scoring.bundle.features))
    pq.write_table(pa.concat_tables(told), folder / REASONS, compression="zstd")
