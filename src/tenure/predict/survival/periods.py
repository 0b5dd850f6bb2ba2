"""Person-periods: a row for each interval of days in which a customer was watched."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.encoding import Design
from tenure.predict.survival.followup import Floats, FollowUp, Integers

INTERVAL, AHEAD = "(interval)", "(days ahead)"
"""The columns of time in a design: which block of intervals, and the middle of its own in days."""
MOST_BLOCKS = 12
"""More intervals than this share their level with neighbours; AHEAD tells them apart."""


@dataclass(frozen=True)
class Cut:
    """Intervals (edge, next edge] of days after the date; `block` is the level of each."""

    edges: tuple[float, ...]
    block: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.block)

    @property
    def horizon(self) -> float:
        """The last day that the intervals reach."""
        return self.edges[-1]

    @property
    def widths(self) -> Floats:
        """The days (J,) of each interval."""
        return np.diff(self.edges)

    @property
    def middles(self) -> Floats:
        """The middle day (J,) of each interval."""
        return np.array([(low + high) / 2 for low, high in pairwise(self.edges)])

    def part(self, start: int, stop: int) -> "Cut":
        """Return the intervals from one number up to, and without, another; levels from 0."""
        level = {block: at for at, block in enumerate(dict.fromkeys(self.block[start:stop]))}
        blocks = tuple(level[block] for block in self.block[start:stop])
        return Cut(self.edges[start : stop + 1], blocks)

    def phases(self, left: Floats, least: int) -> tuple[tuple[int, int], ...]:
        """Return runs of intervals, each up to four times as far ahead as the one before.

        As (start, stop). What a feature says of the next days it need not say of later ones,
        so each run gets a model of its own. Runs in which fewer than `least` left (J,) join the
        next one, the last the one before.
        """
        ends = np.array(self.edges[1:])
        number = np.ceil(np.log(ends / ends[0]) / np.log(4) - 1e-9)
        starts = [0]
        for at in np.flatnonzero(np.diff(number)) + 1:
            enough = left[starts[-1] : at].sum() >= least
            if enough and left[at:].sum() >= least:
                starts.append(int(at))
        return tuple(pairwise([*starts, len(self)]))

    def blocked(self, left: Floats) -> "Cut":
        """Return the cut with at most `MOST_BLOCKS` levels that hold alike many who left (J,)."""
        if len(self) <= MOST_BLOCKS:
            return Cut(self.edges, tuple(range(len(self))))
        before = np.concatenate([[0.0], np.cumsum(left)[:-1]]) / max(left.sum(), 1.0)
        level = np.minimum((before * MOST_BLOCKS).astype(int), MOST_BLOCKS - 1)
        _, block = np.unique(level, return_inverse=True)
        return Cut(self.edges, tuple(int(one) for one in block))


def cut(width: int = 28, horizon: int = 364) -> Cut:
    """Return intervals of `width` days up to the horizon; the last may be shorter."""
    if not 0 < width <= horizon:
        raise MetricError(
            f"intervals of {width} days up to {horizon} days are none",
            where="survival",
            hint="the width is at least one day and at most the horizon",
        )
    return cut_at([*range(width, horizon, width), horizon])


def cut_at(days: Sequence[float]) -> Cut:
    """Return intervals that end on some days, ascending, the first from the date itself."""
    edges = (0.0, *(float(day) for day in days))
    if not days or any(low >= high for low, high in pairwise(edges)):
        raise MetricError(
            f"intervals cannot end on the days {list(days)}",
            where="survival",
            hint="give days above 0, each after the one before",
        )
    return Cut(edges, tuple(range(len(days))))


USUAL = cut_at([7, 14, 28, *range(56, 365, 28)])
"""Weeks at first, then two, then four, up to a year."""


@dataclass(frozen=True)
class PersonPeriods:
    """Rows (m,): of which row of the follow-up, which interval, how it ended, its weight.

    cause is 0 where the customer was still there when the interval, or the watch, was over.
    total is how many there would be without sampling.
    """

    row: Integers
    interval: Integers
    cause: Integers
    weight: Floats
    total: int

    def __len__(self) -> int:
        return len(self.row)

    def rows(self, keep: npt.NDArray[np.bool_]) -> "PersonPeriods":
        """Return the rows of a mask."""
        kept = (self.row[keep], self.interval[keep], self.cause[keep], self.weight[keep])
        return PersonPeriods(*kept, self.total)


def person_periods(
    seen: FollowUp, intervals: Cut, *, most: int | None = None, seed: int = 0
) -> PersonPeriods:
    """Return a row for every interval in which each customer was watched and still there.

    Who is watched through a part of an interval counts in it by that part (the actuarial
    assumption: J. Berkson and R. P. Gage, Mayo Clinic Proceedings 25 (1950)). With `most`, a
    sample of at most about so many: first those who leave (up to half), then of the others;
    their weights are divided by the probability of being drawn. Memory is that of the sample.

    Source: J. D. Singer and J. B. Willett, It's about time: using discrete-time survival
    analysis, Journal of Educational Statistics 18 (1993).
    """
    edges = np.array(intervals.edges)
    within = seen.days <= intervals.horizon
    cause = np.where(within, seen.cause, 0)
    count = np.minimum(np.searchsorted(edges[1:], seen.days), len(intervals) - 1) + 1
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    last = ends - 1
    leaving, others, odds = _drawn(last[cause > 0], total, most, np.random.default_rng(seed))
    flat = np.concatenate([leaving, others])
    drawn = np.repeat(odds, (len(leaving), len(others)))
    order = np.argsort(flat, kind="stable")
    flat, drawn = flat[order], drawn[order]
    row = np.searchsorted(ends, flat, side="right")
    interval = flat - (ends[row] - count[row])
    is_last = flat == last[row]
    part = np.clip((seen.days[row] - edges[interval]) / intervals.widths[interval], 0, 1)
    watched = np.where(is_last & (cause[row] == 0), part, 1.0)
    found = PersonPeriods(
        row,
        interval,
        np.where(is_last, cause[row], 0),
        seen.weight[row] * watched / drawn,
        total,
    )
    return found.rows(found.weight > 0)


def _drawn(
    leaving: Integers, total: int, most: int | None, rng: np.random.Generator
) -> tuple[Integers, Integers, Floats]:
    """Return the places kept, of those who leave and of the others, and with what probability."""
    if most is None or total <= most:
        others = np.ones(total, bool)
        others[leaving] = False
        return leaving, np.flatnonzero(others), np.ones(2)
    odds = np.ones(2)
    if len(leaving) > most // 2:
        odds[0] = most / 2 / len(leaving)
        kept = leaving[rng.random(len(leaving)) < odds[0]]
    else:
        kept = leaving
    odds[1] = min(1.0, (most - len(kept)) / (total - len(leaving)))
    steps = rng.geometric(odds[1], int(total * odds[1] * 1.1 + 100))
    places = np.cumsum(steps) - 1
    places = places[places < total]
    return kept, np.setdiff1d(places, leaving, assume_unique=True), odds


def with_time(design: Design, intervals: Cut, row: Integers, interval: Integers) -> Design:
    """Return the rows of a design, each with its interval in two more columns."""
    columns = len(design.names)
    values = np.empty((len(row), columns + 2), design.values.dtype, order="F")
    for at in range(columns):
        values[:, at] = design.values[row, at]
    values[:, columns] = np.array(intervals.block)[interval]
    values[:, columns + 1] = intervals.middles[interval]
    levels = tuple(f"{number}" for number in range(max(intervals.block) + 1))
    return Design(
        values,
        (*design.names, INTERVAL, AHEAD),
        (*design.levels, levels, ()),
        (*design.source, INTERVAL, AHEAD),
    )
