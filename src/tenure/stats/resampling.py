"""The bootstrap: an interval for anything that can be computed of a sample."""

from collections.abc import Callable, Sequence
from typing import Literal

from tenure.stats.estimate import Estimate

Method = Literal["BCa", "percentile", "basic"]


def bootstrap(
    sample: Sequence[float],
    statistic: Callable[..., object],
    *,
    seed: int,
    level: float = 0.95,
    resamples: int = 9999,
    method: Method = "BCa",
) -> Estimate | None:
    """Return a statistic of a sample with its bootstrap interval.

    `statistic` takes an array and `axis`, as those of NumPy do. The same seed
    gives the same interval. None when the sample has fewer than two values, or
    when every resample gives the same, so that nothing is known of its spread.

    Source: B. Efron, Better bootstrap confidence intervals, JASA 82 (1987);
    computed by SciPy.
    """
    if len(sample) < 2 or all(one == sample[0] for one in sample):
        return None
    from math import isfinite

    import numpy as np
    from scipy.stats import bootstrap as resample

    values = np.asarray(sample, dtype=float)
    found = resample(
        (values,),
        statistic,
        confidence_level=level,
        n_resamples=resamples,
        method=method,
        rng=np.random.default_rng(seed),
        vectorized=True,
        batch=max(1, min(resamples, 10_000_000 // len(values))),
    ).confidence_interval
    if not (isfinite(found.low) and isfinite(found.high)):
        return None
    whole = float(np.asarray(statistic(values, axis=-1)))
    return Estimate(whole, float(found.low), float(found.high))
