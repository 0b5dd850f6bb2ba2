"""Contrasts: which customers are compared with which, by one feature."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints

LOW, HIGH, MIDDLE, MISSING = 0, 1, 2, 3
"""What the codes of a contrast mean; high is compared with low."""
QUARTERS = (0.25, 0.75)
HALF = 0.5


@dataclass(frozen=True)
class Cut:
    """Where a feature is cut: high and low are bounds, included, of the numbers compared.

    Of a flag `low` is 0 and `high` 1. Of a category `level` is compared with all others. `kind`
    tells how it is said: "quarters", "above" (more than the usual `low`), "below" (less than the
    usual `high`), "sides" (more against less than the usual), "flag" or "level".
    """

    kind: str
    low: float = 0.0
    high: float = 0.0
    level: int = 0

    def codes(self, values: Floats) -> Ints:
        """Return the code (n,) of each value; missing is apart, but a level for a category."""
        if self.kind == "level":
            return np.where(values == self.level, HIGH, LOW).astype(np.int8)
        with np.errstate(invalid="ignore"):
            code = np.where(values >= self.high, HIGH, np.where(values <= self.low, LOW, MIDDLE))
        return np.where(np.isnan(values), MISSING, code).astype(np.int8)


@dataclass(frozen=True)
class Contrast:
    """A feature with its cut, and the code (n,) of each row."""

    feature: int
    cut: Cut
    codes: Ints = field(repr=False, compare=False)


def contrasts(
    values: Floats, levels: Sequence[int], weight: Floats, *, least: int = 20
) -> list[Contrast]:
    """Return what is compared of each feature.

    values (n, f): numbers with NaN for missing, or codes of a category; levels (f,): how many
    levels a category has, 0 for a number. Numbers: the top quarter with the bottom quarter; where
    half or more have one value, those above with those at it (or below, where it is the greatest).
    Categories: each level with all others. A side with fewer than `least` rows is no side.
    """
    found = []
    for at, number in enumerate(levels):
        column = np.asarray(values[:, at], np.float64)
        for cut in _levels(column) if number else _numbers(column, weight):
            codes = cut.codes(column)
            if min(np.count_nonzero(codes == HIGH), np.count_nonzero(codes == LOW)) >= least:
                found.append(Contrast(at, cut, codes))
    return found


def _levels(column: Floats) -> Iterator[Cut]:
    """Yield a level at a time but that of who is missing, 0; of two only the rarer, the later."""
    there = [int(one) for one in np.unique(column)]
    known = [one for one in there if one]
    yield from (
        Cut("level", level=one) for one in (known[1:] if len(known) == len(there) == 2 else known)
    )


def _numbers(column: Floats, weight: Floats) -> Iterator[Cut]:
    known = ~np.isnan(column)
    values, own = column[known], weight[known]
    if not len(values) or values.min() == values.max():
        return
    distinct = np.unique(values)
    if len(distinct) == 2:
        is_flag = bool((distinct == (0.0, 1.0)).all())
        yield Cut("flag" if is_flag else "quarters", float(distinct[0]), float(distinct[1]))
        return
    usual = _usual(values, own)
    yield _around(distinct, usual) if usual is not None else _quarters(values, own, distinct)


def _usual(values: Floats, weight: Floats) -> float | None:
    """Return the value that half or more have; None where there is none."""
    middle = _quantile(values, weight, HALF)
    return middle if weight[values == middle].sum() >= HALF * weight.sum() else None


def _around(distinct: Floats, usual: float) -> Cut:
    above, below = distinct[distinct > usual], distinct[distinct < usual]
    if not len(below):
        return Cut("above", usual, float(above[0]))
    if not len(above):
        return Cut("below", float(below[-1]), usual)
    return Cut("sides", float(below[-1]), float(above[0]))


def _quarters(values: Floats, weight: Floats, distinct: Floats) -> Cut:
    low, high = (_quantile(values, weight, share) for share in QUARTERS)
    if low == high:  # a quarter and more have one value, and it reaches from below to above
        return _around(distinct, low)
    return Cut("quarters", low, high)


def _quantile(values: Floats, weight: Floats, share: float) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order][np.searchsorted(reached, share * reached[-1])])


def dummies(codes: Any) -> Floats:
    """Return a column (n, m) for each code but low that is there, high first."""
    others = [HIGH, *(code for code in (MIDDLE, MISSING) if (codes == code).any())]
    return np.column_stack([(codes == code).astype(np.float64) for code in others])
