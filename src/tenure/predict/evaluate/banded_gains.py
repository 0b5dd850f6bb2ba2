"""The gains curve with its interval: of all who left, how many the riskiest hold."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.resampled import REPEATS, clusters, draws
from tenure.predict.evaluate.rows import Floats, Rows, rows_of
from tenure.predict.evaluate.scores import events_captured


@dataclass(frozen=True)
class BandedGains:
    """Of the `share` of rows with the highest predictions, the share of all events they hold.

    `low` and `high` are NaN of too few customers, everything of no event.
    """

    share: Floats
    captured: Floats
    low: Floats
    high: Floats


def banded_gains(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    shares: Sequence[float],
    groups: ArrayLike | None = None,
    seed: int = 0,
    repeats: int = REPEATS,
) -> BandedGains:
    """Return the gains curve at some shares of the rows, highest predictions first.

    Grain in: a row a prediction. Ties as in `gains`. Intervals: 95 %, percentiles of a bootstrap
    over `groups` (customers), as `bootstrap`. Raises MetricError for a share outside (0, 1].
    """
    at = np.asarray(shares, float)
    if not ((at > 0) & (at <= 1)).all():
        raise MetricError("a share lies above 0 and is 1 at most", where="shares")
    rows = rows_of(y, p, weight, shares=False)
    order = np.argsort(rows.p, kind="stable")  # ranked once: no draw then needs to
    ranked, cluster = rows.kept(order), clusters(groups, len(order))[order]
    drawn = [
        events_captured(Rows(ranked.y, ranked.p, ranked.weight * times), at)
        for times in draws(cluster, seed=seed, repeats=repeats)
    ]
    known = [one for one in drawn if np.isfinite(one).all()]
    ends = np.full((2, len(at)), np.nan)
    if known:
        ends = np.quantile(known, [0.025, 0.975], axis=0)
    return BandedGains(at, events_captured(ranked, at), ends[0], ends[1])
