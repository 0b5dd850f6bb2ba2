"""Areas of the product and service: how much worse leaving is told without each."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from tenure.explain.drivers.arrays import Z95, Floats, Ints, clustered
from tenure.explain.drivers.panel import Panel
from tenure.explain.drivers.ridge import Ridge, folds_of, penalties, ridge, without
from tenure.stats.estimate import Estimate

FOLDS = 3


@dataclass(frozen=True)
class Area:
    """An area: its features, and the held-out log-likelihood a row that is lost without it.

    In thousandths of a nat; `share`: of all that the features tell beyond dates.
    """

    name: str
    features: int
    loss: Estimate
    share: float | None


def areas(
    panel: Panel, fit: Ridge, penalty: float, parts: Mapping[str, list[int]], seed: int
) -> list[Area]:
    """Return the areas (name: its features), the most telling first.

    Three folds of whole customers: learnt on two of them, told on the third, with and without
    the columns of an area (the others take its place as far as they can, by one Newton step).
    The interval counts customers. An area that others tell as well loses nothing.
    """
    given = penalties(panel.matrix.shape[1], panel.free.tolist(), penalty)
    fold = folds_of(panel.group, FOLDS, seed)
    lost = {name: np.zeros(len(panel)) for name in parts}
    whole = np.zeros(len(panel))
    everything = np.flatnonzero(panel.owner >= 0)
    for number in range(FOLDS):
        out = fold == number
        matrix, y = panel.matrix[~out], panel.y[~out]
        if not out.any() or y.min() == y.max():
            return []
        own = ridge(matrix, y, panel.weight[~out], given, fit.beta)
        told = _lost(panel, out, own.beta)
        for name, features in parts.items():
            beta = without(own, panel.columns_of(features))[1]
            lost[name][out] = _lost(panel, out, beta) - told
        whole[out] = _lost(panel, out, without(own, everything)[1]) - told
    total = float((panel.weight * whole).sum())
    found = [_area(name, len(parts[name]), one, panel, total) for name, one in lost.items()]
    return sorted(found, key=lambda one: -one.loss.value)


def _lost(panel: Panel, out: Ints, beta: Floats) -> Floats:
    """Return the log loss of some rows by the coefficients of others."""
    margin = np.asarray(panel.matrix[out] @ beta, np.float64)
    return np.asarray(np.logaddexp(0.0, margin) - panel.y[out] * margin)


def _area(name: str, features: int, lost: Floats, panel: Panel, total: float) -> Area:
    rows = panel.weight.sum()
    mean = float((panel.weight * lost).sum() / rows)
    centred = (panel.weight * (lost - mean) / rows)[:, None]
    error = sqrt(float(clustered(centred, panel.group)[0, 0]))
    ends = Estimate(*(1000 * one for one in (mean, mean - Z95 * error, mean + Z95 * error)))
    return Area(name, features, ends, mean * rows / total if total > 0 else None)
