"""The penalty of each phase of a logistic hazard: strong where little is to be known."""

from dataclasses import replace

import numpy as np

from tenure.predict.encoding import Design
from tenure.predict.learners import Logistic
from tenure.predict.learners.base import checked, grouped_folds
from tenure.predict.learners.logistic import TUNING_ROWS, best_penalty
from tenure.predict.learners.terms import expand, terms_of
from tenure.predict.survival.followup import FollowUp
from tenure.predict.survival.hazards import Plan
from tenure.predict.survival.periods import Cut, PersonPeriods, with_time

PENALTIES = (1.0, 5.0, 25.0, 125.0)


def tuned(
    design: Design,
    seen: FollowUp,
    parts: PersonPeriods,
    intervals: Cut,
    plans: list[Plan],
    seed: int,
) -> list[Plan]:
    """Return the plans with a penalty for each phase, for learners that are to choose one.

    It is chosen, on about 10,000 rows of whole customers, as that of a logistic regression, for
    leaving for any cause; as the variance of a prior it depends on what the
    features can say, and little on the cause or on how many rows there are.
    """
    chosen: dict[tuple[int, int], float] = {}

    def penalty(run: tuple[int, int]) -> float:
        if run not in chosen:
            inside = (parts.interval >= run[0]) & (parts.interval < run[1])
            rows = _some(parts.rows(inside), seen, seed)
            chosen[run] = _best(design, seen, rows, intervals.part(*run), run[0], seed)
        return chosen[run]

    return [
        Plan(
            plan.runs,
            tuple(
                replace(by, penalty=penalty(run))
                if isinstance(by, Logistic) and by.penalty is None
                else by
                for run, by in zip(plan.runs, plan.learners, strict=False)
            ),
        )
        for plan in plans
    ]


def _some(rows: PersonPeriods, seen: FollowUp, seed: int) -> PersonPeriods:
    """Return the rows of so many customers as have at most about TUNING_ROWS of them."""
    shares = -(-len(rows) // TUNING_ROWS)
    return rows.rows(grouped_folds(seen.unit[rows.row], shares, seed) == 0)


def _best(
    design: Design,
    seen: FollowUp,
    rows: PersonPeriods,
    intervals: Cut,
    start: int,
    seed: int,
) -> float:
    """Return the penalty with the least log loss; the strongest where none can be told."""
    timed = with_time(design, intervals, rows.row, rows.interval - start)
    left = (rows.cause > 0).astype(np.float64)
    if left.size == 0 or np.ptp(left) == 0:
        return PENALTIES[-1]
    told = checked(timed, left, rows.weight, seen.unit[rows.row], None)
    return best_penalty(expand(timed, terms_of(timed)), told, PENALTIES, seed)
