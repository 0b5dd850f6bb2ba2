"""How much of a change of a rate is mix, with its interval."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tenure.stats import Estimate

_DRAWS = 2_000

Counts = NDArray[np.int64]


def mix_of(
    before: Sequence[tuple[int, int]], after: Sequence[tuple[int, int]], *, seed: int = 0
) -> Estimate | None:
    """Return the part of a change of a whole rate that the moved shares of its segments make.

    In: (lost, at start) of each segment, in both periods, in the same order. With w a segment's
    share and r its rate, mix = Σ (w1 − w0) (r0 + r1) / 2, as in `measure.contribution` with the
    midpoint as base; a segment that is empty in one period has the other's rate there. The
    interval holds 95 % of draws in which shares are multinomial and those lost binomial. None
    when either whole has nobody. Units: shares of 1.
    """
    first, then = _columns(before), _columns(after)
    if not first[1].sum() or not then[1].sum():
        return None
    rng = np.random.default_rng(seed)
    drawn = _mix(_drawn(first, rng), _drawn(then, rng))
    low, high = np.quantile(drawn, (0.025, 0.975))
    value = _mix(tuple(one[None] for one in first), tuple(one[None] for one in then))[0]
    return Estimate(float(value), float(low), float(high))


def _columns(counts: Sequence[tuple[int, int]]) -> tuple[Counts, Counts]:
    told = np.array(counts, dtype=np.int64).reshape(-1, 2)
    return told[:, 0], told[:, 1]


def _drawn(counts: tuple[Counts, Counts], rng: np.random.Generator) -> tuple[Counts, Counts]:
    lost, there = counts
    drawn = rng.multinomial(there.sum(), there / there.sum(), size=_DRAWS)
    rates = np.divide(lost, there, out=np.zeros(len(lost)), where=there > 0)
    return rng.binomial(drawn, rates), drawn


def _mix(before: tuple[Counts, ...], after: tuple[Counts, ...]) -> NDArray[np.float64]:
    """Return the mix of each row; rows are draws, columns segments."""
    (lost0, there0), (lost1, there1) = before, after
    nobody = np.full(lost0.shape, np.nan)
    rate0 = np.divide(lost0, there0, out=nobody.copy(), where=there0 > 0)
    rate1 = np.divide(lost1, there1, out=nobody.copy(), where=there1 > 0)
    rate0, rate1 = np.where(there0 > 0, rate0, rate1), np.where(there1 > 0, rate1, rate0)
    moved = there1 / there1.sum(axis=1, keepdims=True) - there0 / there0.sum(axis=1, keepdims=True)
    mean = np.nan_to_num((rate0 + rate1) / 2)
    mix: NDArray[np.float64] = (moved * mean).sum(axis=1)
    return mix
