"""Those whom a change concerns beside those whom it does not: did both move alike before it?"""

from dataclasses import dataclass

import numpy as np

from tenure.explain.changes.design import YEAR, Phases
from tenure.explain.changes.effect import Ratio, lags_of
from tenure.explain.changes.regression import Fit, fit
from tenure.explain.changes.series import Floats, Series

_BLOCK = 28
_FEWEST = 4


@dataclass(frozen=True)
class Block:
    """A stretch of days before a change: the ratio of the two groups against the last stretch."""

    first: int
    last: int
    ratio: float
    low: float
    high: float


@dataclass(frozen=True)
class PreTrend:
    """Whether two groups moved alike before a change.

    `yearly` is by what factor a year the ratio of their attrition grew; `p` tests whether it
    grew at all, `joint_p` whether any stretch differed from the last one.
    """

    yearly: Ratio
    p: float
    joint_p: float | None
    blocks: tuple[Block, ...]


def pre_trend(series: Series, phases: Phases) -> PreTrend | None:
    """Return how the ratio of two groups' attrition moved before a change; None for too short.

    A line through the bins before the change, and an event study: a level for each stretch of
    28 days against the last before the change, tested together (Wald's F).
    """
    lead, _, _ = phases.bins(series.width)
    before = series.origin - lead
    if before < 2 * _FEWEST or series.offset is None:
        return None
    part = slice(0, before)
    years = (np.arange(before) - before / 2) * series.width / YEAR
    line = np.column_stack([np.ones(before), years])
    found = _fit(series, line, part)
    if found is None:
        return None
    yearly = _ratio(found, 1)
    joint, blocks = _event_study(series, before)
    return PreTrend(yearly, yearly.p, joint, blocks)


def _event_study(series: Series, before: int) -> tuple[float | None, tuple[Block, ...]]:
    size = max(1, _BLOCK // series.width)
    number = (before - 1 - np.arange(before)) // size
    whole = before // size
    if whole < 2:
        return None, ()
    number = np.minimum(number, whole - 1)
    columns = [np.ones(before), *((number == one).astype(float) for one in range(1, whole))]
    found = _fit(series, np.column_stack(columns), slice(0, before))
    if found is None:
        return None, ()
    blocks = []
    for one in range(whole - 1, 0, -1):
        where = np.flatnonzero(number == one)
        told = _ratio(found, one)
        begin, end = (int(where[0]), int(where[-1]) + 1)
        place = tuple((edge - series.origin) * series.width for edge in (begin, end))
        blocks.append(Block(place[0], place[1] - 1, told.value, told.low, told.high))
    return _wald(found), tuple(blocks)


def _wald(found: Fit) -> float | None:
    """Return the p-value of all coefficients but the first being 0."""
    from scipy.special import fdtrc

    beta, cov = found.beta[1:], found.cov[1:, 1:]
    try:
        statistic = float(beta @ np.linalg.solve(cov, beta)) / len(beta)
    except np.linalg.LinAlgError:
        return None
    return float(fdtrc(len(beta), found.df, statistic))


def _fit(series: Series, design: Floats, part: slice) -> Fit | None:
    offset = None if series.offset is None else series.offset[part]
    lags = lags_of(part.stop)
    return fit(series.lost[part], series.trials[part], design, offset, lags)


def _ratio(found: Fit, position: int) -> Ratio:
    value = float(found.beta[position])
    gradient = np.zeros(len(found.beta))
    gradient[position] = 1.0
    error = found.error(gradient)
    reach = found.quantile() * error
    statistic = value / error if error else 0.0
    low, middle, high = (float(np.exp(one)) for one in (value - reach, value, value + reach))
    return Ratio(middle, low, high, statistic, found.two_sided(statistic))
