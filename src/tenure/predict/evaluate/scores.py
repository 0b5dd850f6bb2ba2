"""How well predictions rank and how close they are: AUC, log loss, Brier, lift, gains."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Floats, Rows, rows_of

CLOSEST = float(np.finfo(np.float64).eps)
"""A prediction of 0 or 1 counts as this far from it, so that one miss is no infinite loss."""


@dataclass(frozen=True)
class Gains:
    """Of the `share` of rows with the highest predictions, the share of all events they hold."""

    share: Floats
    captured: Floats


def auc(y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Return the chance that a row with the event is ranked above one without; ties count half.

    Grain in: a row a prediction, p any score. AUC = Σ w⁺ (W⁻ below + W⁻ equal / 2) / (W⁺ W⁻),
    over the distinct scores: exact, in O(n log n), and O(n) where the rows are ranked already.
    NaN when only one outcome is there. Source: J. A. Hanley and B. J. McNeil, The meaning and
    use of the area under a ROC curve, Radiology 143 (1982).

    >>> auc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.8])
    0.875
    """
    rows = rows_of(y, p, weight, shares=False).ranked()
    with_event, without = _events_by_score(rows)
    pairs = with_event.sum() * without.sum()
    if not pairs:
        return float("nan")
    below = np.cumsum(without) - without
    return float(with_event @ (below + without / 2) / pairs)


def log_loss(y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Return the mean of −log of the probability given to what happened; units: nats a row.

    NaN of no rows. Predictions of exactly 0 or 1 count as `CLOSEST` away from it.
    """
    rows = rows_of(y, p, weight)
    return _mean(losses(rows), rows.weight)


def losses(rows: Rows) -> Floats:
    """Return −log of the probability given to what happened, a row each."""
    given = np.where(rows.y > 0, rows.p, 1 - rows.p)
    found: Floats = -np.log(np.maximum(given, CLOSEST))
    return found


def brier(y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Return the mean squared distance of prediction and outcome; NaN of no rows.

    Source: G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly
    Weather Review 78 (1950), in its form for two outcomes.
    """
    rows = rows_of(y, p, weight)
    return _mean((rows.p - rows.y) ** 2, rows.weight)


def gains(
    y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None, *, points: int = 101
) -> Gains:
    """Return the gains curve at evenly spaced shares of the rows, highest predictions first.

    Rows with equal predictions are taken as if in random order: a share that parts them holds
    their events in proportion. Shares and captured are NaN when nobody has the event.
    """
    if points < 2:
        raise MetricError(f"a curve has at least two points, not {points}", where="points")
    share = np.linspace(0, 1, points)
    return Gains(share, events_captured(rows_of(y, p, weight, shares=False), share))


def lift(
    y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None, *, share: float = 0.1
) -> float:
    """Return how many times as often the event happens in the top `share` as in all rows.

    Ties as in `gains`. NaN when nobody has the event. Raises MetricError unless 0 < share ≤ 1.

    >>> lift([1, 0, 0, 0, 1, 0, 0, 0, 0, 0], [0.9, 0.8, *[0.1] * 8], share=0.2)
    2.5
    """
    if not 0 < share <= 1:
        raise MetricError(f"a share lies between 0 and 1, not at {share:g}", where="share")
    found = events_captured(rows_of(y, p, weight, shares=False), np.array([share]))
    return float(found[0] / share)


def events_captured(rows: Rows, share: Floats) -> Floats:
    """Return the share of all events that the top `share` of the rows hold; NaN without any."""
    if not (rows.weight @ rows.y):
        return np.full(len(share), np.nan)
    with_event, without = (each[::-1] for each in _events_by_score(rows.ranked()))
    taken = np.r_[0, np.cumsum(with_event + without)]
    events = np.r_[0, np.cumsum(with_event)]
    found: Floats = np.interp(share * taken[-1], taken, events) / events[-1]
    return found


def _events_by_score(rows: Rows) -> tuple[Floats, Floats]:
    """Return the weight with the event and without it, a distinct score each, lowest first."""
    starts = rows.ties()
    if not len(starts):
        return np.zeros(0), np.zeros(0)
    with_event = np.add.reduceat(rows.weight * rows.y, starts)
    return with_event, np.add.reduceat(rows.weight * (1 - rows.y), starts)


def _mean(values: Floats, weight: Floats) -> float:
    total = weight.sum()
    return float(values @ weight / total) if total else float("nan")
