"""Shares of arms that changed while it ran: compared within each share, then put together."""

from math import exp, hypot, inf, log, sqrt
from typing import TYPE_CHECKING

from tenure.prove.adjusting import Adjusted
from tenure.prove.effect import Effect, Group, effect_of
from tenure.prove.quantiles import two_sided_p
from tenure.prove.sums import clusters_in
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial
from tenure.stats import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenure.prove.trial import Booleans

LEAST = 2
"""Clusters of an arm without which a stratum has no error, and is left out."""


def comparable(tried: Trial) -> "Booleans":
    """Return which rows (n,) lie in a stratum that has enough of both arms to compare."""
    import numpy as np

    if tried.stratum is None:
        return np.ones(len(tried), np.bool_)
    found = np.zeros(len(tried), np.bool_)
    for one in np.unique(tried.stratum):
        own = tried.stratum == one
        arms = (own & tried.treated, own & ~tried.treated)
        found |= own & (min(clusters_in(tried.cluster, arm) for arm in arms) >= LEAST)
    return found


def stratified(tried: Trial, level: float) -> Effect:
    """Return Σ w_s d_s, d_s the difference within a stratum and w_s its share of the treated.

    Who is drawn when shares change has an arm that goes with the day, so arms pooled would differ
    by what the days differ in; within a stratum the share is one, and the lot decides alone. Each
    stratum is compared by itself, adjusted where that makes it surer; the sum's bounds are those of
    MOVER: value ± √(Σ w_s² (d_s − bound_s)²). The control's mean is weighted alike, so that means
    differ by the difference, and the effect is that on the treated. Strata without two of either
    arm are left out, and said to be.

    Sources: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008); L. W. Miratrix, J. S. Sekhon
    and B. Yu, Adjusting treatment effect estimates by post-stratification in randomized
    experiments, JRSS B 75 (2013).
    """
    import numpy as np

    kept = comparable(tried)
    assert tried.stratum is not None
    strata = np.unique(tried.stratum[kept])
    if not len(strata):
        none = effect_of(tried.rows(kept).pooled(), level=level)
        return _with(none, _notes(tried, kept, 0))
    if len(strata) < 2:
        whole = effect_of(tried.rows(kept).pooled(), level=level)
        return _with(whole, _notes(tried, kept, 0))
    parts = [effect_of(tried.rows(tried.stratum == one).pooled(), level=level) for one in strata]
    shares = [one.treatment.units for one in parts]
    weights = [one / sum(shares) for one in shares]
    treatment = _group([one.treatment for one in parts], weights)
    control = _group([one.control for one in parts], weights)
    difference = combined([one.difference for one in parts], weights)
    error = hypot(*(w * (one.error or 0.0) for w, one in zip(weights, parts, strict=True)))
    found = Effect(
        treatment,
        control,
        difference,
        error,
        _relative(treatment, control, parts),
        two_sided_p(difference.value / error, inf) if error and difference else None,
        parts[0].method,
        _adjusted(parts, weights, error),
        tuple(dict.fromkeys(each for one in parts for each in one.notes)),
    )
    return _with(found, _notes(tried, kept, len(strata)))


def combined(parts: "Sequence[Estimate | None]", weights: "Sequence[float]") -> Estimate | None:
    """Return the weighted sum of independent estimates, bounds by MOVER; None with one unknown."""
    known = [one for one in parts if one is not None]
    if not known or len(known) < len(parts):
        return None
    pairs = list(zip(weights, known, strict=True))
    value = sum(w * one.value for w, one in pairs)
    below = hypot(*(w * (one.value - one.low) for w, one in pairs))
    above = hypot(*(w * (one.high - one.value) for w, one in pairs))
    return Estimate(value, value - below, value + above)


def _group(arms: "Sequence[Group]", weights: "Sequence[float]") -> Group:
    return Group(
        sum(one.units for one in arms),
        sum(one.clusters for one in arms),
        sum(one.total for one in arms),
        combined([one.mean for one in arms], weights),
    )


def _relative(
    treatment: Group,
    control: Group,
    parts: "Sequence[Effect]",
) -> Estimate | None:
    """Return the ratio of the means less 1, by the delta method on its logarithm."""
    if not treatment.mean or not control.mean:
        return None
    if treatment.mean.value <= 0 or control.mean.value <= 0:
        return None
    if any(one.relative is None for one in parts):
        return None
    width = hypot(*((one.high - one.low) / 2 / one.value for one in (treatment.mean, control.mean)))
    ratio = treatment.mean.value / control.mean.value
    ends = [exp(log(ratio) + sign * width) - 1 for sign in (-1, 1)]
    return Estimate(ratio - 1, *ends)


def _adjusted(
    parts: "Sequence[Effect]", weights: "Sequence[float]", plain: float
) -> Adjusted | None:
    """Return the sum of what is best in each stratum; None where nothing was adjusted."""
    there = [one.adjusted for one in parts if one.adjusted]
    difference = combined([one.best for one in parts], weights)
    if not there or difference is None:
        return None
    error = sqrt(
        sum((w * (one.best_error or 0.0)) ** 2 for w, one in zip(weights, parts, strict=True))
    )
    return Adjusted(
        difference,
        error,
        two_sided_p(difference.value / error, inf) if error else 1.0,
        1 - error**2 / plain**2 if plain else 0.0,
        max(one.covariates for one in there),
        "shared" if any(one.slopes == "shared" for one in there) else "each arm",
    )


def _notes(tried: Trial, kept: "Booleans", strata: int) -> tuple[Note, ...]:
    found = [note("shares_changed", n=strata)] if strata > 1 else []
    out = int((~kept).sum())
    return (*found, note("share_left_out", n=out)) if out else tuple(found)


def _with(found: Effect, notes: tuple[Note, ...]) -> Effect:
    from dataclasses import replace

    return replace(found, notes=(*notes, *found.notes))
