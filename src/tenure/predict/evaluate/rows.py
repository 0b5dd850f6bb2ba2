"""What every metric of predictions takes: outcomes, predictions, weights, customers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tenure.errors import MetricError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Rows:
    """Outcomes (0 or 1), predictions and weights of the same rows, in one order."""

    y: Floats
    p: Floats
    weight: Floats

    def ranked(self) -> "Rows":
        """Return the rows from the lowest prediction to the highest; ties keep their order."""
        if (self.p[1:] >= self.p[:-1]).all():
            return self
        order = np.argsort(self.p, kind="stable")
        return Rows(self.y[order], self.p[order], self.weight[order])

    def ties(self) -> Integers:
        """Return where each run of equal predictions begins; for rows that are ranked."""
        return runs(self.p)

    def kept(self, which: Booleans | Integers) -> "Rows":
        """Return the rows that a mask or an index keeps."""
        return Rows(self.y[which], self.p[which], self.weight[which])


def runs(ordered: Floats) -> Integers:
    """Return where each run of equal values begins."""
    if not len(ordered):
        return np.zeros(0, dtype=np.int64)
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])


def equal_parts(ordered: Floats, weight: Floats, parts: int) -> Integers:
    """Return the part (0 … parts − 1) of each row, all of like weight.

    Runs of equal values are never parted, so that a part may be larger, or empty. Weights
    are above 0.
    """
    starts = runs(ordered)
    mass = np.add.reduceat(weight, starts)
    middle = (np.cumsum(mass) - mass / 2) / mass.sum()
    place = np.minimum((middle * parts).astype(np.int64), parts - 1)
    return np.repeat(place, np.diff(np.r_[starts, len(ordered)]))


def rows_of(
    y: ArrayLike, p: ArrayLike, weight: ArrayLike | None = None, *, shares: bool = True
) -> Rows:
    """Return checked rows of one length; without weights each has the weight 1.

    With `shares`, predictions must lie in [0, 1]; otherwise any finite score does.
    Raises MetricError for lengths that differ, an outcome other than 0 and 1, a prediction
    or a weight that is no number, and a weight below 0.
    """
    outcome = vector("y", y)
    score = vector("p", p, like=outcome)
    mass = np.ones_like(outcome) if weight is None else vector("weight", weight, like=outcome)
    if not ((outcome == 0) | (outcome == 1)).all():
        raise MetricError(
            "an outcome is neither 0 nor 1", where="y", hint="leave rows not yet known out"
        )
    if (mass < 0).any():
        raise MetricError("a weight is below 0", where="weight")
    if shares and len(score) and not 0 <= score.min() <= score.max() <= 1:
        raise MetricError(
            f"probabilities must lie between 0 and 1, not {score.min():g} to {score.max():g}",
            where="p",
            hint="give model.probability(…), not its margin",
        )
    return Rows(outcome, score, mass)


def vector(name: str, values: ArrayLike, like: Floats | None = None) -> Floats:
    """Return finite numbers in one dimension, as many as `like` has; else raise MetricError."""
    found = np.asarray(values, dtype=np.float64)
    if found.ndim != 1:
        raise MetricError(f"one dimension is needed, not {found.ndim}", where=name)
    if like is not None and len(found) != len(like):
        raise MetricError(f"{len(like)} values are needed, not {len(found)}", where=name)
    if not np.isfinite(found).all():
        raise MetricError(
            f"{int((~np.isfinite(found)).sum())} values are no finite numbers",
            where=name,
            hint="leave undefined rows out, and say how many they are",
        )
    return found


def coded(name: str, values: ArrayLike, length: int) -> tuple[Integers, list[object]]:
    """Return the number of each row's value in order of first appearance, and the values.

    Raises MetricError for another length and for a missing value.
    """
    import pyarrow as pa

    found = pa.array(np.asarray(values)).dictionary_encode()
    if len(found) != length:
        raise MetricError(f"{length} values are needed, not {len(found)}", where=name)
    if found.null_count:
        raise MetricError(f"{found.null_count} values are missing", where=name)
    return found.indices.to_numpy().astype(np.int64), found.dictionary.to_pylist()
