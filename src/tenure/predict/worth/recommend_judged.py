"""Whether what is offered is what customers take next: a split in time, against popularity."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa

from tenure.predict.evaluate.resampled import interval
from tenure.predict.worth.columns import found_in
from tenure.predict.worth.recommend import History, Offers, Recommender
from tenure.predict.worth.types import Flags, Floats, Integers
from tenure.stats import Estimate

Verdict = Literal["better", "no_better", "worse", "unknown"]

_RESAMPLES = 2000


@dataclass(frozen=True)
class Quality:
    """How good lists are, averaged over customers, with 95 % bootstrap intervals over them.

    `hit`: share of customers who took something of their list; `ndcg`: how much, and how far up.
    None where it does not vary.
    """

    hit: Estimate | None
    ndcg: Estimate | None


@dataclass(frozen=True)
class Comparison:
    """The lists offered beside simpler ones, of `customers` who took something then.

    `ahead` is the difference in NDCG to the best of the simpler lists (`against`), of the same
    customers; `verdict` says better or worse only where its whole interval is on that side.
    """

    customers: int
    qualities: dict[str, Quality]
    against: str
    ahead: Estimate | None
    verdict: Verdict


def compare(
    recommender: Recommender,
    before: pa.Table,
    after: pa.Table,
    *,
    count: int = 10,
    new: bool = True,
    seed: int = 0,
) -> Comparison:
    """Compare lists made from what was taken `before` a date with what was taken `after` it.

    Grain in: that of `interactions`, before and after the date. Of customers with a history who
    took something after it that the recommender knows; with `new`, something they had not taken
    before. The simpler lists: popular (most customers of late) and, unless `new`, again (what they
    took before, then popular).

    DCG = Σ over hits of 1 / log₂(1 + rank), divided by what the best list would reach.
    Source: K. Järvelin and J. Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM
    TOIS 20 (2002).
    """
    history = recommender.history(before)
    wanted = _wanted(recommender, history, after, new)
    offers = {"offered": recommender.offer(history, count, new=new)}
    if not new:
        offers["again"] = recommender.offer(history, count, new=False, similar=False)
    offers["popular"] = _popular(recommender, history, count, new)
    gains = {
        name: _gains(offer, wanted, len(recommender.items), count) for name, offer in offers.items()
    }
    qualities = {
        name: Quality(_mean(hit, seed), _mean(ndcg, seed)) for name, (hit, ndcg) in gains.items()
    }
    simpler = [name for name in offers if name != "offered"]
    against = max(simpler, key=lambda name: float(gains[name][1].sum()))
    ahead = _mean(gains["offered"][1] - gains[against][1], seed)
    return Comparison(len(wanted.unit_of), qualities, against, ahead, _verdict(ahead))


@dataclass(frozen=True)
class _Wanted:
    """What customers took afterwards: codes of customer and item; who, and how many each."""

    code: Integers
    unit_of: Integers
    counts: Integers


def _wanted(recommender: Recommender, history: History, after: pa.Table, new: bool) -> _Wanted:
    later, m = recommender.history(after), len(recommender.items)
    at, known = found_in(history.units.astype(str), later.units.astype(str))
    code = (at[later.unit] * m + later.item)[known[later.unit]]
    own = history.unit * m + history.item
    if new:
        code = code[~np.isin(code, own)]
    code = code[np.isin(code // m, history.unit)]
    units, counts = np.unique(code // m, return_counts=True)
    return _Wanted(np.sort(code), units, counts)


def _popular(recommender: Recommender, history: History, count: int, new: bool) -> Offers:
    """Offer the most popular items; where what was taken may come again, regardless of it."""
    if new:
        return recommender.offer(history, count, similar=False)
    nobody = history.part(np.zeros(0, dtype=np.int64))
    return recommender.offer(nobody, count, similar=False)


def _gains(offers: Offers, wanted: _Wanted, items: int, count: int) -> tuple[Floats, Floats]:
    """Return, of each customer who wanted something, whether there was a hit, and the NDCG."""
    hit: Flags = np.isin(offers.unit * items + offers.item, wanted.code)
    size = int(max(wanted.unit_of.max(initial=0), offers.unit.max(initial=0))) + 1
    discount = 1.0 / np.log2(np.arange(2.0, count + 2.0))
    reached = np.bincount(offers.unit, hit * discount[offers.rank], minlength=size)
    hits = np.bincount(offers.unit, hit, minlength=size)
    best = np.cumsum(discount)[np.minimum(wanted.counts, count) - 1]
    return (hits[wanted.unit_of] > 0).astype(float), reached[wanted.unit_of] / best


def _mean(values: Floats, seed: int) -> Estimate | None:
    """Return the mean of customers (n,) with its interval; None where nothing varies.

    Of a drawn sample only counts how often it has each value, so that is what is drawn: the cost
    goes with the distinct values, and not with customers.
    """
    kinds, counts = np.unique(values, return_counts=True)
    if len(kinds) < 2:
        return None
    rng, n = np.random.default_rng(seed), len(values)
    drawn = [rng.multinomial(n, counts / n) @ kinds / n for _ in range(_RESAMPLES)]
    return interval(float(values.mean()), np.array(drawn))


def _verdict(ahead: Estimate | None) -> Verdict:
    if ahead is None:
        return "unknown"
    if ahead.low > 0:
        return "better"
    return "worse" if ahead.high < 0 else "no_better"
