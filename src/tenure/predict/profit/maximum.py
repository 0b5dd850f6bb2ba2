"""Maximum profit of a campaign chosen by a score: EMPC and MPC, from the ROC convex hull."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Floats, Rows, rows_of


@dataclass(frozen=True)
class Campaign:
    """What an average customer is worth, what an offer costs, how likely leavers take it.

    Units: `value`, `offer` and `contact` in money. The chance that one about to leave takes
    the offer and stays is Beta(alpha, beta); those who would stay anyway always take it.
    """

    alpha: float = 6.0
    beta: float = 14.0
    value: float = 200.0
    offer: float = 10.0
    contact: float = 1.0

    def __post_init__(self) -> None:
        if not (self.alpha > 0 and self.beta > 0):
            raise MetricError("alpha and beta must be above 0", where="campaign")
        if not (0 <= self.offer < self.value and self.contact >= 0):
            raise MetricError(
                "an offer must cost less than a customer is worth, and no cost is below 0",
                where="campaign",
            )

    @property
    def acceptance(self) -> float:
        """The mean chance that one about to leave takes the offer."""
        return self.alpha / (self.alpha + self.beta)


CLASSIC = Campaign()
"""The parameters that the literature compares models by."""


@dataclass(frozen=True)
class MaximumProfit:
    """Profit a customer of all those scored, and the share of them to be contacted for it."""

    profit: float
    share: float


def maximum_profit(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    campaign: Campaign = CLASSIC,
) -> MaximumProfit:
    """Return the expected maximum profit and the share contacted, over the chance of acceptance.

    With δ = offer / value, φ = contact / value, events e and others o among those contacted,
    a customer: value · ((γ (1 − δ) − φ) e − (δ + φ) o). For each chance γ the best cut is a
    corner of the ROC convex hull; corner i is best between γᵢ and γᵢ₊₁, where γᵢ = ((δ + φ)
    Δo / Δe + φ) / (1 − δ) of the segment before it. The integral over Beta(alpha, beta) is
    then a sum of incomplete beta functions: exact, nothing is drawn. NaN with one outcome.

    Source: T. Verbraken, W. Verbeke and B. Baesens, A novel profit maximizing metric for
    measuring classification performance of customer churn prediction models, IEEE TKDE 25 (2013).
    """
    hull = _hull(rows_of(y, p, weight, shares=False))
    if hull is None:
        return MaximumProfit(float("nan"), float("nan"))
    from scipy.special import betainc

    events, others = hull
    bounds = np.r_[0, np.clip(_switches(events, others, campaign), 0, 1), 1]
    mass = np.diff(betainc(campaign.alpha, campaign.beta, bounds))
    mean = campaign.acceptance * np.diff(betainc(campaign.alpha + 1, campaign.beta, bounds))
    won, paid = _money(events, others, campaign)
    contacted = events + others
    return MaximumProfit(float(won @ mean - paid @ mass), float(contacted @ mass))


def empc(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    campaign: Campaign = CLASSIC,
) -> float:
    """Return the expected maximum profit a customer; see `maximum_profit`."""
    return maximum_profit(y, p, weight, campaign=campaign).profit


def mpc(
    y: ArrayLike,
    p: ArrayLike,
    weight: ArrayLike | None = None,
    *,
    campaign: Campaign = CLASSIC,
) -> float:
    """Return the maximum profit a customer when the chance of acceptance is its mean.

    The best cut is chosen on the rows it is judged by, so it flatters; EMPC does so less.
    NaN with one outcome. Source: as `maximum_profit`.
    """
    hull = _hull(rows_of(y, p, weight, shares=False))
    if hull is None:
        return float("nan")
    won, paid = _money(*hull, campaign)
    return float((campaign.acceptance * won - paid).max())


def _hull(rows: Rows) -> tuple[Floats, Floats] | None:
    """Return the corners of the ROC convex hull, from (0, 0): shares of all rows that are
    contacted with the event, and without it. None with one outcome.

    Pooling neighbours until the share of events falls (isotonic regression) gives its sides.
    """
    total = rows.weight.sum()
    if not 0 < rows.weight @ rows.y < total:
        return None
    from scipy.optimize import isotonic_regression

    ranked = rows.ranked()
    starts = ranked.ties()
    events = np.add.reduceat(ranked.weight * ranked.y, starts)[::-1]
    both = np.add.reduceat(ranked.weight, starts)[::-1]
    events, both = events[both > 0], both[both > 0]
    blocks = isotonic_regression(events / both, weights=both, increasing=False).blocks
    events, both = (np.add.reduceat(each, blocks[:-1]) / total for each in (events, both))
    corner, contacted = np.r_[0, np.cumsum(events)], np.r_[0, np.cumsum(both)]
    return corner, contacted - corner


def _switches(events: Floats, others: Floats, campaign: Campaign) -> Floats:
    """Return from which chance of acceptance on each side of the hull pays."""
    delta, phi = campaign.offer / campaign.value, campaign.contact / campaign.value
    gained, lost = np.diff(events), np.diff(others)
    odds = np.divide(lost, gained, out=np.full(len(gained), np.inf), where=gained > 0)
    dear = delta + phi > 0  # contacts that cost nothing pay at once, whoever they reach
    found: Floats = ((delta + phi) * odds + phi) / (1 - delta) if dear else np.zeros_like(odds)
    return found


def _money(events: Floats, others: Floats, campaign: Campaign) -> tuple[Floats, Floats]:
    """Return the money won at each corner for a chance of acceptance of 1, and that paid anyway."""
    paid = campaign.contact * (events + others) + campaign.offer * others
    return (campaign.value - campaign.offer) * events, paid
