"""How much longer the treated stay: curves, their difference, and restricted mean time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.prove.curves import Curve, curve_of, ranks
from tenure.prove.quantiles import critical
from tenure.prove.strata import combined, comparable
from tenure.prove.trial import Trial, numbers, trial
from tenure.stats import Estimate, Test, newcombe_bounds, wilson_bounds

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Floats


@dataclass(frozen=True)
class Staying:
    """The shares of both arms still there after so many days, and treatment less control."""

    day: float
    treatment: Estimate
    control: Estimate
    difference: Estimate


@dataclass(frozen=True)
class SurvivalEffect:
    """Curves compared at some days, the mean days stayed up to the horizon, and the log-rank.

    A difference above 0: the treated stay longer. `days` is None with a horizon beyond those
    watched in an arm, `at` holds the days up to which both were watched. `log_rank` above 0:
    the treated leave sooner.
    """

    at: tuple[Staying, ...]
    horizon: float
    days_treatment: Estimate | None
    days_control: Estimate | None
    days: Estimate | None
    log_rank: Test | None


def survival_effect(
    days: "ArrayLike",
    left: "ArrayLike",
    treated: "ArrayLike",
    *,
    horizon: float = 90,
    at: Sequence[float] = (30, 60, 90),
    groups: "ArrayLike | None" = None,
    strata: "ArrayLike | None" = None,
    level: float = 0.95,
) -> SurvivalEffect:
    """Compare how long both arms stay; `left` is false where they were still there (censored).

    Grain in: a row a unit with the days from its assignment until it left or was last seen,
    (n,) each. Shares by Kaplan–Meier with log-log intervals, their difference by MOVER (the
    same as Newcombe's); the restricted mean is the area under the curve up to `horizon`. Where
    shares changed, by `strata`, within each of them, weighted by their treated, of those of which
    both arms were watched for so long; then there is no log-rank.
    Variances: Greenwood's; with `groups`, of influence values summed by group.

    Sources: G. Y. Zou and A. Donner, Construction of confidence limits about effect measures,
    Statistics in Medicine 27 (2008); P. Royston and M. Parmar, Restricted mean survival time,
    BMC Medical Research Methodology 13 (2013); L. J. Wei, D. Y. Lin and L. Weissfeld, JASA 84
    (1989) for the robust variance.
    """
    tried = trial(left, treated, groups=groups, strata=strata)
    times = _days(days, len(tried))
    if tried.stratum is not None:
        return _by_stratum(tried, times, horizon, at, level)
    return _survival(tried, times, horizon, at, level)


def _survival(
    tried: Trial, times: "Floats", horizon: float, at: Sequence[float], level: float
) -> SurvivalEffect:
    arms = [curve_of(times, tried, arm) for arm in (True, False)]
    if not all(one.units for one in arms):
        return SurvivalEffect((), horizon, None, None, None, None)
    z = critical(level)
    means = [_mean(one, horizon, z) for one in arms]
    return SurvivalEffect(
        at=tuple(_staying(arms[0], arms[1], day, z) for day in at if _watched(arms, day)),
        horizon=horizon,
        days_treatment=means[0],
        days_control=means[1],
        days=_longer(arms, horizon, z),
        log_rank=ranks(times, tried),
    )


def _by_stratum(
    tried: Trial, times: "Floats", horizon: float, at: Sequence[float], level: float
) -> SurvivalEffect:
    """Put together what each stratum's curves say."""
    import numpy as np

    assert tried.stratum is not None
    kept = comparable(tried)
    parts, sizes = [], []
    for one in np.unique(tried.stratum[kept]):
        own = tried.stratum == one
        parts.append(_survival(tried.rows(own).pooled(), times[own], horizon, at, level))
        sizes.append(int((own & tried.treated).sum()))
    means = [(one.days_treatment, one.days_control, one.days) for one in parts]
    first, second, longer = (_sum([one[which] for one in means], sizes) for which in range(3))
    stays = [_staying_together(parts, sizes, day) for day in at]
    return SurvivalEffect(tuple(one for one in stays if one), horizon, first, second, longer, None)


def _staying_together(
    parts: Sequence[SurvivalEffect], sizes: Sequence[int], day: float
) -> Staying | None:
    found = [next((stay for stay in one.at if stay.day == day), None) for one in parts]
    each = [(one.treatment, one.control, one.difference) if one else (None,) * 3 for one in found]
    first, second, between = (_sum([one[which] for one in each], sizes) for which in range(3))
    if first is None or second is None or between is None:
        return None
    return Staying(day, first, second, between)


def _sum(parts: Sequence[Estimate | None], sizes: Sequence[int]) -> Estimate | None:
    """Return the sum of those that are known, weighted by their sizes."""
    known = [(one, size) for one, size in zip(parts, sizes, strict=True) if one is not None]
    whole = sum(size for _, size in known)
    return combined([one for one, _ in known], [size / whole for _, size in known])


def _days(days: "ArrayLike", length: int) -> "Floats":
    found = numbers("days", days, length)
    if length and found.min() < 0:
        raise MetricError("nobody stays for less than 0 days", where="days")
    return found


def _watched(arms: Sequence[Curve], day: float) -> bool:
    return all(one.watched(day) for one in arms)


def _staying(treatment: Curve, control: Curve, day: float, z: float) -> Staying:
    first, second = _share(treatment, day, z), _share(control, day, z)
    difference = newcombe_bounds(
        first.value, (first.low, first.high), second.value, (second.low, second.high)
    )
    return Staying(day, first, second, difference)


def _share(curve: Curve, day: float, z: float) -> Estimate:
    """Return the share with its log-log interval; Wilson's where all or none are left."""
    share = curve.share(day)
    if not 0 < share < 1:
        size = curve.at_risk(day)
        low, high = wilson_bounds(share * size, size, z)
        return Estimate(share, float(low) if share else 0.0, 1.0 if share else float(high))
    width = z * curve.error(day) / (share * abs(log(share)))
    return Estimate(share, share ** exp(width), share ** exp(-width))


def _mean(curve: Curve, horizon: float, z: float) -> Estimate | None:
    if not curve.watched(horizon):
        return None
    value, error = curve.mean(horizon)
    return Estimate(value, max(value - z * error, 0.0), min(value + z * error, horizon))


def _longer(arms: Sequence[Curve], horizon: float, z: float) -> Estimate | None:
    if not _watched(arms, horizon):
        return None
    (first, wide), (second, other) = (one.mean(horizon) for one in arms)
    width = z * sqrt(wide**2 + other**2)
    return Estimate(first - second, first - second - width, first - second + width)
