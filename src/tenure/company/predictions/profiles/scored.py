"""Writing what is said of everyone, a shard at a time; why of those at most risk; and drift."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenure.company.predictions.days import REASONS
from tenure.company.predictions.drift.drifting import Today, write_drift
from tenure.company.predictions.profiles.parts import write_parts
from tenure.company.predictions.profiles.scoring import Scoring
from tenure.errors import MetricError
from tenure.predict.encoding import Floats
from tenure.predict.reasons import reasons

if TYPE_CHECKING:
    import pyarrow as pa

SCORES = "scores.parquet"
_TOLD = 0.1
"""The share of customers, those of most risk, whose reasons are worked out: so many are read."""


def write_scores(scoring: Scoring, folder: Path) -> None:
    """Write the scores of everyone, why the tenth with most risk has it, and how far all moved."""
    risks: list[Floats] = []
    today = Today(scoring.bundle.risk, len(scoring.files()))

    def said() -> "Iterator[pa.Table]":
        for features, own in scoring.tables():
            risks.append(own["risk"].to_numpy().astype(float))
            today.add(features, risks[-1])
            yield own

    write_parts(folder / SCORES, said())
    if not sum(map(len, risks)):
        raise MetricError(
            "nobody is there today, so there is nobody to score",
            hint="a day on which there were customers: --as-of, or newer data",
        )
    write_drift(folder, scoring.bundle.reference, today)
    every = np.concatenate(risks)
    known = every[np.isfinite(every)]
    least = float(np.quantile(known, 1 - _TOLD)) if known.size else np.inf
    write_parts(folder / REASONS, _why(scoring, risks, least))


def _why(scoring: Scoring, risks: Sequence[Floats], least: float) -> "Iterator[pa.Table]":
    """Yield the reasons of whose risk is at least so much, a shard at a time."""
    for (features, _), risk in zip(scoring.features(), risks, strict=True):
        chosen = features.take(np.flatnonzero(risk >= least))
        yield reasons(scoring.bundle.risk, chosen, scoring.bundle.features)
