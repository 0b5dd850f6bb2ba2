"""The difference of two arms with what was known before taken into account."""

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Literal

from tenure.prove.past import Past, PastOfArm
from tenure.prove.quantiles import critical, satterthwaite, two_sided_p
from tenure.prove.sums import by_cluster, clusters_in, sums
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial
from tenure.stats import Estimate

if TYPE_CHECKING:
    from tenure.prove.trial import Floats

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
    past = tried.before
    assert past is not None
    rank = past.rank
    if not rank:
        return note("nothing_varies_before")
    counts = [clusters_in(tried.cluster, tried.treated == arm) for arm in (True, False)]
    wanted = PER_COLUMN * (rank + 1)
    if sum(counts) < wanted or not _enough(tried):
        return note("few_for_adjustment", n=min(counts), columns=rank)
    slopes: Slopes = "each arm" if min(counts) >= wanted else "shared"
    return _difference(tried, past, slopes, level)


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
    """An arm's regression: its intercept at the mean of all, slopes (k,), and influence (m,)."""

    intercept: float
    slopes: "Floats"
    influence: "Floats"


def _difference(tried: Trial, past: Past, slopes: Slopes, level: float) -> Adjusted:
    shared = None if slopes == "each arm" else _shared_slopes(tried, past)
    counts = [clusters_in(tried.cluster, arm.own) for arm in past.arms]
    pairs = zip(past.arms, counts, strict=True)
    fits = [_fitted(tried, arm, count, shared) for arm, count in pairs]
    value = fits[0].intercept - fits[1].intercept
    influence = past.columns @ ((fits[0].slopes - fits[1].slopes) / len(tried))
    for arm, fit, sign in zip(past.arms, fits, (1, -1), strict=True):
        influence[arm.own] += sign * fit.influence
    whole = by_cluster(influence, tried.cluster)
    error = sqrt(float(whole @ whole))
    parts = [
        by_cluster(fit.influence, None if tried.cluster is None else tried.cluster[arm.own])
        for arm, fit in zip(past.arms, fits, strict=True)
    ]
    freedom = satterthwaite(
        *((float(p @ p), max(c - 1 - past.rank, 1)) for p, c in zip(parts, counts, strict=True))
    )
    width = critical(level, freedom) * error
    plain = sums(tried, True).variance + sums(tried, False).variance
    return Adjusted(
        difference=Estimate(value, value - width, value + width),
        error=error,
        p=two_sided_p(value / error, freedom) if error else 1.0,
        less_variance=1 - error**2 / plain if plain else 0.0,
        covariates=past.rank,
        slopes=slopes,
    )


def _shared_slopes(tried: Trial, past: Past) -> "Floats":
    """Return the slopes within arms (k,), pooled: those of an analysis of covariance."""
    import numpy as np

    inside = sum(arm.about.T @ arm.about for arm in past.arms)
    along = sum(arm.about.T @ tried.outcome[arm.own] for arm in past.arms)
    found: Floats = np.linalg.pinv(inside) @ along
    return found


def _fitted(tried: Trial, arm: PastOfArm, count: int, shared: "Floats | None") -> _Fitted:
    values = tried.outcome[arm.own]
    mean = float(values.mean())
    slopes = arm.inverse @ (arm.about.T @ values) if shared is None else shared
    rest = (values - mean - arm.about @ slopes) / arm.rest
    several = 1.0 if tried.cluster is None else sqrt(count / max(count - 1, 1))
    weight = arm.weight if shared is None else 1 / len(values)
    return _Fitted(mean - float(arm.centre @ slopes), slopes, rest * weight * several)
