"""The Kaplan–Meier curve of counts: its quantiles and its restricted mean.

Millions of customers come as one row a day, counted where their data are; `survival` takes
them one by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from tenure.stats.intervals import Z95


@dataclass(frozen=True)
class Step:
    """The curve from `time` until the next step.

    `at_risk` were watched up to `time`, `events` happened at it; `surviving` is the share to
    whom nothing has happened by then, `spread` Greenwood's sum, Σ d / (n (n − d)).
    """

    time: float
    at_risk: int
    events: int
    surviving: float
    spread: float


@dataclass(frozen=True)
class Curve:
    """A step function that begins at 1; `last` is the longest time that anyone was watched."""

    steps: tuple[Step, ...]
    last: float

    def quantile(self, share: float) -> float | None:
        """Return when a share has had the event; None when fewer have."""
        return next((s.time for s in self.steps if s.surviving <= 1 - share + 1e-12), None)

    def surviving(self, time: float) -> float | None:
        """Return the share to whom nothing has happened by a time; None beyond those watched."""
        if time > self.last and (not self.steps or self.steps[-1].surviving > 0):
            return None
        return self._at(time)[0]

    def interval(self, time: float) -> tuple[float, float] | None:
        """Return the 95 % interval of `surviving`, on the scale of log(−log).

        None where it is not known; the share itself where it is 0 or 1.
        """
        share = self.surviving(time)
        if share is None:
            return None
        if share in (0.0, 1.0):
            return share, share
        width = Z95 * sqrt(self._at(time)[1]) / abs(log(share))
        return share ** exp(width), share ** exp(-width)

    def restricted_mean(self, horizon: float) -> tuple[float, float, float] | None:
        """Return the mean of min(time, horizon), the area under the curve, with its interval.

        None when the horizon lies beyond those watched. The variance is the sum over steps of
        d / (n (n − d)) times the square of the area to the right of each.
        """
        if horizon > self.last and (not self.steps or self.steps[-1].surviving > 0):
            return None
        inside = [step for step in self.steps if step.time < horizon]
        edges = [0.0, *(step.time for step in inside), horizon]
        heights = [1.0, *(step.surviving for step in inside)]
        areas = [(edges[n + 1] - edges[n]) * height for n, height in enumerate(heights)]
        variance = 0.0
        for place, step in enumerate(inside):
            left = step.at_risk - step.events
            if left:
                variance += step.events / (step.at_risk * left) * sum(areas[place + 1 :]) ** 2
        mean, width = sum(areas), Z95 * sqrt(variance)
        return mean, max(mean - width, 0.0), min(mean + width, horizon)

    def _at(self, time: float) -> tuple[float, float]:
        share, spread = 1.0, 0.0
        for step in self.steps:
            if step.time > time:
                break
            share, spread = step.surviving, step.spread
        return share, spread


def survival_curve(counts: Iterable[tuple[float, int, int]]) -> Curve:
    """Return the curve of (time, events, censored) counts, in any order.

    Those censored at a time were watched through it, so they are at risk of its events. The
    share surviving is the product over times of (1 − d / n).

    >>> survival_curve([(1, 1, 0), (2, 1, 1), (3, 0, 1)]).quantile(0.5)
    2

    Source: E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations,
    JASA 53 (1958); Greenwood's variance.
    """
    ordered = _merged(counts)
    at_risk = sum(events + censored for _, events, censored in ordered)
    last = ordered[-1][0] if ordered else -inf
    steps, surviving, spread = [], 1.0, 0.0
    for time, events, censored in ordered:
        if events:
            surviving *= (at_risk - events) / at_risk
            left = at_risk - events
            spread += events / (at_risk * left) if left else 0.0
            steps.append(Step(time, at_risk, events, surviving, spread))
        at_risk -= events + censored
    return Curve(tuple(steps), last)


def _merged(counts: Iterable[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    found: dict[float, tuple[int, int]] = {}
    for time, events, censored in counts:
        before = found.get(time, (0, 0))
        found[time] = (before[0] + events, before[1] + censored)
    return [(time, *both) for time, both in sorted(found.items())]
