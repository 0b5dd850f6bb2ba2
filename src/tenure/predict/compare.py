"""Champion against challenger: two models' predictions of the same rows, by paired bootstrap."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tenure.predict.evaluate.doubt import Doubt, doubt, doubts_of
from tenure.predict.evaluate.resampled import REPEATS, clusters, draws, interval
from tenure.predict.evaluate.rows import Floats, Integers, Rows, rows_of
from tenure.predict.evaluate.scores import auc, losses
from tenure.stats import Estimate

Verdict = Literal["better", "no evidence", "worse"]
By = Literal["log_loss", "auc"]


@dataclass(frozen=True)
class Comparison:
    """What the challenger gains over the champion; above 0 it is better, in both measures.

    `log_loss`: the champion's less the challenger's, in nats a row. `auc`: the challenger's
    less the champion's. None where undefined; `doubts` say why. The verdict goes by `by`.
    """

    log_loss: Estimate | None
    auc: Estimate | None
    by: By
    verdict: Verdict
    doubts: tuple[Doubt, ...]

    @property
    def promote(self) -> bool:
        """Whether the challenger should take the champion's place: never on noise."""
        return self.verdict == "better"


def compare(
    y: ArrayLike,
    champion: ArrayLike,
    challenger: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    by: By = "log_loss",
    seed: int = 0,
    repeats: int = REPEATS,
    level: float = 0.95,
) -> Comparison:
    """Compare two models' probabilities of the same rows, from a period later than both learned.

    Grain in: a row a prediction. Each draw takes the same customers (`groups`) for both, so
    that what is hard to predict for both does not blur the difference. "better" and "worse"
    only when the interval excludes 0 and there are 10 customers with and without the event.
    Raises MetricError as `log_loss` does. Source: B. Efron and R. Tibshirani, An Introduction
    to the Bootstrap (1993), chapter 16.
    """
    old, new = rows_of(y, champion, weight), rows_of(y, challenger, weight)
    cluster = clusters(groups, len(old.y))
    loss, ranking = _gains(old, new, cluster, seed=seed, repeats=repeats, level=level)
    doubts = doubts_of(old, cluster)
    judged = loss if by == "log_loss" else ranking
    if judged is None and not doubts:
        doubts = (doubt("no_interval"),)
    verdict: Verdict = "no evidence"
    if judged is not None and not doubts:
        verdict = verdict_of(judged)
    return Comparison(loss, ranking, by, verdict, doubts)


def verdict_of(gain: Estimate) -> Verdict:
    """Return on which side of 0 the whole interval lies."""
    if gain.low > 0:
        return "better"
    return "worse" if gain.high < 0 else "no evidence"


def _gains(
    old: Rows, new: Rows, cluster: Integers, *, seed: int, repeats: int, level: float
) -> tuple[Estimate | None, Estimate | None]:
    gain = (losses(old) - losses(new)) * old.weight
    orders = [np.argsort(rows.p, kind="stable") for rows in (old, new)]
    ranked = [
        (rows.y[order], rows.p[order]) for rows, order in zip((old, new), orders, strict=True)
    ]

    def both(weight: Floats, times: Floats) -> tuple[float, float]:
        total = weight.sum()
        first, second = (
            auc(y, p, weight[order]) for (y, p), order in zip(ranked, orders, strict=True)
        )
        return float(gain @ times / total) if total else float("nan"), second - first

    whole = both(old.weight, np.ones_like(gain))
    drawn = [
        both(old.weight * times, times) for times in draws(cluster, seed=seed, repeats=repeats)
    ]
    each = np.array(drawn).reshape(-1, 2)
    return interval(whole[0], each[:, 0], level), interval(whole[1], each[:, 1], level)
