"""The profit curve: what contacting the first customers of a ranking brings."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.doubt import Doubt, doubts_of
from tenure.predict.evaluate.resampled import REPEATS, clusters, draws
from tenure.predict.evaluate.rows import Floats, Integers, rows_of, runs
from tenure.predict.profit.group import profit_of
from tenure.predict.profit.offer import Offer, expected_profit
from tenure.stats import Estimate

RankBy = Literal["profit", "risk"]


@dataclass(frozen=True)
class ProfitCurve:
    """Money brought by contacting a `share` of the customers, best first, with its interval.

    `low` and `high` are NaN of too few customers. `paying` is what contacting everyone whose
    expected profit is above 0 has brought: a group chosen without a look at outcomes.
    `paying_share`: their share. `peak_share`: where the curve is highest; read off these
    outcomes, so its height flatters.
    """

    share: Floats
    profit: Floats
    low: Floats
    high: Floats
    paying: Estimate | None
    paying_share: float
    peak_share: float
    doubts: tuple[Doubt, ...]


def profit_curve(
    y: ArrayLike,
    p: ArrayLike,
    offer: Offer,
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    rank_by: RankBy = "profit",
    points: int = 21,
    seed: int = 0,
    repeats: int = REPEATS,
) -> ProfitCurve:
    """Return the profit curve of held-out customers, each with their own value and costs.

    Grain in: a row a prediction (p calibrated). Ranked by expected profit, or by risk alone.
    Money is the total over the rows, each as often as it weighs. A share that parts a row, or
    rows of equal rank, takes them in proportion. Intervals: bootstrap over `groups`.
    """
    if points < 2:
        raise MetricError(f"a curve has at least two points, not {points}", where="points")
    rows = rows_of(y, p, weight)
    cluster = clusters(groups, len(rows.y))
    expected, brought = expected_profit(rows.p, offer), expected_profit(rows.y, offer)
    rank = expected if rank_by == "profit" else rows.p
    order = np.argsort(-rank, kind="stable")
    share, starts, money = np.linspace(0, 1, points), runs(rank[order]), brought[order]
    whole = _along(share, money, rows.weight[order], starts)
    drawn = [
        _along(share, money, (rows.weight * times)[order], starts)
        for times in draws(cluster, seed=seed, repeats=repeats)
    ]
    ends = np.nanquantile(drawn, [0.025, 0.975], axis=0) if drawn else np.full((2, points), np.nan)
    paying = expected > 0
    total = rows.weight.sum()
    return ProfitCurve(
        share=share,
        profit=whole,
        low=ends[0],
        high=ends[1],
        paying=profit_of(paying, brought, rows.weight, groups=cluster, seed=seed, repeats=repeats),
        paying_share=float(rows.weight @ paying / total) if total else float("nan"),
        peak_share=float(share[np.argmax(whole)]) if total else float("nan"),
        doubts=doubts_of(rows, cluster),
    )


def _along(share: Floats, money: Floats, mass: Floats, starts: Integers) -> Floats:
    """Return the money that the first `share` of weight brings; runs of equal rank in part."""
    if not mass.sum():
        return np.full(len(share), np.nan)
    taken = np.r_[0, np.cumsum(np.add.reduceat(mass, starts))]
    brought = np.r_[0, np.cumsum(np.add.reduceat(money * mass, starts))]
    found: Floats = np.interp(share * taken[-1], taken, brought)
    return found
