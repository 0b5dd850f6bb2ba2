"""Tiers of value with cuts that are stated, and the most valuable customers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.errors import MetricError
from tenure.predict.worth.columns import Texts, currencies, numbers
from tenure.predict.worth.types import Floats

SHARES = (("top", 0.05), ("high", 0.2), ("middle", 0.5), ("low", 1.0))
"""Name of each tier, and up to which share of customers it reaches, the most valuable first."""


@dataclass(frozen=True)
class Tier:
    """Who is in a tier: how many, from which value on, and what they are worth together.

    `least` is the lowest value in it, the cut; `share` is their part of the value of all.
    """

    name: str
    customers: int
    least: float | None
    total: float
    share: float | None


def tiers(
    value: Floats,
    *,
    shares: Sequence[tuple[str, float]] = SHARES,
    least: Sequence[tuple[str, float]] | None = None,
) -> tuple[Texts, tuple[Tier, ...]]:
    """Return each customer's tier, (n,), None where the value is not known, and the tiers.

    By `shares`: the first tier whose share is above that of the customers worth strictly more, so
    that equal values are in one tier, the higher one. By `least`: the first tier whose amount the
    value reaches. Values of one currency. Raises MetricError for cuts out of order.
    """
    names = [name for name, _ in least or shares]
    cuts = [cut for _, cut in least or shares]
    grows = sorted(cuts, reverse=bool(least))
    if cuts != grows or len(set(cuts)) < len(cuts) or not cuts:
        raise MetricError(
            f"cuts of tiers must {'fall' if least else 'grow'}, not {cuts}",
            where="tiers",
            hint="name the most valuable tier first",
        )
    known = np.flatnonzero(np.isfinite(value))
    worth = value[known]
    if least:
        place = (worth[:, None] < np.array(cuts)).sum(axis=1)
    else:
        above = len(worth) - np.searchsorted(np.sort(worth), worth, side="right")
        place = (above[:, None] >= np.array(cuts) * len(worth)).sum(axis=1)
    found = np.full(len(value), None, dtype=object)
    inside = place < len(names)
    found[known[inside]] = np.array(names, dtype=object)[place[inside]]
    whole = float(worth.sum())
    return found, tuple(_tier(name, worth[place == at], whole) for at, name in enumerate(names))


def most_valuable(values: pa.Table, count: int) -> pa.Table:
    """Return the rows of the `count` highest values, the highest first; equal ones by unit_id.

    Grain in: that of `Worth.value`; rows without a value are left out. Raises MetricError for
    values in several currencies.
    """
    currency = set(currencies(values).tolist())
    if len(currency) > 1:
        raise MetricError(
            f"values in {', '.join(sorted(currency))} cannot be put in one order",
            where="most valuable",
            hint="ask for the customers of one currency",
        )
    known = values.filter(pa.array(np.isfinite(numbers(values, "value"))))
    ordered = known.sort_by([("value", "descending"), ("unit_id", "ascending")])
    return ordered.slice(0, count)


def _tier(name: str, worth: Floats, whole: float) -> Tier:
    total = float(worth.sum())
    return Tier(
        name,
        len(worth),
        float(worth.min()) if len(worth) else None,
        total,
        total / whole if whole else None,
    )
