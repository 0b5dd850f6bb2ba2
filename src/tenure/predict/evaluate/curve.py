"""Calibration: whether the event happens as often as predicted."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.doubt import SCARCE, Doubt, doubts_of
from tenure.predict.evaluate.recalibration import recalibrate
from tenure.predict.evaluate.resampled import clusters
from tenure.predict.evaluate.rows import Floats, Rows, equal_parts, rows_of
from tenure.stats import Estimate, wilson_bounds


@dataclass(frozen=True)
class Bin:
    """Rows of like predictions: how many, the mean prediction, the share of events in [low, high].

    `least` and `most` are the ends of the predictions in it.
    """

    n: int
    least: float
    most: float
    predicted: float
    observed: float
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """The calibration curve, and what a logistic recalibration would change.

    `slope` (1 is right), `intercept` (0) and `in_the_large` (0; the intercept at slope 1) are
    None when they cannot be fitted; `doubts` say why, and when not to trust them.
    """

    bins: tuple[Bin, ...]
    predicted: float
    observed: float
    slope: Estimate | None
    intercept: Estimate | None
    in_the_large: Estimate | None
    doubts: tuple[Doubt, ...]


def calibration(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    bins: int = 10,
    *,
    groups: ArrayLike | None = None,
) -> Calibration:
    """Return the calibration curve in bins of equal weight, and the recalibration slope.

    Grain in: a row a prediction. Equal predictions are never parted, so that there may be fewer
    bins. Observed and predicted are weighted means; the Wilson interval takes (Σw)² / Σw² as
    the number of rows (Kish), which is n without weights. Intervals of slope and intercept are
    over `groups` (customers). Sources: as `recalibrate`; L. Kish, Survey Sampling (1965).
    """
    if bins < 1:
        raise MetricError(f"at least one bin is needed, not {bins}", where="bins")
    rows = rows_of(y, p, weight)
    cluster = clusters(groups, len(rows.y))
    fitted = recalibrate(rows, cluster)
    total = rows.weight.sum()
    return Calibration(
        bins=_curve(rows.ranked(), bins) if total else (),
        predicted=float(rows.p @ rows.weight / total) if total else float("nan"),
        observed=float(rows.y @ rows.weight / total) if total else float("nan"),
        slope=fitted.slope if fitted else None,
        intercept=fitted.intercept if fitted else None,
        in_the_large=fitted.in_the_large if fitted else None,
        doubts=doubts_of(rows, cluster, wanted=SCARCE, fitted=fitted is not None),
    )


def _curve(rows: Rows, bins: int) -> tuple[Bin, ...]:
    rows = rows.kept(rows.weight > 0)
    place = equal_parts(rows.p, rows.weight, bins)
    return tuple(_bin(rows.kept(place == number)) for number in np.unique(place))


def _bin(rows: Rows) -> Bin:
    total = rows.weight.sum()
    observed = float(rows.y @ rows.weight / total)
    low, high = share_bounds(observed, rows.weight)
    return Bin(
        n=len(rows.y),
        least=float(rows.p[0]),
        most=float(rows.p[-1]),
        predicted=float(rows.p @ rows.weight / total),
        observed=observed,
        low=low,
        high=high,
    )


def share_bounds(share: float, weight: Floats) -> tuple[float, float]:
    """Return the Wilson interval of a weighted share, with the effective number of rows."""
    number = float(weight.sum() ** 2 / (weight @ weight))
    low, high = wilson_bounds(share * number, number)
    return max(float(low), 0.0), min(float(high), 1.0)
