"""By what customers are alike: attributes in bands, and those that tell most about their value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from tenure.predict.worth.columns import Texts, numbers, texts
from tenure.predict.worth.types import Floats

TENURE = "tenure_months"
"""The trait of how long somebody has been a customer; `words` have its name."""

MOST_LEVELS = 12
LEAST_TOLD = 0.01
"""The share of the variance of values that a trait must explain to be one."""
_AGES = ((3.0, "0–3"), (6.0, "3–6"), (12.0, "6–12"), (24.0, "12–24"), (np.inf, "24+"))
_DAYS = 365.25 / 12


def tenure_bands(days: Floats) -> Texts:
    """Return the band of months (n,) of each tenure in days; None where it is not known."""
    found = np.full(len(days), None, dtype=object)
    known = np.isfinite(days)
    place = np.searchsorted([end for end, _ in _AGES], days[known] / _DAYS, side="right")
    found[known] = np.array([name for _, name in _AGES], dtype=object)[place]
    return found


@dataclass(frozen=True)
class Quarters:
    """Where quarters of numbers end, but for the last, and what they are called.

    Without names a number is its own band: there are four values or fewer.
    """

    cuts: Floats
    names: Texts | None

    def of(self, values: Floats) -> Texts:
        """Return the quarter (n,) in which each number lies; None where it is not known."""
        known = np.isfinite(values)
        found = np.full(len(values), None, dtype=object)
        if self.names is None:
            found[known] = [f"{one:g}" for one in values[known]]
        else:
            found[known] = self.names[np.searchsorted(self.cuts, values[known], side="left")]
        return found


def quarters(values: Floats) -> Quarters | None:
    """Learn the quarters of numbers (n,), named by their ends; None where all are the same."""
    known = values[np.isfinite(values)]
    distinct = np.unique(known)
    if len(distinct) < 2:
        return None
    if len(distinct) <= 4:
        return Quarters(distinct, None)
    cuts = np.unique(np.quantile(known, [0.25, 0.5, 0.75], method="inverted_cdf"))
    cuts = cuts[cuts < distinct[-1]]  # nothing lies above the largest
    least = [distinct[np.searchsorted(cuts, distinct) == at] for at in range(len(cuts) + 1)]
    return Quarters(cuts, np.array([_named(one) for one in least], dtype=object))


def bands(values: Floats) -> Texts | None:
    """Return the quarter (n,) of each number among them; None where all are the same."""
    found = quarters(values)
    return None if found is None else found.of(values)


def telling(units: pa.Table, candidates: Sequence[str], *, most: int = 3) -> list[str]:
    """Return the traits that explain most of how values differ, the most telling first.

    Grain in: a customer (unit_id, value, the candidates as texts). Each trait's share of the
    variance of log(1 + value) between its groups, adjusted for how many groups there are (as the
    adjusted R²); of what comes after it, the share that it adds is not looked at. A trait of
    more than `MOST_LEVELS` values is none. Customers without a value do not count.
    """
    known = units.filter(pa.array(np.isfinite(numbers(units, "value"))))
    value = np.log1p(np.maximum(numbers(known, "value"), 0.0))
    told = [(_explained(value, texts(known, name)), name) for name in candidates]
    ordered = sorted(told, key=lambda one: (-one[0], one[1]))
    return [name for share, name in ordered if share >= LEAST_TOLD][:most]


def _explained(value: Floats, trait: Texts) -> float:
    """Return the adjusted share of the variance between the groups of a trait; 0 where none is."""
    names, group = np.unique(
        [f"={one}" if one is not None else "" for one in trait], return_inverse=True
    )
    n, levels = len(value), len(names)
    if not 2 <= levels <= MOST_LEVELS or n <= levels:
        return 0.0
    count, total = np.bincount(group), np.bincount(group, value)
    within = float(((value - (total / count)[group]) ** 2).sum())
    whole = float(((value - value.mean()) ** 2).sum())
    return 1.0 - (within / (n - levels)) / (whole / (n - 1)) if whole else 0.0


def _named(values: Floats) -> str:
    low, high = f"{values.min():g}", f"{values.max():g}"
    return low if low == high else f"{low}–{high}"
