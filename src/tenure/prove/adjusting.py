"""The difference of two arms with what was known before taken into account."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

from tenure.prove.quantiles import critical, satterthwaite, two_sided_p
from tenure.prove.sums import by_cluster, clusters_in, sums
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial
from tenure.stats import Estimate

if TYPE_CHECKING:
    from tenure.prove.trial import Booleans, Floats

PER_COLUMN = 20
"""Clusters (rows without clusters) for each covariate, below which it is not used."""
FEW = 10
"""Events, or units without, in an arm below which the normal interval of a rate is none."""

Slopes = Literal["each arm", "shared"]


@dataclass(frozen=True)
class Adjusted:
    """The difference with what was known before taken into account.

    `less_variance`: the share of the plain difference's variance that is gone; `covariates`:
    how many columns were of use; `slopes`: each arm its own (Lin), or the same in both.
    """

    difference: Estimate
    error: float
    p: float
    less_variance: float
    covariates: int
    slopes: Slopes


def adjust(tried: Trial, level: float) -> Adjusted | Note:
    """Return the regression-adjusted difference, or the note why there is none.

    In each arm the outcome is regressed on the covariates about the mean of all; the difference
    is that of the intercepts, which is the regression with interactions of W. Lin, Agnostic
    notes on regression adjustments to experimental data, Annals of Applied Statistics 7 (2013).
    Where the smaller arm has fewer than 20 clusters a column, both arms share the slopes: CUPED
    (A. Deng et al., Improving the sensitivity of online controlled experiments by utilizing
    pre-experiment data, WSDM 2013). Variance: influence values, with HC2 residuals, summed by
    cluster; the spread of the covariates themselves is part of it. Unbiased whatever the truth
    looks like, since the covariates are from before the draw.
    """
    import numpy as np

    assert tried.before is not None
    columns = usable(tried.before)
    rank = int(np.linalg.matrix_rank(columns)) if columns.shape[1] else 0
    if not rank:
        return note("nothing_varies_before")
    counts = [clusters_in(tried.cluster, tried.treated == arm) for arm in (True, False)]
    wanted = PER_COLUMN * (rank + 1)
    if sum(counts) < wanted or not _enough(tried):
        return note("few_for_adjustment", n=min(counts), columns=rank)
    slopes: Slopes = "each arm" if min(counts) >= wanted else "shared"
    return _difference(tried, columns, rank, slopes, level)


def usable(before: "Floats") -> "Floats":
    """Return columns about their mean, in standard deviations; unknowns at the mean and marked."""
    import numpy as np

    unknown = np.isnan(before)
    gaps = unknown.any(axis=0) & ~unknown.all(axis=0)
    seen = np.where(unknown, 0.0, before)
    count = np.maximum((~unknown).sum(axis=0), 1)
    filled = np.where(unknown, seen.sum(axis=0) / count, before)
    every = np.column_stack([filled, unknown[:, gaps].astype(np.float64)])
    spread = every.std(axis=0)
    some = spread > 1e-12 * np.maximum(np.abs(every).max(axis=0, initial=0.0), 1e-300)
    found: Floats = (every[:, some] - every[:, some].mean(axis=0)) / spread[some]
    return found


def _enough(tried: Trial) -> bool:
    if not tried.binary:
        return True
    for arm in (True, False):
        own = tried.outcome[tried.treated == arm]
        if min(own.sum(), len(own) - own.sum()) < FEW:
            return False
    return True


@dataclass(frozen=True)
class _Fitted:
    """An arm's regression: the outcome of everyone as it predicts (n,), and its influence (n,)."""

    predicted: "Floats"
    influence: "Floats"


def _difference(
    tried: Trial, columns: "Floats", rank: int, slopes: Slopes, level: float
) -> Adjusted:
    shared = None if slopes == "each arm" else _shared_slopes(tried, columns)
    arms = [_fitted(tried, columns, tried.treated == arm, shared) for arm in (True, False)]
    gain = arms[0].predicted - arms[1].predicted
    value = float(gain.mean())
    spread = (gain - value) / len(tried)
    whole = by_cluster(arms[0].influence - arms[1].influence + spread, tried.cluster)
    error = sqrt(float(whole @ whole))
    counts = [clusters_in(tried.cluster, tried.treated == arm) for arm in (True, False)]
    parts = [by_cluster(arm.influence, tried.cluster) for arm in arms]
    freedom = satterthwaite(
        *((float(p @ p), max(c - 1 - rank, 1)) for p, c in zip(parts, counts, strict=True))
    )
    width = critical(level, freedom) * error
    plain = sums(tried, True).variance + sums(tried, False).variance
    return Adjusted(
        difference=Estimate(value, value - width, value + width),
        error=error,
        p=two_sided_p(value / error, freedom) if error else 1.0,
        less_variance=1 - error**2 / plain if plain else 0.0,
        covariates=rank,
        slopes=slopes,
    )


def _shared_slopes(tried: Trial, columns: "Floats") -> "Floats":
    """Return the slopes within arms (k,), pooled: those of an analysis of covariance."""
    import numpy as np

    inside, values = columns.copy(), tried.outcome.copy()
    for arm in (True, False):
        own = tried.treated == arm
        inside[own] -= inside[own].mean(axis=0)
        values[own] -= values[own].mean()
    found: Floats = np.linalg.pinv(inside.T @ inside) @ (inside.T @ values)
    return found


def _fitted(tried: Trial, columns: "Floats", own: "Booleans", shared: "Floats | None") -> _Fitted:
    import numpy as np

    there = columns[own]
    centre = there.mean(axis=0)
    about, values = there - centre, tried.outcome[own]
    inverse = np.linalg.pinv(about.T @ about)
    slopes = inverse @ (about.T @ values) if shared is None else shared
    predicted = values.mean() + (columns - centre) @ slopes
    # Each row's weight in the intercept at the mean of all, which lies at 0.
    weight = 1 / len(values) - about @ (inverse @ centre)
    pull = 1 / len(values) + np.einsum("ij,ij->i", about @ inverse, about)
    rest = (values - predicted[own]) / np.sqrt(np.clip(1 - pull, 1e-6, None))
    count = clusters_in(tried.cluster, own)
    influence = np.zeros(len(tried))
    several = 1.0 if tried.cluster is None else sqrt(count / max(count - 1, 1))
    influence[own] = rest * (weight if shared is None else 1 / len(values)) * several
    return _Fitted(predicted, influence)
