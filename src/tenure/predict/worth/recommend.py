"""What to offer a customer next: what others bought who bought the same, with who and how many."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from tenure.errors import MetricError
from tenure.predict.worth.columns import Texts, coded, found_in, numbers, table_of
from tenure.predict.worth.types import Floats, Integers

SIMILAR, AGAIN, POPULAR = "similar", "again", "popular"
"""Why something is offered."""

NEIGHBOURS = 10
RECENT_DAYS = 60
MOST_ITEMS = 200
"""Of a customer with more items, the latest count for what is bought together: others of them are
shops, and their number of pairs grows with the square."""

_SHRINK = 10.0
_SOME_ITEMS = 500


@dataclass(frozen=True)
class History:
    """Who took what, as numbers: a row a customer and item, customers from 0, sorted by both."""

    units: Texts
    unit: Integers
    item: Integers
    times: Floats
    last: Floats

    def sized(self, most: int) -> "History":
        """Leave each customer's latest items, `most` of them."""
        order = np.lexsort((self.item, -self.times, -self.last, self.unit))
        place = np.arange(len(order)) - np.searchsorted(self.unit[order], self.unit[order])
        return self.part(np.sort(order[place < most]))

    def part(self, rows: Integers) -> "History":
        """Leave some of the rows, and all customers."""
        return History(
            self.units, self.unit[rows], self.item[rows], self.times[rows], self.last[rows]
        )


@dataclass(frozen=True)
class Offers:
    """Items offered, (n,): to whom, at which rank from 0, why, and because of which own item.

    `because` is −1 where it is no other item.
    """

    unit: Integers
    rank: Integers
    item: Integers
    why: Integers
    because: Integers


@dataclass(frozen=True)
class Recommender:
    """What was learnt: of each item who took it, and the items most alike.

    `customers` took the item, `recent` of them in the last `RECENT_DAYS`. Row i of the others has
    the items most like item i: which, how much, and how many took both; 0 where there are fewer.
    """

    items: Texts
    customers: Floats
    recent: Floats
    neighbours: Integers
    likeness: Floats
    together: Floats

    def history(self, interactions: pa.Table) -> History:
        """Return interactions by number; items that were not learnt are left out."""
        return _history(interactions, self.items)

    def offer(
        self, history: History, count: int, *, new: bool = True, similar: bool = True
    ) -> Offers:
        """Return the `count` best items of each customer.

        With `new`, of those not taken yet; else those taken before come first, the most often and
        latest ones leading. Then what is `similar`: by Σ of likeness over the own items, times
        the item's trend (its customers of late over all its customers). Then what is popular.
        """
        parts = [] if new else [self._again(history)]
        if similar:
            parts.append(self._similar(history))
        parts.append(self._popular(history, count))
        return _best(parts, history, len(self.items), count, own=not new)

    def top(
        self,
        interactions: pa.Table,
        count: int = 10,
        *,
        new: bool = True,
        similar: bool = True,
    ) -> pa.Table:
        """Return what to offer each customer, with the evidence; options as `offer`.

        Grain in: that of `interactions`; any part of the customers. Grain out: a customer and
        rank (unit_id, rank, item, why, because, together, buyers): why is similar (`together` of
        the `buyers` of `because` took the item, too), again (they took it before) or popular
        (`buyers` took it of late).
        """
        history = self.history(interactions)
        found = self.offer(history, count, new=new, similar=similar)
        from_own = found.because >= 0
        because = np.where(from_own, found.because, found.item)
        where = self.neighbours[because] == found.item[:, None]
        both = np.where(where, self.together[because], 0.0).sum(axis=1)
        buyers = np.where(from_own, self.customers[because], self.recent[found.item])
        told = self.items[because]
        told[~from_own] = None
        return table_of({
            "unit_id": history.units[found.unit],
            "rank": found.rank + 1,
            "item": self.items[found.item],
            "why": np.array([SIMILAR, AGAIN, POPULAR], dtype=object)[found.why],
            "because": told,
            "together": np.where(from_own, both, np.nan),
            "buyers": np.where(found.why == 1, np.nan, buyers),
        })  # fmt: skip

    def _similar(self, history: History) -> "_Scored":
        """Score what is like the own items; `because` is the own item that adds most."""
        k, m = self.neighbours.shape[1], len(self.items)
        unit, own = np.repeat(history.unit, k), np.repeat(history.item, k)
        item = self.neighbours[history.item].ravel()
        likeness = self.likeness[history.item].ravel()
        kept = likeness > 0
        unit, own, item, likeness = unit[kept], own[kept], item[kept], likeness[kept]
        order = np.argsort(unit * m + item, kind="stable")
        unit, own, item, likeness = unit[order], own[order], item[order], likeness[order]
        begins = np.flatnonzero(np.diff(unit * m + item, prepend=-1))
        if not len(begins):
            return _Scored(unit, item, likeness, 0, own)
        most = np.repeat(np.maximum.reduceat(likeness, begins), np.diff(begins, append=len(unit)))
        place = np.where(likeness == most, np.arange(len(unit)), len(unit))
        trend = ((self.recent + 1.0) / (self.customers + 1.0))[item[begins]]
        score = np.add.reduceat(likeness, begins) * trend
        because = own[np.minimum.reduceat(place, begins)]
        return _Scored(unit[begins], item[begins], score, 0, because)

    def _again(self, history: History) -> "_Scored":
        days = history.last - history.last.max(initial=0.0)
        score = history.times + np.exp(days / RECENT_DAYS) / 2.0
        return _Scored(history.unit, history.item, score, 1, np.full(len(history.item), -1))

    def _popular(self, history: History, count: int) -> "_Scored":
        """Score the most popular items, enough of them for those who took them already."""
        own = np.bincount(history.unit, minlength=len(history.units))
        most = min(len(self.items), count + int(own.max(initial=0)))
        best = np.lexsort((-self.customers, -self.recent))[:most]
        needed = np.minimum(own + count, most)
        unit = np.repeat(np.arange(len(own)), needed)
        place = np.arange(len(unit)) - np.repeat(np.cumsum(needed) - needed, needed)
        return _Scored(unit, best[place], -place.astype(float), 2, np.full(len(unit), -1))


@dataclass(frozen=True)
class _Scored:
    """Candidates of one kind, (n,): customer, item, score, and because of which own item."""

    unit: Integers
    item: Integers
    score: Floats
    why: int
    because: Integers


def fit_recommender(
    interactions: pa.Table, as_of: date, *, neighbours: int = NEIGHBOURS
) -> Recommender:
    """Learn which items are taken by the same customers.

    Grain in: that of `interactions`, before as_of. Likeness of two items: n₁₂ / (√(n₁ n₂) + 10),
    the cosine of who took them, shrunk where few did; each item keeps its `neighbours` likest.
    Raises MetricError when nobody took two items.
    """
    items, _ = coded(interactions, "item")
    history = _history(interactions, items)
    n = (len(history.units), len(items))
    customers = np.bincount(history.item, minlength=n[1]).astype(float)
    first = float((as_of - timedelta(days=RECENT_DAYS) - date(1970, 1, 1)).days)
    recent = np.bincount(history.item, history.last >= first, minlength=n[1]).astype(float)
    some = history.sized(MOST_ITEMS)
    took = csr_array((np.ones(len(some.item)), (some.unit, some.item)), shape=n)
    found = _likest(took, customers, neighbours)
    if not found[1].any():
        raise MetricError(
            "nobody took two items, so nothing is known of what goes together",
            where="recommend",
            hint="take a longer time",
        )
    return Recommender(items, customers, recent, *found)


def _likest(took: csr_array, customers: Floats, most: int) -> tuple[Integers, Floats, Floats]:
    """Return each item's likest items, how like they are, and how many took both.

    Some items at a time, so that the pairs of all of them are never held at once.
    """
    m = len(customers)
    item, likeness, count = np.zeros((m, most), np.int64), np.zeros((m, most)), np.zeros((m, most))
    by_item = took.T.tocsr()
    for start in range(0, m, _SOME_ITEMS):
        both = (by_item[start : start + _SOME_ITEMS] @ took).tocsr()
        for row in range(both.shape[0]):
            own, at = start + row, slice(both.indptr[row], both.indptr[row + 1])
            others, numbers_of = both.indices[at].astype(np.int64), both.data[at]
            like = numbers_of / (np.sqrt(customers[own] * customers[others]) + _SHRINK)
            like[others == own] = 0.0
            best = _largest(like, others, most)
            size = len(best)
            item[own, :size], likeness[own, :size] = others[best], like[best]
            count[own, :size] = numbers_of[best]
    return item, likeness, count


def _largest(values: Floats, ties: Integers, most: int) -> Integers:
    """Return where the `most` largest values above 0 are, the largest first, ties in order."""
    above = np.flatnonzero(values > 0)
    if len(above) > most:
        least = np.partition(values[above], -most)[-most]
        above = above[values[above] >= least]
    order = np.lexsort((ties[above], -values[above]))
    return above[order[:most]].astype(np.int64)


def _history(interactions: pa.Table, items: Texts) -> History:
    names, name = coded(interactions, "item")
    units, unit = coded(interactions, "unit_id")
    where, known = found_in(items.astype(str), names.astype(str))
    at = where[name]
    times, last = numbers(interactions, "times"), numbers(interactions, "last_day")
    order = np.lexsort((at, unit))
    return History(units, unit, at, times, last).part(order[known[name][order]])


def _best(parts: list[_Scored], history: History, items: int, count: int, *, own: bool) -> Offers:
    """Return the best of each customer: kinds in their order, each item once, own ones or not."""
    unit, item = np.concatenate([p.unit for p in parts]), np.concatenate([p.item for p in parts])
    kind = np.repeat(np.arange(len(parts)), [len(p.unit) for p in parts])
    score, because = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("score", "because")
    )
    why = np.array([p.why for p in parts])[kind]
    code = unit * items + item
    if not own:
        kept = ~np.isin(code, history.unit * items + history.item)
        unit, item, kind, score, because, why, code = (
            one[kept] for one in (unit, item, kind, score, because, why, code)
        )
    order = np.lexsort((kind, code))
    order = order[np.diff(code[order], prepend=-1) != 0]
    order = order[np.lexsort((item[order], -score[order], kind[order], unit[order]))]
    rank = np.arange(len(order)) - np.searchsorted(unit[order], unit[order])
    order, rank = order[rank < count], rank[rank < count]
    return Offers(unit[order], rank, item[order], why[order], because[order])
