"""Whether the exposed and the others are alike enough anywhere to be compared."""

from dataclasses import dataclass

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Overlap:
    """The propensities: their quantiles among exposed and others, and what was kept.

    low, high: the propensities kept; kept: the share of rows; effective: how many rows without
    weights would say as much, exposed and others: (Σ w)² / Σ w² of inverse propensities.
    """

    exposed: tuple[float, ...]
    others: tuple[float, ...]
    low: float
    high: float
    kept: float
    effective: tuple[float, float]


def alike(propensity: Floats, weight: Floats) -> Ints:
    """Return which rows (n,) to keep: where an estimate is not ruled by a few rows.

    1 / (e (1 − e)) ≤ γ, γ twice its mean over those kept: the cut with the least variance.
    Source: R. K. Crump and others, Dealing with limited overlap in estimation of average
    treatment effects, Biometrika 96 (2009).
    """
    spread = 1.0 / (propensity * (1.0 - propensity))
    order = np.argsort(spread, kind="stable")
    own = weight[order]
    mean = np.cumsum(own * spread[order]) / np.cumsum(own)
    within = np.flatnonzero(spread[order] <= 2 * mean)
    most = spread[order][within[-1]]
    return np.asarray(spread <= most)


def overlap(propensity: Floats, exposed: Ints, weight: Floats, kept: Ints) -> Overlap:
    """Describe the propensities (n,) of exposed (n,) and others, and those kept (n,)."""
    told = [
        tuple(float(np.quantile(propensity[side], at)) for at in QUANTILES)
        for side in (exposed == 1, exposed == 0)
    ]
    inside = propensity[kept]
    return Overlap(
        told[0],
        told[1],
        float(inside.min()),
        float(inside.max()),
        float(weight[kept].sum() / weight.sum()),
        (
            _effective(weight[kept] * exposed[kept] / inside),
            _effective(weight[kept] * (1 - exposed[kept]) / (1 - inside)),
        ),
    )


def _effective(weight: Floats) -> float:
    square = float((weight**2).sum())
    return float(weight.sum()) ** 2 / square if square else 0.0
