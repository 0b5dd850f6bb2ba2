"""Hazards of all customers, and of customers drawn again and again for the bands."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design
from tenure.predict.learners import Learner
from tenure.predict.learners.logistic import TUNING_ROWS
from tenure.predict.survival.followup import FollowUp, Integers
from tenure.predict.survival.hazards import Hazard, Plan, learned, settled
from tenure.predict.survival.notes import Note, note
from tenure.predict.survival.periods import Cut, PersonPeriods, person_periods
from tenure.predict.survival.tuning import tuned
from tenure.predict.threads import linear_algebra, side_by_side

FEWEST_LEFT = 30
"""Of fewer customers who left for a cause nothing is learned: all have the same rate a day."""
FEWEST_IN_A_PHASE = 100
"""Of fewer who left in a phase, it is learned together with the next."""
FEWEST_WATCHED = 100
"""An interval in which fewer customers were watched ends the horizon."""
REPLICATE_ROWS = 30_000
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
    learn = partial(learned, design, seen, intervals=intervals, seed=seed)
    with linear_algebra(TUNING_ROWS):
        plans = tuned(design, seen, parts, intervals, planned(seen, intervals, by), seed)
    with linear_algebra(len(parts)):
        whole = learn(parts, plans=plans)
    units = int(seen.unit.max()) + 1
    drawn = max(1, round(units * min(1.0, REPLICATE_ROWS / len(parts))))
    share = drawn / units
    again = [settled(plan, one, share) for plan, one in zip(plans, whole, strict=True)]
    rng = np.random.default_rng(seed)
    counted = (
        np.bincount(rng.integers(units, size=drawn), minlength=units) for _ in range(replicates)
    )
    tasks = [partial(learn, _times(parts, seen, counts), plans=again) for counts in counted]
    others = side_by_side(tasks, REPLICATE_ROWS)
    notes = tuple(_notes(seen.left(), plans, parts))
    return Fits((whole, *others), share**0.5, notes)


def planned(seen: FollowUp, intervals: Cut, by: Learner) -> list[Plan]:
    """Return how each cause is learned: by nobody of too few, else in phases of enough."""
    gone = seen.gone & (seen.days <= intervals.horizon)
    place = np.searchsorted(np.array(intervals.edges[1:]), seen.days[gone])
    left = np.bincount(place, minlength=len(intervals)).astype(np.float64)
    runs = intervals.phases(left, FEWEST_IN_A_PHASE)
    own = (gone & (seen.cause == number) for number in range(1, len(seen.causes) + 1))
    return [
        Plan(runs, (by,) * len(runs))
        if len(np.unique(seen.unit[rows])) >= FEWEST_LEFT
        else Plan((), ())
        for rows in own
    ]


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
    kept = asked.part(0, size)
    place = np.searchsorted(np.array(kept.edges[1:]), seen.days[gone])
    return kept.blocked(np.bincount(place, minlength=size)[:size].astype(np.float64))


def _times(parts: PersonPeriods, seen: FollowUp, counts: Integers) -> PersonPeriods:
    """Return the person-periods of customers drawn so many times each."""
    times = counts[seen.unit[parts.row]]
    found = parts.rows(times > 0)
    return replace(found, weight=found.weight * times[times > 0])


def _notes(left: dict[str, int], plans: list[Plan], parts: PersonPeriods) -> Iterator[Note]:
    if not any(plan.learners for plan in plans):
        yield note("too_few", left=sum(left.values()), least=FEWEST_LEFT)
    else:
        for cause, plan in zip(left, plans, strict=True):
            if not plan.learners:
                yield note("flat_cause", cause=cause, left=left[cause], least=FEWEST_LEFT)
    if len(parts) < parts.total * 0.999:
        yield note("sampled", kept=len(parts), total=parts.total)
