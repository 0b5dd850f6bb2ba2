"""Growth potential: customers like them who buy more, in quartiles, with how many they are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.errors import MetricError
from tenure.predict.worth.columns import Texts, found_in, numbers, table_of, texts
from tenure.predict.worth.types import Flags, Floats, Integers

LEAST_PEERS = 30
"""Peers that quartiles need; with fewer, the last trait by which they are alike is dropped."""

TOO_FEW_PEERS = "too_few_peers"
NOT_KNOWN = "value_not_known"
"""Why nothing can be said of a customer's potential; see `words`."""

NOWHERE = -1
_QUARTILES = ("q25", "median", "q75")
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Level:
    """Groups of customers alike in some traits: how many they are, and quartiles of their value."""

    traits: tuple[str, ...]
    groups: Texts
    peers: Floats
    quartiles: Floats

    def find(self, units: pa.Table) -> Integers:
        """Return the group of each customer, `NOWHERE` where it has too few peers."""
        where, known = found_in(self.groups.astype(str), keys_of(units, self.traits))
        fits = known & (self.peers[where] >= LEAST_PEERS)
        return np.where(fits, where, NOWHERE)


@dataclass(frozen=True)
class Peers:
    """What was learnt of how customers who are alike differ, alike in all traits first."""

    levels: tuple[Level, ...]

    def places(self, units: pa.Table) -> tuple[Integers, Integers]:
        """Return the level and group in which each customer has peers enough, else `NOWHERE`."""
        level = np.full(units.num_rows, NOWHERE, dtype=np.int64)
        group = level.copy()
        for at, one in enumerate(self.levels):
            found = one.find(units)
            fresh = (level == NOWHERE) & (found != NOWHERE)
            level[fresh], group[fresh] = at, found[fresh]
        return level, group

    def standing(self, units: pa.Table) -> pa.Table:
        """Return where each customer stands among those like them.

        Grain in: a customer (unit_id, value, the traits); any part of them. Grain out: the same
        rows (unit_id, value, alike, common, peers, q25, median, q75, gap, reason): alike names the
        traits that the peers share, common says with their values what they have in common, peers
        how many they are, this one among them; gap = q75 − value, null where it is not above 0:
        what they would bring more if they bought like the best quarter.
        """
        level, group = self.places(units)
        value = numbers(units, "value")
        found = {name: np.full(len(value), np.nan) for name in ("peers", *_QUARTILES)}
        alike, common, reason = (np.full(len(value), None, dtype=object) for _ in range(3))
        for at, one in enumerate(self.levels):
            own = np.flatnonzero(level == at)
            found["peers"][own] = one.peers[group[own]]
            for column, name in enumerate(_QUARTILES):
                found[name][own] = one.quartiles[group[own], column]
            alike[own] = ", ".join(one.traits)
            common[own] = in_common(units.take(own), one.traits)
        reason[level == NOWHERE] = TOO_FEW_PEERS
        reason[~np.isfinite(value)] = NOT_KNOWN
        more = found["q75"] - value
        return table_of({
            "unit_id": texts(units, "unit_id"),
            "value": value,
            "alike": alike,
            "common": common,
            **found,
            "gap": np.where(more > 0, more, np.nan),
            "reason": reason,
        })  # fmt: skip


def fit_peers(units: pa.Table, traits: Sequence[str]) -> Peers:
    """Learn how customers who are alike differ in value.

    Grain in: a customer (unit_id, value, traits as texts: attribute bands, tenure band, plan), the
    most telling trait first. Groups are alike in all traits, and in ever fewer for those with
    fewer than `LEAST_PEERS` of them. Who has no value is not learnt from; a trait that is not
    known is a value of its own. Raises MetricError without a trait, or when nobody has a value.
    """
    if not traits:
        raise MetricError(
            "customers like them must be alike in something",
            where="growth potential",
            hint="name a trait: plan, size band, tenure band",
        )
    known = units.filter(pa.array(valued(units)))
    if not known.num_rows:
        raise MetricError("nobody has a value", where="growth potential")
    sizes = range(len(traits), 0, -1)
    return Peers(tuple(_level(known, tuple(traits[:size])) for size in sizes))


def valued(units: pa.Table) -> Flags:
    """Say whose value is known."""
    return np.isfinite(numbers(units, "value"))


def keys_of(units: pa.Table, traits: tuple[str, ...]) -> Texts:
    """Return one text a customer, the same for those alike in the traits."""
    columns = [texts(units, name) for name in traits]
    told = [["" if one is None else f"={one}" for one in column] for column in columns]
    return np.array([_SEPARATOR.join(row) for row in zip(*told, strict=True)], dtype=str)


def in_common(units: pa.Table, traits: tuple[str, ...]) -> Texts:
    """Return what each customer shares with those like them: "plan: pro; size: 50–99"."""
    columns = [[f"{name}: {one}" for one in texts(units, name)] for name in traits]
    return np.array(["; ".join(row) for row in zip(*columns, strict=True)], dtype=object)


def _level(units: pa.Table, traits: tuple[str, ...]) -> Level:
    groups, group = np.unique(keys_of(units, traits), return_inverse=True)
    value = numbers(units, "value")
    order = np.lexsort((value, group))
    peers = np.bincount(group).astype(float)
    begins = np.cumsum(peers) - peers
    return Level(
        traits,
        groups.astype(object),
        peers,
        np.stack([_quantile(value[order], begins, peers, share) for share in (0.25, 0.5, 0.75)], 1),
    )


def _quantile(ordered: Floats, begins: Floats, counts: Floats, share: float) -> Floats:
    """Return a quantile of each stretch of ordered values (type 7 of Hyndman and Fan)."""
    place = (counts - 1.0) * share
    low = np.floor(place)
    high = np.minimum(low + 1.0, counts - 1.0)
    first, second = (ordered[(begins + one).astype(np.int64)] for one in (low, high))
    found: Floats = first + (second - first) * (place - low)
    return found
