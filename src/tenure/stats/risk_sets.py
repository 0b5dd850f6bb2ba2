"""Who was still watched at each time, and whose time ended then: what survival curves are made of.

Arrays of millions in, one row a time out, by counting: whole days are binned, other times sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = Sequence[float] | npt.NDArray[Any]
    Floats = npt.NDArray[np.floating[Any]]

MOST_DAYS = 20_000
"""Whole times up to this one are counted; others are sorted."""
_PART = 131_072


@dataclass(frozen=True)
class RiskSets:
    """Each time at which someone's ended (m,), in order, who was at risk and who ended.

    `at_risk` (m,) were watched up to that time; `ended` (causes, m) are counts, or sums of
    weights. Those censored at a time were watched through it. `last` is the longest time.
    """

    times: "Floats"
    at_risk: "Floats"
    ended: "Floats"
    last: float

    @property
    def gone(self) -> "Floats":
        """How many ended at each time (m,), whatever the cause."""
        one: Floats = self.ended[0] if len(self.ended) == 1 else self.ended.sum(axis=0)
        return one


def risk_sets(
    times: "Numbers", cause: "Numbers", causes: int = 1, weight: "Numbers | None" = None
) -> RiskSets:
    """Return the risk sets of n times.

    `cause` is 0 where the time was not over when the observation was, else 1 … `causes`
    (True counts as 1). Raises ValueError for unequal lengths, times that are no numbers and
    causes beyond those.
    """
    import numpy as np

    ends = np.asarray(times, np.float64)
    why = np.asarray(cause)
    why = why if why.dtype.kind in "bui" else why.astype(np.int64)
    _check(ends, why, causes, weight)
    if not len(ends):
        return RiskSets(ends, ends, np.zeros((causes, 0)), -np.inf)
    weights = None if weight is None else np.asarray(weight, np.float64)
    first, last = float(ends.min()), float(ends.max())
    if not (np.isfinite(first) and np.isfinite(last)):
        raise ValueError("every time must be a number")
    if first >= 0 and last <= MOST_DAYS:
        table = _counted(ends, why, causes, weights, int(last) + 1)
        if table is not None:
            return _binned(table, last)
    if first >= 0 and causes == 1 and weights is None:
        return _packed(ends, why)
    return _sorted(ends, why, causes, weights)


def _check(ends: "Floats", why: "npt.NDArray[Any]", causes: int, weight: "Numbers | None") -> None:
    for what, given in (("marks", why), ("weights", weight)):
        if given is not None and len(given) != len(ends):
            raise ValueError(f"{len(ends)} times need as many {what}, not {len(given)}")
    if len(ends) and (why.min() < 0 or why.max() > causes):
        raise ValueError(f"causes are 0 to {causes}, not {why.min()} to {why.max()}")


def _counted(
    ends: "Floats", why: "npt.NDArray[Any]", causes: int, weights: "Floats | None", size: int
) -> "Floats | None":
    """Return how many ended on each day for each cause (size, causes + 1); None for parts of days.

    By parts of the rows that fit into the processor's cache.
    """
    import numpy as np

    width = causes + 1
    counts = np.zeros(size * width)
    for start in range(0, len(ends), _PART):
        part = ends[start : start + _PART]
        days = part.astype(np.int32)
        if not (days.astype(np.float64) == part).all():
            return None
        days *= width
        days += why[start : start + _PART].astype(np.int32)
        own = None if weights is None else weights[start : start + _PART]
        found = np.bincount(days, own)
        counts[: len(found)] += found
    return counts.reshape(size, width)


def _binned(table: "Floats", last: float) -> RiskSets:
    import numpy as np

    watched = np.cumsum(table.sum(axis=1)[::-1])[::-1]
    some = np.flatnonzero(table[:, 1:].sum(axis=1))
    return RiskSets(some.astype(np.float64), watched[some], table[some, 1:].T, last)


def _packed(ends: "Floats", why: "npt.NDArray[Any]") -> RiskSets:
    """Sort times from 0 up once, whether they ended being their last bit.

    Bits of floats from 0 up have the order of their numbers, and their sign has room for one.
    """
    import numpy as np

    code = (ends + 0.0).view(np.uint64)
    code <<= np.uint64(1)
    code |= why == 0
    code.sort()
    places = np.flatnonzero((code.astype(np.uint8) & 1) == 0)
    bits = code[places]
    bits >>= np.uint64(1)
    times = bits.view(np.float64)
    fresh = np.ones(len(times), bool)
    np.not_equal(times[1:], times[:-1], out=fresh[1:])
    first = np.flatnonzero(fresh)
    at_risk = np.subtract(len(code), places[first], dtype=np.float64)
    ended = np.diff(first, append=len(times)).astype(np.float64)
    return RiskSets(times[first], at_risk, ended[None], float(ends.max()))


def _sorted(
    ends: "Floats", why: "npt.NDArray[Any]", causes: int, weights: "Floats | None"
) -> RiskSets:
    import numpy as np

    apart = [
        _cumulated(ends[own], None if weights is None else weights[own])
        for own in (why == number for number in range(causes + 1))
    ]
    every = apart[1][0] if causes == 1 else np.sort(np.concatenate([over for over, _ in apart[1:]]))
    first = np.flatnonzero(np.diff(every, prepend=-np.inf) > 0)
    distinct = every[first]
    watched, ended = np.zeros(len(distinct)), np.empty((causes, len(distinct)))
    for number, (ordered, before) in enumerate(apart):
        starts = first if ordered is every else np.searchsorted(ordered, distinct)
        sooner = before[starts]
        watched += before[-1] - sooner
        if number:
            ended[number - 1] = np.diff(sooner, append=before[-1])
    return RiskSets(distinct, watched, ended, float(ends.max()))


def _cumulated(times: "Floats", weights: "Floats | None") -> "tuple[Floats, Floats]":
    """Return times in order, and the weight (n + 1,) before each of them and in all."""
    import numpy as np

    if weights is None:
        return np.sort(times), np.arange(len(times) + 1, dtype=np.float64)
    order = np.argsort(times, kind="stable")
    return times[order], np.concatenate([[0.0], np.cumsum(weights[order])])
