"""What an offer to each customer brings and costs, by their own value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Floats


@dataclass(frozen=True)
class Offer:
    """An offer to customers, each number one for all or one a customer.

    Units: `value` (what a customer kept is worth over the horizon), `offer` (paid when it is
    taken) and `contact` (paid for everyone contacted) in money. `acceptance`: the chance that
    one about to leave takes it and stays; `taken_anyway`: that one who would stay takes it.
    """

    value: ArrayLike
    offer: ArrayLike
    contact: ArrayLike
    acceptance: ArrayLike
    taken_anyway: ArrayLike = 1.0

    def __post_init__(self) -> None:
        for name in ("value", "offer", "contact", "acceptance", "taken_anyway"):
            found = np.asarray(getattr(self, name), dtype=np.float64)
            if not np.isfinite(found).all():
                raise MetricError("not every number is finite", where=f"offer.{name}")
            if name != "value" and (found < 0).any():
                raise MetricError("a cost or a chance is below 0", where=f"offer.{name}")
            if name in ("acceptance", "taken_anyway") and (found > 1).any():
                raise MetricError("a chance is above 1", where=f"offer.{name}")


def expected_profit(p: ArrayLike, offer: Offer) -> Floats:
    """Return what contacting each customer is expected to bring, in money (n,).

    p · acceptance · (value − offer) − (1 − p) · taken_anyway · offer − contact, where p is the
    calibrated probability of leaving; with the outcome in its place, what it has brought. The
    acceptance is assumed: only an experiment tells whom an offer keeps (see uplift).
    Source: S. A. Neslin et al., Defection detection, Journal of Marketing Research 43 (2006).
    """
    leaving, (value, cost, contact, acceptance, anyway) = _broadcast(p, offer)
    found: Floats = leaving * acceptance * (value - cost) - (1 - leaving) * anyway * cost - contact
    return found


def expected_cost(p: ArrayLike, offer: Offer) -> Floats:
    """Return what contacting each customer is expected to cost, in money (n,).

    contact + offer · (p · acceptance + (1 − p) · taken_anyway).
    """
    leaving, (_, cost, contact, acceptance, anyway) = _broadcast(p, offer)
    found: Floats = contact + cost * (leaving * acceptance + (1 - leaving) * anyway)
    return found


def expected_of_gain(p: ArrayLike, gain: ArrayLike, offer: Offer) -> tuple[Floats, Floats]:
    """Return what contacting each customer is expected to bring and to cost, in money (n,).

    gain · value − cost, cost = contact + offer · min(1, max(gain, 0) + (1 − p) · taken_anyway),
    where p is the chance of leaving without the offer and gain, measured by an experiment, by
    how much more likely one stays with it. It takes the place of p · acceptance, which
    `expected_profit` assumes, and may be below 0: some leave because they were reminded.
    """
    leaving, (value, cost, contact, _, anyway) = _broadcast(p, offer)
    change = np.asarray(gain, dtype=np.float64)
    if change.shape != leaving.shape or not ((change >= -1) & (change <= 1)).all():
        raise MetricError(f"a gain must be {len(leaving)} numbers from −1 to 1", where="gain")
    taken = np.minimum(np.maximum(change, 0) + (1 - leaving) * anyway, 1.0)
    spent: Floats = contact + cost * taken
    return change * value - spent, spent


def _broadcast(p: ArrayLike, offer: Offer) -> tuple[Floats, tuple[Floats, ...]]:
    leaving = np.asarray(p, dtype=np.float64)
    if (
        leaving.ndim != 1
        or not np.isfinite(leaving).all()
        or not ((leaving >= 0) & (leaving <= 1)).all()
    ):
        raise MetricError("probabilities must be numbers between 0 and 1", where="p")
    numbers = (offer.value, offer.offer, offer.contact, offer.acceptance, offer.taken_anyway)
    try:
        each = tuple(np.broadcast_to(np.asarray(one, np.float64), leaving.shape) for one in numbers)
    except ValueError as error:
        raise MetricError(f"an offer needs one number or {len(leaving)}", where="offer") from error
    return leaving, each
