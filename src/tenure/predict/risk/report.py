"""How a model came about, in plain values: its data, how it was judged and chosen."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import numpy as np

from tenure.predict.encoding import Floats
from tenure.predict.evaluate import (
    Calibration,
    Metric,
    auc,
    bootstrap_each,
    brier,
    gains,
    lift,
    log_loss,
    slices,
)
from tenure.predict.leakage import Leakage
from tenure.predict.risk.enough import Enough
from tenure.predict.risk.judging import REPEATS, Choice, Judged
from tenure.predict.risk.rates import segment_names
from tenure.predict.sample import Sample
from tenure.stats import Estimate

METRICS: Mapping[str, Metric] = {
    "auc": auc,
    "log_loss": log_loss,
    "brier": brier,
    "lift_top_tenth": partial(lift, share=0.1),
}


def data_of(sample: Sample, newcomers: int) -> dict[str, Any]:
    """Return the size, dates and outcomes of the rows to learn from."""
    return {
        "rows": len(sample),
        "units": len(np.unique(sample.groups)),
        "newcomer_rows": newcomers,
        "left": sample.events,
        "stayed": sample.others,
        "rate": sample.rate,
        "dates": [day.isoformat() for day in sample.dates],
        "left_out": dict(sample.left_out),
        "weighted": bool(sample.weight.min() != sample.weight.max()),
    }


def enough_of(size: Enough) -> dict[str, Any]:
    """Return how much there was to learn from."""
    return {
        "left": size.events,
        "stayed": size.others,
        "variables": size.variables,
        "per_variable": size.per_variable,
    }


def leaks_of(found: Leakage) -> list[dict[str, Any]]:
    """Return the findings of the leakage check."""
    return [
        {**asdict(one), "evidence": dict(one.evidence), "allowed": one.column in found.allowed}
        for one in found.findings
    ]


def judged_of(
    judged: Judged,
    choice: Choice,
    honest: Floats,
    checked: Calibration,
    segment: str | None,
    seed: int,
) -> dict[str, Any]:
    """Return the folds, the metrics of each learner and the check of the chosen one."""
    rows = judged.sample
    share = np.linspace(0, 1, 21)
    return {
        "scheme": judged.scheme,
        "folds": [
            {
                "day": fold.day and fold.day.isoformat(),
                "learned_from": len(fold.train),
                "tested": len(fold.test),
                "excluded": dict(fold.excluded),
            }
            for fold in judged.folds
        ],
        "tested": {"rows": len(rows), "left": rows.events, "stayed": rows.others},
        "learners": {
            name: _metrics(METRICS, rows, predicted, seed)
            for name, predicted in judged.predictions.items()
        },
        "compared": [
            {
                "simpler": one,
                "other": other,
                "verdict": found.verdict,
                "log_loss_gain": estimate(found.log_loss),
                "auc_gain": estimate(found.auc),
            }
            for one, other, found in choice.compared
        ],
        "chosen": _metrics(METRICS, rows, honest, seed),
        "calibration": {
            "slope": estimate(checked.slope),
            "intercept": estimate(checked.intercept),
            "in_the_large": estimate(checked.in_the_large),
            "bins": [asdict(one) for one in checked.bins],
            "doubts": [asdict(one) for one in checked.doubts],
        },
        "gains": {
            "share": share.tolist(),
            "captured": gains(rows.y, honest, rows.weight, points=21).captured.tolist(),
        },
        "slices": _slices(rows, honest, segment, seed),
    }


def estimate(found: Estimate | None) -> list[float] | None:
    """Return a value with the ends of its interval."""
    return None if found is None else [found.value, found.low, found.high]


def _metrics(
    metrics: Mapping[str, Metric], rows: Sample, predicted: Floats, seed: int
) -> dict[str, Any]:
    found = bootstrap_each(
        metrics, rows.y, predicted, rows.groups, rows.weight, seed=seed, repeats=REPEATS
    )
    return {name: estimate(one) for name, one in found.items()}


def _slices(rows: Sample, honest: Floats, segment: str | None, seed: int) -> list[dict[str, Any]]:
    if segment is None:
        return []
    names = {segment: segment_names(rows.table, segment)}
    found = slices(rows.y, honest, names, rows.weight, groups=rows.groups, seed=seed)
    return [
        {
            "attribute": one.attribute,
            "value": one.value,
            "rows": one.n,
            "left": one.events,
            "auc": estimate(one.auc),
            "predicted": one.predicted,
            "observed": estimate(one.observed),
            "verdict": one.verdict,
        }
        for one in found
    ]
