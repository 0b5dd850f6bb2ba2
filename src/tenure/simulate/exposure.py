"""How long someone lasts within a month in which contacts change the hazard from their time on."""

from dataclasses import dataclass

import numpy as np

from tenure.simulate.crowd import NEVER
from tenure.simulate.draws import Floats, Ints, nth_of_its


@dataclass(frozen=True)
class Shifts:
    """Contacts of a month: whom, when, and by how much each moves the log hazard from then on."""

    unit: Ints
    at: Floats
    by: Floats

    def of(self, who: Ints, size: int) -> tuple[Ints, Floats, Floats]:
        """Return those of `who`, one row a unit: its place in `who`, times and sums so far.

        The times are NEVER where a unit has fewer contacts than another.
        """
        place = np.full(size, -1, dtype=np.int64)
        place[who] = np.arange(len(who))
        moving = np.flatnonzero((place[self.unit] >= 0) & (self.by != 0.0))
        order = moving[np.lexsort((self.at[moving], self.unit[moving]))]
        units, row = np.unique(self.unit[order], return_inverse=True)
        nth = nth_of_its(row)
        width = int(nth.max(initial=-1)) + 1
        times, by = np.full((width, len(units)), NEVER), np.zeros((width, len(units)))
        times[nth, row], by[nth, row] = self.at[order], self.by[order]
        return place[units], times, np.cumsum(by, axis=0)


class Exposure:
    """Rates of a month, a number each of `who`, that are constant between contacts."""

    def __init__(
        self, voluntary: Floats, failing: Floats, since: Floats, end: float, length: float,
        shifts: tuple[Ints, Floats, Floats],
    ) -> None:  # fmt: skip
        self.voluntary, self.failing, self.since = voluntary / length, failing / length, since
        self.end, (self.moved, times, by) = end, shifts
        begin = since[self.moved]
        last = np.full((1, len(begin)), end)
        self._edges = np.clip(np.vstack((begin[None], times, last)), begin, end)
        self._factors = np.exp(np.vstack((np.zeros((1, len(begin))), by)))

    def voluntary_until(self, until: Floats) -> Floats:
        """Sum the voluntary rate of each from its beginning until a time in the month."""
        summed = self.voluntary * np.maximum(until - self.since, 0.0)
        upper = np.minimum(self._edges[1:], until[self.moved])
        spans = np.maximum(upper - self._edges[:-1], 0.0)
        summed[self.moved] = self.voluntary[self.moved] * (spans * self._factors).sum(axis=0)
        return summed

    def until(self, until: Floats) -> Floats:
        """Sum the whole rate of each from its beginning until a time in the month."""
        return self.voluntary_until(until) + self.failing * np.maximum(until - self.since, 0.0)

    @property
    def whole(self) -> Floats:
        """The whole rate, summed until the end of the month."""
        return self.until(np.full(len(self.since), self.end))

    def involuntary_share(self) -> Floats:
        """Return what share of the summed rate is payments that fail."""
        whole = self.whole
        failed = self.failing * (self.end - self.since)
        share: Floats = failed / np.maximum(whole, 1e-300)
        return share

    def lasting(self, draw: Floats) -> Floats:
        """Return when the summed rate reaches a draw; NEVER where it does not within the month."""
        at = self.since + draw / (self.voluntary + self.failing)
        if len(self.moved):
            at[self.moved] = self._lasting_moved(draw[self.moved])
        left: Floats = np.where(at < self.end, at, NEVER)
        return left

    def _lasting_moved(self, draw: Floats) -> Floats:
        voluntary, failing = self.voluntary[self.moved], self.failing[self.moved]
        at = np.full(len(draw), NEVER)
        for low, high, factor in zip(self._edges[:-1], self._edges[1:], self._factors, strict=True):
            rate = voluntary * factor + failing
            reached = low + draw / rate
            at = np.where((at == NEVER) & (reached < high), reached, at)
            draw = draw - rate * (high - low)
        return at
