"""Curves of customers or segments, and what is read off them: a day, a mean, a chance, a cause."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tenure.errors import MetricError
from tenure.predict.survival.followup import Floats, Integers


@dataclass(frozen=True)
class Curves:
    """Who will have left, for which cause, by each edge of the intervals: (n, causes, J + 1).

    `error` (n, 1 + causes, J + 1) is the standard error of log(−log(1 − share)), first of the
    share that will have left for any cause, then by cause; `mean_error` (n,) that of
    `expected`; None where no band was asked for. `times` is how many errors a 95 % band is
    wide to each side.
    """

    edges: Floats
    causes: tuple[str, ...]
    incidence: Floats
    error: Floats | None = None
    mean_error: Floats | None = None
    times: float = 1.96

    def __len__(self) -> int:
        return len(self.incidence)

    @property
    def horizon(self) -> float:
        """The last day that the curves reach."""
        return float(self.edges[-1])

    def until(self, size: int) -> "Curves":
        """Return the curves up to the edge of a number, without their band."""
        return Curves(self.edges[: size + 1], self.causes, self.incidence[:, :, : size + 1])

    @cached_property
    def surviving(self) -> Floats:
        """The share still there at each edge (n, J + 1)."""
        return np.asarray(np.clip(1 - self.incidence.sum(axis=1), 0.0, 1.0))

    @cached_property
    def band(self) -> tuple[Floats, Floats]:
        """The 95 % band of `surviving`; NaN without one."""
        if self.error is None:
            none = np.full_like(self.surviving, np.nan)
            return none, none
        return banded(self.surviving, self.error[:, 0], self.times)

    def cause_band(self, cause: str) -> tuple[Floats, Floats]:
        """Return the 95 % band (n, J + 1) of the share that will have left for a cause."""
        at = self.causes.index(cause)
        own = self.incidence[:, at]
        if self.error is None:
            return np.full_like(own, np.nan), np.full_like(own, np.nan)
        low, high = banded(1 - own, self.error[:, 1 + at], self.times)
        return 1 - high, 1 - low

    def leaving(self, day: float) -> tuple[Floats, Floats, Floats]:
        """Return the chance (n,) of having left by a day, with its band.

        Within an interval leaving is spread evenly. Raises MetricError beyond the horizon.
        """
        self._within(day)
        low, high = self.band
        at, below, above = (self._at(one, day) for one in (self.surviving, low, high))
        return 1 - at, 1 - above, 1 - below

    def leaving_for(self, cause: str, day: float) -> Floats:
        """Return the chance (n,) of having left for a cause by a day."""
        self._within(day)
        return self._at(self.incidence[:, self.causes.index(cause)], day)

    def median(self) -> tuple[Floats, Floats, Floats]:
        """Return when half will have left (n,), with its band; NaN beyond the horizon."""
        low, high = self.band
        return self._falls(self.surviving), self._falls(low), self._falls(high)

    def expected(self) -> tuple[Floats, Floats, Floats]:
        """Return the expected days left of those within the horizon (n,), with their band.

        The restricted mean: the area under the curve.
        """
        mean = area(self.surviving, self.edges)
        width = np.full_like(mean, np.nan)
        if self.mean_error is not None:
            width = self.times * self.mean_error
        return mean, np.maximum(mean - width, 0.0), np.minimum(mean + width, self.horizon)

    def likeliest(self) -> tuple[Integers, Floats]:
        """Return the number of the cause for which most will have left by the horizon (n,).

        And what share of all who will have left that is. −1 and NaN where nobody will have.
        """
        own = self.incidence[:, :, -1]
        total = own.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(total > 0, own.max(axis=1) / total, np.nan)
        return np.where(total > 0, own.argmax(axis=1), -1), share

    def _within(self, day: float) -> None:
        if not 0 <= day <= self.horizon:
            raise MetricError(
                f"day {day:g} lies beyond the {self.horizon:g} days that the curves reach",
                where="survival",
                hint="ask for a day up to the horizon, or learn with a longer one",
            )

    def _at(self, curve: Floats, day: float) -> Floats:
        after = int(np.clip(np.searchsorted(self.edges, day), 1, len(self.edges) - 1))
        low, high = self.edges[after - 1], self.edges[after]
        part = (day - low) / (high - low)
        found: Floats = curve[:, after - 1] * (1 - part) + curve[:, after] * part
        return found

    def _falls(self, curve: Floats, to: float = 0.5) -> Floats:
        """Return when a curve falls to a share, between edges by a straight line."""
        reached = curve <= to
        some = reached.any(axis=1)
        after = np.where(some, reached.argmax(axis=1), 1)
        rows = np.arange(len(curve))
        high, low = curve[rows, after - 1], curve[rows, after]
        with np.errstate(invalid="ignore", divide="ignore"):
            part = (high - to) / (high - low)
        day = self.edges[after - 1] + part * (self.edges[after] - self.edges[after - 1])
        return np.where(some, day, np.nan)


def area(curve: Floats, edges: Floats) -> Floats:
    """Return the area under curves (…, J + 1) of straight lines between the edges."""
    found: Floats = ((curve[..., 1:] + curve[..., :-1]) / 2) @ np.diff(edges)
    return found


def depth(staying: Floats) -> Floats:
    """Return log(−log(share)), on whose scale bands are symmetric; finite at 0 and 1."""
    inside = np.clip(staying, 1e-12, 1 - 1e-12)
    return np.asarray(np.log(-np.log(inside)))


def banded(staying: Floats, error: Floats, times: float) -> tuple[Floats, Floats]:
    """Return the band of shares, symmetric on the scale of `depth`."""
    centre, width = depth(staying), times * error
    low, high = np.exp(-np.exp(centre + width)), np.exp(-np.exp(centre - width))
    sure = (staying <= 0) | (staying >= 1)
    return np.where(sure, staying, low), np.where(sure, staying, high)
