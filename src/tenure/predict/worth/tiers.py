"""Tiers of value with cuts that are stated, and the most valuable customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenure.errors import MetricError
from tenure.predict.worth.columns import Texts, currencies, numbers
from tenure.predict.worth.purchases import SEVERAL, SEVERAL_CURRENCIES
from tenure.predict.worth.types import Floats

if TYPE_CHECKING:
    import ibis.expr.types as ir

SHARES = (("top", 0.05), ("high", 0.2), ("middle", 0.5), ("low", 1.0))
"""Name of each tier, and up to which share of customers it reaches, the most valuable first."""
NO_CURRENCY = "currency_not_known"
"""Why an amount can be put beside no other; see `words`."""


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


def comparable(values: "ir.Table", money: Sequence[str]) -> "ir.Table":
    """Leave, in the engine, the amounts of money whose currency is known; of others say why.

    Grain in and out: a customer (value_currency: null where it is not told, `SEVERAL` where it
    is several; value_reason; columns of `money`). Where customers pay in several currencies, an
    amount in one that nobody tells can be put beside no other.
    """
    import ibis

    several = (values.value_currency == SEVERAL).fill_null(False)
    untold = _mixed(values) & values.value_currency.isnull() & values["value"].notnull()
    none = several | untold
    why = ibis.cases(
        (several, SEVERAL_CURRENCIES), (untold, NO_CURRENCY), else_=values.value_reason
    )
    kept = {name: ibis.ifelse(none, ibis.null("float64"), values[name]) for name in money}
    return values.mutate(**kept, value_reason=why)


def tiered(values: "ir.Table", *, shares: Sequence[tuple[str, float]] = SHARES) -> "ir.Table":
    """Add the tier of each value by `shares`, in the engine; as `tiers`, of each currency apart.

    Grain in and out: a customer (value, value_currency); adds value_tier, null without a value.
    """
    import ibis

    told = values.mutate(
        _group=ibis.ifelse(_mixed(values), values.value_currency, ibis.literal("")),
        _known=values["value"].notnull(),
    )
    alike = ["_group", "_known"]
    above = ibis.rank().over(ibis.window(group_by=alike, order_by=ibis.desc("value")))
    number = told.count().over(ibis.window(group_by=alike))
    cuts = ((told["_known"] & (above < share * number), name) for name, share in shares)
    tier = ibis.cases(*cuts, else_=ibis.null("string"))
    return told.mutate(value_tier=tier).drop("_group", "_known")


def _mixed(values: "ir.Table") -> "ir.BooleanValue":
    """Say whether customers pay in several currencies."""
    import ibis

    told, whole = values.value_currency.nullif(SEVERAL), ibis.window()
    return (told.min().over(whole) != told.max().over(whole)).fill_null(False)


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
