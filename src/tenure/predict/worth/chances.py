"""Cross-selling and up-selling: what the best customers like them hold that they do not."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenure.predict.worth.columns import (
    Texts,
    coded,
    column,
    found_in,
    numbers,
    table_of,
    texts,
)
from tenure.predict.worth.peers import NOWHERE, Peers, valued
from tenure.predict.worth.types import Flags, Floats, Integers
from tenure.stats import wilson_bounds

CROSS_SELL, UP_SELL = "cross_sell", "up_sell"

LEAST_SHARE = 0.1
"""A product that fewer of the best customers hold is not typical of them."""

_MOST_PRODUCTS = 30


@dataclass(frozen=True)
class Holdings:
    """What the best quarter of each group of a level holds: a row a group and product.

    `holders` of the group's `best` customers hold it, for the median `amount` (NaN where not
    known), and the share `others` of the rest of the group; sorted by group. Only what
    `LEAST_SHARE` of the best hold, and more of them than of the others.
    """

    group: Integers
    product: Texts
    holders: Floats
    best: Floats
    others: Floats
    amount: Floats

    @property
    def share(self) -> Floats:
        """The share of the best customers that hold it."""
        return self.holders / self.best


@dataclass(frozen=True)
class Chances:
    """What was learnt of what the best customers hold, by level and group of their peers."""

    peers: Peers
    holdings: tuple[Holdings, ...]

    def of(self, units: pa.Table, held: pa.Table, *, most: int = 3) -> pa.Table:
        """Return what the best customers like them hold that they do not, or hold less of.

        Grain in: as `Peers.standing`, and `held`: a customer and product (unit_id, product_id,
        amount: null where not known) of the same customers. Grain out: a customer and product, up
        to `most` of each kind (unit_id, kind, product_id, holders, best, share, share_low,
        share_high, others, own, median).

        cross_sell: they do not hold it, and `holders` of the `best` quarter of their peers do
        (share, with its 95 % Wilson interval), more often than the `others`; the largest
        difference first. up_sell: they hold it for an amount (`own`) below the median of those
        holders; the largest difference first. Of customers in the best quarter nothing is said.
        """
        ids, value = texts(units, "unit_id"), numbers(units, "value")
        level, group = self.peers.places(units)
        parts = []
        for at, one in enumerate(self.holdings):
            inside = np.flatnonzero(level == at)
            best = self.peers.levels[at].quartiles[group[inside], 2]
            own = inside[value[inside] < best]
            parts.append(_chances(one, ids[own], group[own], held, most))
        return pa.concat_tables(parts)


def fit_chances(peers: Peers, units: pa.Table, held: pa.Table) -> Chances:
    """Learn what the best quarter of each group of peers holds.

    Grain in: as `fit_peers`, and `held` as `Chances.of`. The best are those whose value reaches
    the third quartile of their group.
    """
    known = units.filter(pa.array(valued(units)))
    ids, value = texts(known, "unit_id"), numbers(known, "value")
    found = []
    for level in peers.levels:
        group = level.find(known)
        inside = np.flatnonzero(group != NOWHERE)
        best = value[inside] >= level.quartiles[group[inside], 2]
        found.append(_holdings(ids[inside], group[inside], best, held))
    return Chances(peers, tuple(found))


def _holdings(ids: Texts, group: Integers, best: Flags, held: pa.Table) -> Holdings:
    """Count what customers, each of a group and among its best or not, hold.

    Only products that somebody in the group holds are counted: most groups hold few of them.
    """
    who, amount = _of(ids, held)
    row = np.flatnonzero(who != NOWHERE)
    names, product = coded(held.select(["product_id"]).take(row), "product_id")
    groups = int(group.max(initial=-1)) + 1
    kinds, code = np.unique(group[who[row]] * len(names) + product, return_inverse=True)
    of, item = np.divmod(kinds, max(len(names), 1))
    top, size = best[who[row]], len(kinds)
    holders, rest = (np.bincount(code[one], minlength=size) for one in (top, ~top))
    many, few = (np.bincount(group[one], minlength=groups) for one in (best, ~best))
    others = rest / np.maximum(few, 1)[of]
    share = holders / np.maximum(many, 1)[of]
    kept = np.flatnonzero((share >= LEAST_SHARE) & (share > others))
    kept = kept[np.lexsort((kept, others[kept] - share[kept], of[kept]))]
    kept = kept[_places(of[kept]) < _MOST_PRODUCTS]
    return Holdings(
        of[kept],
        names[item[kept]],
        holders[kept].astype(float),
        many[of[kept]].astype(float),
        others[kept],
        _medians(code[top], amount[row][top], size)[kept],
    )


def _medians(code: Integers, amount: Floats, size: int) -> Floats:
    """Return the median of the known amounts of each code, NaN where none is known."""
    known = np.isfinite(amount)
    code, amount = code[known], amount[known]
    ordered = amount[np.lexsort((amount, code))]
    counts = np.bincount(code, minlength=size)
    begins = np.cumsum(counts) - counts
    some = counts > 0
    found = np.full(size, np.nan)
    low, high = (begins + one for one in ((counts - 1) // 2, counts // 2))
    found[some] = (ordered[low[some]] + ordered[high[some]]) / 2.0
    return found


def _places(groups: Integers) -> Integers:
    """Number the rows of each group from 0; rows lie group by group."""
    return np.arange(len(groups)) - np.searchsorted(groups, groups)


def _chances(one: Holdings, ids: Texts, group: Integers, held: pa.Table, most: int) -> pa.Table:
    """Put each customer beside what the best of its group hold."""
    first = np.searchsorted(one.group, group, side="left")
    count = np.searchsorted(one.group, group, side="right") - first
    unit = np.repeat(np.arange(len(ids)), count)
    row = np.arange(len(unit)) - np.repeat(np.cumsum(count) - count - first, count)
    holds, own = _own(one, ids, unit, row, held)
    parts = []
    for kind, fits, gain in (
        (CROSS_SELL, ~holds, one.share[row] - one.others[row]),
        (UP_SELL, holds & (own < one.amount[row]), one.amount[row] - own),
    ):
        at = np.flatnonzero(fits)
        at = at[np.lexsort((row[at], -gain[at], unit[at]))]
        at = at[_places(unit[at]) < most]
        parts.append(_told(kind, one, ids[unit[at]], row[at], own[at]))
    return pa.concat_tables(parts)


def _own(
    one: Holdings, ids: Texts, unit: Integers, row: Integers, held: pa.Table
) -> tuple[Flags, Floats]:
    """Say whether each customer holds the product it is put beside, and for which amount."""
    who, amount = _of(ids, held)
    names, product = np.unique(one.product.astype(str), return_inverse=True)
    at = _places_of(held, "product_id", names)
    known = (at != NOWHERE) & (who != NOWHERE)
    code = who[known] * len(names) + at[known]
    order = np.argsort(code, kind="stable")
    where, holds = found_in(code[order], unit * len(names) + product[row])
    own = np.full(len(unit), np.nan)
    own[holds] = amount[known][order][where[holds]]
    return holds, own


def _of(ids: Texts, held: pa.Table) -> tuple[Integers, Floats]:
    """Return which of the customers each holding is of, `NOWHERE` if none, and its amount."""
    return _places_of(held, "unit_id", ids), numbers(held, "amount")


def _places_of(held: pa.Table, name: str, values: Texts) -> Integers:
    """Return where each text of a column (n,) stands in others, `NOWHERE` if it does not."""
    told = pa.array(values.tolist(), pa.string())
    place: Any = pc.index_in(column(held, name).cast(pa.string()), value_set=told)
    return np.asarray(place.combine_chunks().fill_null(NOWHERE).to_numpy(), np.int64)


def _told(kind: str, one: Holdings, ids: Texts, row: Integers, own: Floats) -> pa.Table:
    low, high = wilson_bounds(one.holders[row], one.best[row])
    return table_of({
        "unit_id": ids,
        "kind": np.full(len(row), kind, dtype=object),
        "product_id": one.product[row],
        "holders": one.holders[row],
        "best": one.best[row],
        "share": one.share[row],
        "share_low": low,
        "share_high": high,
        "others": one.others[row],
        "own": own,
        "median": one.amount[row],
    })  # fmt: skip
