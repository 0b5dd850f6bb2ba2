"""Purchase histories in short: how often again, when last, seen for how long; each kind once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.worth.types import Flags, Floats, Integers

_PLACE = "histories"
_WIDEST = 2**62


@dataclass(frozen=True)
class Histories:
    """A row each: repeat purchases, time of the last one since the first, time seen, how many.

    Times are in one unit, which the rate of purchase is then per.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    customers: Floats

    def __len__(self) -> int:
        return len(self.frequency)

    def part(self, rows: "Integers | slice") -> "Histories":
        """Return some of the rows."""
        return Histories(
            self.frequency[rows], self.recency[rows], self.age[rows], self.customers[rows]
        )


def histories_of(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, customers: ArrayLike | None = None
) -> Histories:
    """Return histories as they are given, after checks; `customers` counts those of a row.

    frequency: purchases after the first, whole and ≥ 0; recency: time from the first to the last,
    0 without a repeat; age: time from the first to the end of what was seen, ≥ recency. Raises
    MetricError, naming the first row that cannot be.
    """
    x, tx, t = (np.asarray(one, dtype=float).ravel() for one in (frequency, recency, age))
    n = np.ones(len(x)) if customers is None else np.asarray(customers, dtype=float).ravel()
    if not len(x) == len(tx) == len(t) == len(n):
        raise MetricError(
            f"frequency, recency, age and customers have {len(x)}, {len(tx)}, {len(t)} and "
            f"{len(n)} rows",
            where=_PLACE,
            hint="give one row a history",
        )
    wrong = (
        (~(x >= 0) | (x != np.floor(x)), "frequency must be a whole number ≥ 0"),
        (~(tx >= 0) | ~np.isfinite(tx), "recency must be ≥ 0"),
        (~(t >= tx) | ~np.isfinite(t), "age must be ≥ recency"),
        ((x == 0) & (tx > 0), "recency must be 0 where nothing was bought again"),
        ((x > 0) & (tx == 0), "recency must be above 0 where something was bought again"),
        (~(n >= 0) | ~np.isfinite(n), "customers must be ≥ 0"),
    )
    for flags, rule in wrong:
        _refuse(flags, rule, x, tx, t)
    return Histories(x, tx, t, n)


def distinct(histories: Histories) -> Histories:
    """Put alike histories into one row, counting their customers; sorted."""
    kept = histories.part(np.flatnonzero(histories.customers > 0))
    columns = (kept.frequency, kept.recency, kept.age)
    coded = [_coded(column) for column in columns]
    sizes = [int(codes.max(initial=0)) + 1 for codes, _ in coded]
    if float(sizes[0]) * sizes[1] * sizes[2] >= _WIDEST:
        coded = [_numbered(column) for column in columns]
        sizes = [int(codes.max(initial=0)) + 1 for codes, _ in coded]
    whole, counts = _counted(
        (coded[0][0] * sizes[1] + coded[1][0]) * sizes[2] + coded[2][0], kept.customers
    )
    rest, age = np.divmod(whole, sizes[2])
    frequency, recency = np.divmod(rest, sizes[1])
    return Histories(
        _decoded(frequency, coded[0][1]),
        _decoded(recency, coded[1][1]),
        _decoded(age, coded[2][1]),
        counts,
    )


def thinned(histories: Histories, size: int) -> Histories:
    """Leave about `size` rows, evenly spread over their order."""
    return histories.part(slice(None, None, max(1, len(histories) // size)))


def pairs(first: Floats, second: Floats) -> tuple[Integers, Integers]:
    """Return where each distinct pair first stands, and each row's number of pair."""
    one, other = (np.unique(column, return_inverse=True)[1] for column in (first, second))
    codes = one.astype(np.int64) * (int(other.max(initial=0)) + 1) + other
    _, where, place = np.unique(codes, return_index=True, return_inverse=True)
    return where.astype(np.int64), place.astype(np.int64)


def _counted(codes: Integers, customers: Floats) -> tuple[Integers, Floats]:
    """Return the distinct codes, sorted, and how many customers have each."""
    if (customers == 1.0).all():
        kinds, counts = np.unique(codes, return_counts=True)
        return kinds, counts.astype(float)
    order = np.argsort(codes)
    begins = np.flatnonzero(np.diff(codes[order], prepend=-1))
    return codes[order[begins]], np.add.reduceat(customers[order], begins)


def _coded(column: Floats) -> tuple[Integers, Floats | None]:
    """Number the values of a column; whole numbers are their own, without levels."""
    whole = column.astype(np.int64)
    return (whole, None) if np.array_equal(whole, column) else _numbered(column)


def _numbered(column: Floats) -> tuple[Integers, Floats]:
    levels, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), levels


def _decoded(codes: Integers, levels: Floats | None) -> Floats:
    return codes.astype(float) if levels is None else levels[codes]


def _refuse(flags: Flags, rule: str, x: Floats, tx: Floats, t: Floats) -> None:
    if not flags.any():
        return
    row = int(np.argmax(flags))
    raise MetricError(
        f"{rule}; row {row} has frequency {x[row]:g}, recency {tx[row]:g}, age {t[row]:g}",
        where=_PLACE,
        hint="make the rows with tenure.predict.worth.summary",
    )
