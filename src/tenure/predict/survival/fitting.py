"""Hazards of all customers, and of customers drawn again and again for the bands."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design
from tenure.predict.learners import Learner
from tenure.predict.survival.followup import FollowUp, Integers
from tenure.predict.survival.hazards import Flat, Hazard, learned, settled
from tenure.predict.survival.notes import Note, note
from tenure.predict.survival.periods import Cut, PersonPeriods, person_periods

FEWEST_LEFT = 30
"""Of fewer customers who left for a cause nothing is learned: all have the same rate a day."""
FEWEST_WATCHED = 100
"""An interval in which fewer customers were watched ends the horizon."""
REPLICATE_ROWS = 100_000
"""Replicates draw as many customers as have about so many person-periods, and no more."""


@dataclass(frozen=True)
class Fits:
    """The hazards by cause, of all customers first, then of each replicate.

    `shrink` is the square root of the share of the customers that each replicate draws: by so
    much less than the replicates does the estimate vary.
    """

    hazards: tuple[tuple[Hazard, ...], ...]
    shrink: float
    notes: tuple[Note, ...]


def fitted(
    design: Design,
    seen: FollowUp,
    intervals: Cut,
    *,
    by: Learner,
    replicates: int,
    most: int,
    seed: int,
) -> Fits:
    """Learn the hazards of each cause; see `Survival.fit`.

    Replicates draw customers, with all their rows, with replacement: m of n of them, m being
    bounded, which widens what they vary by √(n / m). What the learner tunes is tuned once.

    Source: P. J. Bickel, F. Götze and W. R. van Zwet, Resampling fewer than n observations,
    Statistica Sinica 7 (1997); C. A. Field and A. H. Welsh, JRSS B 69 (2007).
    """
    parts = person_periods(seen, intervals, most=most, seed=seed)
    left = seen.left()
    chosen = [by if left[cause] >= FEWEST_LEFT else None for cause in seen.causes]
    whole = learned(design, seen, parts, intervals, chosen, seed)
    again = [settled(by, one) for one in whole]
    units = int(seen.unit.max()) + 1
    drawn = max(1, round(units * min(1.0, REPLICATE_ROWS / len(parts))))
    rng = np.random.default_rng(seed)
    others = [
        learned(design, seen, _times(parts, seen, counts), intervals, again, seed)
        for counts in (
            np.bincount(rng.integers(units, size=drawn), minlength=units) for _ in range(replicates)
        )
    ]
    return Fits((whole, *others), (drawn / units) ** 0.5, tuple(_notes(left, whole, parts)))


def reached(seen: FollowUp, asked: Cut) -> Cut:
    """Return the intervals in which enough customers were watched; at least the first.

    Raises MetricError when nobody was watched.
    """
    if not len(seen) or not (seen.days > 0).any():
        raise MetricError(
            "no customer was watched after the date",
            where="survival",
            hint="choose an earlier date, or bring newer data",
        )
    gone = seen.cause > 0
    watched = np.array(
        [
            len(np.unique(seen.unit[(seen.days >= high) | (gone & (seen.days > low))]))
            for low, high in pairwise(asked.edges)
        ]
    )
    enough = watched >= FEWEST_WATCHED
    size = len(asked) if enough.all() else max(1, int(enough.argmin()))
    kept = asked.first(size)
    place = np.searchsorted(np.array(kept.edges[1:]), seen.days[gone])
    return kept.blocked(np.bincount(place, minlength=size)[:size].astype(np.float64))


def _times(parts: PersonPeriods, seen: FollowUp, counts: Integers) -> PersonPeriods:
    """Return the person-periods of customers drawn so many times each."""
    times = counts[seen.unit[parts.row]]
    found = parts.rows(times > 0)
    return replace(found, weight=found.weight * times[times > 0])


def _notes(left: dict[str, int], whole: tuple[Hazard, ...], parts: PersonPeriods) -> list[Note]:
    found = []
    if all(isinstance(one, Flat) for one in whole):
        found.append(note("too_few", left=sum(left.values()), least=FEWEST_LEFT))
    else:
        found += [
            note("flat_cause", cause=cause, left=left[cause], least=FEWEST_LEFT)
            for cause, one in zip(left, whole, strict=True)
            if isinstance(one, Flat)
        ]
    if len(parts) < parts.total * 0.999:
        found.append(note("sampled", kept=len(parts), total=parts.total))
    return found
