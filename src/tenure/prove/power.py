"""Before a trial: how many it takes, what it can see, and how long it runs."""

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

from tenure.errors import MetricError
from tenure.prove.quantiles import critical
from tenure.prove.sequential import boundary, tuning

Looks = Literal["once", "daily"]
WEEK = 7


@dataclass(frozen=True)
class Design:
    """A trial to be: `base`, the control's rate; `holdout`, its share; how it is looked at.

    `size` and `icc`: mean units assigned together and their intra-class correlation, which
    multiply the units needed by 1 + (size − 1) · icc. `less_variance`: the share that
    adjustment by past behaviour is known to take away. `looks`: "once", at the end; "daily":
    always-valid intervals.
    """

    base: float
    holdout: float = 0.1
    level: float = 0.95
    power: float = 0.8
    looks: Looks = "once"
    size: float = 1.0
    icc: float = 0.0
    less_variance: float = 0.0

    def __post_init__(self) -> None:
        """Raise MetricError for shares that are none."""
        for name in ("base", "holdout", "level", "power"):
            if not 0 < getattr(self, name) < 1:
                raise MetricError(f"{name} must lie between 0 and 1", where=name)
        if self.size < 1 or not 0 <= self.icc <= 1 or not 0 <= self.less_variance < 1:
            raise MetricError("size is 1 or more; icc and less_variance are shares")

    @property
    def inflation(self) -> float:
        """By how much more units count less than each by itself and not adjusted."""
        return (1 + (self.size - 1) * self.icc) * (1 - self.less_variance)

    @property
    def wide(self) -> float:
        """How many standard errors the interval is wide on each side when it is looked at last."""
        return critical(self.level) if self.looks == "once" else _last(self.level)


@dataclass(frozen=True)
class Duration:
    """How many units in all it takes, how many weeks of assigning, and until all is known."""

    units: int
    treatment: int
    control: int
    weeks: float
    days_until_known: float


def power_of(design: Design, effect: float, units: int) -> float:
    """Return the chance to see a difference of rates (treatment − control) with so many units.

    Φ((|effect| − z · s₀) / s₁) and the other tail, with s₀ the error were there no difference
    (pooled rate), s₁ the error of the two rates, z the width of the interval in errors. With
    daily looks it is the chance at the last one alone, so no more than there is.

    Source: J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions
    (2003), 4; Donner and Klar (2000) for clusters.
    """
    from scipy.special import ndtr

    alike, apart = _errors(design, effect)
    root = sqrt(units / design.inflation)
    reach = design.wide * alike
    return float(
        ndtr((abs(effect) * root - reach) / apart) + ndtr((-abs(effect) * root - reach) / apart)
    )


def units_needed(design: Design, effect: float) -> int:
    """Return how many units both arms need together to see a difference of rates.

    n = ((z · s₀ + z_power · s₁) / effect)² · inflation, rounded up; s₀ and s₁ as in `power_of`,
    of one unit. Raises MetricError for no effect, or a rate that leaves 0 to 1.

    >>> units_needed(Design(base=0.10, holdout=0.5), -0.02)
    6426
    """
    from scipy.special import ndtri

    alike, apart = _errors(design, effect)
    once = (design.wide * alike + float(ndtri(design.power)) * apart) / effect
    return ceil(once**2 * design.inflation)


def smallest_effect(design: Design, units: int) -> float | None:
    """Return the smallest fall of the rate that so many units show with the power asked for.

    Above 0, in shares of 1; None when even nobody leaving could not be seen.
    """
    if units < 1:
        return None
    low, high = 0.0, design.base
    if units_needed(design, -high) > units:
        return None
    while high - low > 1e-7 * design.base:
        middle = (low + high) / 2
        low, high = (low, middle) if units_needed(design, -middle) <= units else (middle, high)
    return high


def weeks_needed(
    design: Design, effect: float, *, eligible_a_week: float, horizon: float
) -> Duration:
    """Return how long a play of so many newly eligible a week takes to show an effect.

    `horizon`: days after the assignment at which it is looked who has left.
    """
    if eligible_a_week <= 0:
        raise MetricError("nobody becomes eligible, so no time is long enough")
    units = units_needed(design, effect)
    control = ceil(units * design.holdout)
    weeks = units / eligible_a_week
    return Duration(units, units - control, control, weeks, weeks * WEEK + horizon)


def _last(level: float) -> float:
    return boundary(tuning(level), level)


def _errors(design: Design, effect: float) -> tuple[float, float]:
    """Return the errors of the difference of one unit: without an effect, and with it."""
    base, other, held = design.base, design.base + effect, design.holdout
    if not effect or not 0 <= other <= 1:
        raise MetricError(
            f"an effect of {effect:g} on a rate of {base:g} is none that can be", where="effect"
        )
    pooled = held * base + (1 - held) * other
    alike = pooled * (1 - pooled) / (held * (1 - held))
    return sqrt(alike), sqrt(base * (1 - base) / held + other * (1 - other) / (1 - held))
