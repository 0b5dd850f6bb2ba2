"""Intervals and p-values that stay valid however often one looks, and whenever one stops."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import exp, log, sqrt

from tenure.errors import MetricError
from tenure.prove.adjusting import FEW
from tenure.prove.effect import Effect, Group
from tenure.stats import Estimate

SPARSE = 30
"""Clusters of an arm below which no look is given: the interval holds from many on."""


@dataclass(frozen=True)
class Look:
    """What could be said at a look: valid at all of them together, at the stated level.

    `interval` and `p` are None as long as too few have left or stayed in an arm.
    """

    units: int
    interval: Estimate | None
    p: float | None
    level: float


def always_valid(
    value: float, error: float, units: int, *, planned: int, level: float = 0.95
) -> Look:
    """Return the always-valid interval of an estimate with its standard error after `units`.

    The asymptotic confidence sequence: with t = units / planned and α = 1 − level,

        value ± error · √((1 + r t) / (r t) · ln((1 + r t) / α²)),  r = −2 ln α + ln(1 − 2 ln α),

    the same as the mixture SPRT with a normal prior of the effect. All looks together leave out
    the true effect with a chance of α at most, however many there are. r makes it narrowest at
    `planned`, which must be chosen before the first look: the units at which one expects to
    decide. p inverts the interval: √(1 + r t) · exp(−z² / 2 · r t / (1 + r t)), at most 1.

    Sources: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas, Time-uniform
    central limit theory and asymptotic confidence sequences, Annals of Statistics 52 (2024;
    arXiv 2103.06476), (2.2) and appendix B.2; R. Johari, P. Koomen, L. Pekelis and D. Walsh,
    Always valid inference, Operations Research 70 (2022).
    """
    if planned < 1 or units < 1 or error < 0:
        raise MetricError("units and planned must be 1 or more, and the error not below 0")
    if not error:
        return Look(units, None, None, level)
    scale = tuning(level) * units / planned
    width = error * boundary(scale, level)
    chance = sqrt(1 + scale) * exp(-((value / error) ** 2) / 2 * scale / (1 + scale))
    return Look(units, Estimate(value, value - width, value + width), min(chance, 1.0), level)


def tuning(level: float) -> float:
    """Return r, which makes the interval narrowest at the planned number of units."""
    far = -2 * log(1 - level)
    return far + log(1 + far)


def boundary(scale: float, level: float) -> float:
    """Return how many standard errors wide the interval is on each side, at r t = `scale`."""
    return sqrt((1 + scale) / scale * log((1 + scale) / (1 - level) ** 2))


def look(found: Effect, *, planned: int, level: float = 0.95) -> Look:
    """Return the always-valid interval of an effect as of now (of its `best` difference).

    None before each arm has 30 clusters, and 10 who left and 10 who stayed: the interval rests
    on sums of many. `planned` counts the units of both arms.
    """
    units = found.treatment.units + found.control.units
    if found.best is None or found.best_error is None or not _many(found):
        return Look(units, None, None, level)
    return always_valid(found.best.value, found.best_error, units, planned=planned, level=level)


def _many(found: Effect) -> bool:
    arms = (found.treatment, found.control)
    rate = found.method in ("newcombe", "clustered newcombe")
    return all(one.clusters >= SPARSE and not (rate and _rare(one)) for one in arms)


def _rare(one: Group) -> bool:
    return min(one.total, one.units - one.total) < FEW


@dataclass(frozen=True)
class LookOn:
    """A look, and the day of it; `p` is the smallest so far."""

    day: date
    look: Look
    p: float | None


def over_time(
    effects: Iterable[tuple[date, Effect]], *, planned: int, level: float = 0.95
) -> list[LookOn]:
    """Return a look a day, in order of the days, for a chart: p never rises."""
    found: list[LookOn] = []
    least: float | None = None
    for day, one in sorted(effects, key=lambda pair: pair[0]):
        now = look(one, planned=planned, level=level)
        if now.p is not None:
            least = now.p if least is None else min(least, now.p)
        found.append(LookOn(day, now, least))
    return found
