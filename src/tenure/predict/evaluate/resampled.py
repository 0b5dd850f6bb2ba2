"""Intervals by bootstrap over customers: whole customers are drawn, with all of their rows."""

from collections.abc import Iterator, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.evaluate.rows import Floats, Integers, coded, rows_of
from tenure.stats import Estimate

REPEATS = 400
"""Draws of a bootstrap unless asked otherwise; ten lie outside each end of a 95 % interval."""

FEWEST_CLUSTERS = 10
"""Below so many customers a bootstrap says little, and none is given."""

MOST_UNDEFINED = 0.05
"""When the metric is undefined in more of the draws, so is the interval."""


class Metric(Protocol):
    """A number of outcomes, predictions and weights; NaN where it is undefined."""

    def __call__(self, y: ArrayLike, p: ArrayLike, weight: ArrayLike, /) -> float:
        """Return the metric."""
        ...


def bootstrap(
    metric: Metric,
    y: ArrayLike,
    p: ArrayLike,
    groups: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    *,
    seed: int = 0,
    repeats: int = REPEATS,
    level: float = 0.95,
) -> Estimate | None:
    """Return a metric with its interval by bootstrap over `groups` (customers).

    Grain in: a row a prediction; a customer may have several, and is drawn with all of them.
    Without `groups` each row is a customer. Interval: percentiles of `repeats` draws, each the
    metric under the numbers of times (multinomial) that customers were drawn. None when the
    metric is undefined, or its interval: fewer than 10 customers, or undefined in one draw of
    20. Source: B. Efron, Bootstrap methods, Annals of Statistics 7 (1979); C. A. Field and
    A. H. Welsh, Bootstrapping clustered data, JRSS B 69 (2007).
    """
    found = bootstrap_each(
        {"metric": metric}, y, p, groups, weight, seed=seed, repeats=repeats, level=level
    )
    return found["metric"]


def bootstrap_each(
    metrics: Mapping[str, Metric],
    y: ArrayLike,
    p: ArrayLike,
    groups: ArrayLike | None = None,
    weight: ArrayLike | None = None,
    *,
    seed: int = 0,
    repeats: int = REPEATS,
    level: float = 0.95,
) -> dict[str, Estimate | None]:
    """Return several metrics with their intervals from the same draws; see `bootstrap`."""
    rows = rows_of(y, p, weight, shares=False)
    order = np.argsort(rows.p, kind="stable")  # ranked once: metrics then need not
    outcome, score, mass = rows.y[order], rows.p[order], rows.weight[order]
    whole = {name: metric(outcome, score, mass) for name, metric in metrics.items()}
    drawn: dict[str, list[float]] = {name: [] for name in metrics}
    cluster = clusters(groups, len(order))
    if groups is not None:
        cluster = clusters(cluster[order], len(order))  # numbered as they are met: near in memory
    for times in draws(cluster, seed=seed, repeats=repeats):
        for name, metric in metrics.items():
            drawn[name].append(metric(outcome, score, mass * times))
    return {name: interval(whole[name], np.array(values), level) for name, values in drawn.items()}


def clusters(groups: ArrayLike | None, length: int) -> Integers:
    """Return the number of each row's customer; without groups each row is one."""
    return np.arange(length) if groups is None else coded("groups", groups, length)[0]


def draws(cluster: Integers, *, seed: int, repeats: int) -> Iterator[Floats]:
    """Yield how often each row is drawn, `repeats` times; nothing of too few clusters.

    `cluster` numbers the customers from 0; those whose number no row has cannot be drawn.
    """
    if repeats < 1:
        raise MetricError(f"at least one draw is needed, not {repeats}", where="repeats")
    size = int(cluster.max()) + 1 if len(cluster) else 0
    if size < FEWEST_CLUSTERS:
        return
    rng = np.random.default_rng(seed)
    for _ in range(repeats):
        drawn = rng.integers(size, size=size, dtype=np.int32)
        times = np.bincount(drawn, minlength=size).astype(np.float64)
        yield times[cluster]


def interval(value: float, drawn: Floats, level: float = 0.95) -> Estimate | None:
    """Return a value with the percentile interval of its draws; None where it is undefined."""
    known = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or len(known) < (1 - MOST_UNDEFINED) * max(len(drawn), 1):
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return Estimate(float(value), float(low), float(high))
