"""What a play brought in customers and money, cost and stayers paid for nothing included."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.prove.effect import Effect, effect_of, times
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial, numbers
from tenure.stats import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Floats

TOP = 0.01
"""The share of units with the largest amounts …"""
HEAVY = 0.5
"""… and the share of all money beyond which a mean rests on them."""


@dataclass(frozen=True)
class Offers:
    """Offers taken by the treated who stayed: how many, and how many would have stayed anyway.

    `subsidised` is the least there can be: it credits the offer with every customer kept.
    `subsidy`: what the offers of these cost; None where their cost is not known.
    """

    took: int
    subsidised: Estimate
    subsidy: Estimate | None


@dataclass(frozen=True)
class Brought:
    """What the treated brought more than without; money in the company's currency.

    `kept`: customers; `revenue`: net revenue; `cost`: what was spent on the treated; `net`:
    revenue − cost; `net_each`: of a treated unit. `measured`: revenue is that of the units, not
    customers kept times an assumed value. `cost_a_kept`: None where it is not sure that any
    were kept.
    """

    units: int
    kept: Estimate | None
    revenue: Estimate | None
    cost: float
    net: Estimate | None
    net_each: Estimate | None
    measured: bool
    offers: Offers | None
    cost_a_kept: Estimate | None
    notes: tuple[Note, ...]


def brought(
    tried: Trial,
    *,
    cost: "ArrayLike",
    revenue: "ArrayLike | None" = None,
    value: float | None = None,
    took: "ArrayLike | None" = None,
    offer_cost: "ArrayLike | None" = None,
    level: float = 0.95,
    left: Effect | None = None,
) -> Brought:
    """Return what a trial's treatment brought; `tried.outcome` is 1 where they left.

    Grain in: a row a unit, (n,) each: `cost` spent on it, net `revenue` over the window after
    the assignment, whether it `took` an offer, and what that cost (part of `cost`, and not off
    `revenue`: nothing may be taken off twice). Each is a sum over units, so that its difference
    times the treated units has the interval of a mean (delta method, by cluster), adjusted by
    `before` as the effect is. Without revenue, customers kept times `value`, as if that were
    known; without either no money is said.

    `left`: the trial's own effect, where it is worked out already.

    Subsidised stayers: Σ took · stayed of the treated, less customers kept.
    """
    left = left or effect_of(tried, level=level)
    spent = numbers("cost", cost, len(tried))
    whole = float(spent[tried.treated].sum())
    earned = None if revenue is None else numbers("revenue", revenue, len(tried))
    gain, net, notes = _money(tried, left, spent, earned, value, level)
    units = left.treatment.units
    return Brought(
        units=units,
        kept=left.kept,
        revenue=gain,
        cost=whole,
        net=net,
        net_each=None if net is None or not units else times(net, 1 / units),
        measured=earned is not None,
        offers=None if took is None else _offers(tried, took, offer_cost, level),
        cost_a_kept=_each_kept(whole, left.kept),
        notes=(*left.notes, *notes),
    )


def _money(
    tried: Trial,
    left: Effect,
    spent: "Floats",
    earned: "Floats | None",
    value: float | None,
    level: float,
) -> tuple[Estimate | None, Estimate | None, tuple[Note, ...]]:
    """Return revenue and net of all treated, and what is to be known of them."""
    if earned is not None:
        gain = effect_of(tried.of(earned), level=level).total
        net = effect_of(tried.of(earned - spent), level=level).total
        return gain, net, _heavy(earned)
    if value is None or left.kept is None:
        return None, None, (note("no_money"),) if value is None else ()
    gain = times(left.kept, value)
    off = float(spent[tried.treated].sum()) - _otherwise(tried, spent)
    net = Estimate(gain.value - off, gain.low - off, gain.high - off)
    return gain, net, (note("assumed_value"),)


def _otherwise(tried: Trial, spent: "Floats") -> float:
    """Return what would have been spent on the treated without: the control's mean of each."""
    control = spent[~tried.treated]
    return float(control.mean()) * int(tried.treated.sum()) if len(control) else 0.0


def _heavy(earned: "Floats") -> tuple[Note, ...]:
    """Note that few units have most of the money, so that an interval of its mean is unsure."""
    import numpy as np

    size, amounts = max(int(len(earned) * TOP), 1), np.abs(earned)
    whole = float(amounts.sum())
    if not whole:
        return ()
    share = float(np.partition(amounts, len(amounts) - size)[-size:].sum()) / whole
    return (note("few_pay_most", percent=round(100 * share)),) if share > HEAVY else ()


def _offers(
    tried: Trial, took: "ArrayLike", offer_cost: "ArrayLike | None", level: float
) -> Offers | None:
    if not tried.binary:
        raise MetricError("the outcome must be whether they left", where="outcome")
    taken = numbers("took", took, len(tried)) > 0
    stayed = 1 - tried.outcome
    both = taken & (stayed > 0) & tried.treated
    count = int(both.sum())
    found = effect_of(tried.of(both - stayed), level=level).total
    if found is None:
        return None
    bounds = [min(max(one, 0.0), float(count)) for one in (found.value, found.low, found.high)]
    subsidised = Estimate(*bounds)
    if offer_cost is None or not count:
        return Offers(count, subsidised, None)
    each = float(numbers("offer_cost", offer_cost, len(tried))[both].mean())
    return Offers(count, subsidised, times(subsidised, each))


def _each_kept(cost: float, kept: Estimate | None) -> Estimate | None:
    if kept is None or kept.low <= 0:
        return None
    return Estimate(cost / kept.value, cost / kept.high, cost / kept.low)


def together(estimates: Iterable[Estimate]) -> Estimate | None:
    """Return the sum of what several trials brought, which are independent of each other.

    Σ value; each side's width is the root of the sum of squares (MOVER). Plays drawn with salts
    of their own are independent, but one customer in two plays may be counted as kept by both:
    the holdout from everything says what all brought together. None of nothing.

    Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008).
    """
    parts = tuple(estimates)
    if not parts:
        return None
    value = sum(one.value for one in parts)
    below = hypot(*(one.value - one.low for one in parts))
    above = hypot(*(one.high - one.value for one in parts))
    return Estimate(value, value - below, value + above)
