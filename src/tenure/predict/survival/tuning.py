"""The penalty of each phase of a logistic hazard: strong where little is to be known."""

from dataclasses import replace

import numpy as np

from tenure.predict.encoding import Design
from tenure.predict.learners import Logistic
from tenure.predict.learners.base import grouped_folds, log_loss
from tenure.predict.survival.followup import FollowUp
from tenure.predict.survival.hazards import Plan
from tenure.predict.survival.periods import Cut, PersonPeriods, with_time

PENALTIES = (1.0, 5.0, 25.0, 125.0)
FOLDS = 3
MOST_ROWS = 10_000


def tuned(
    design: Design,
    seen: FollowUp,
    parts: PersonPeriods,
    intervals: Cut,
    plans: list[Plan],
    seed: int,
) -> list[Plan]:
    """Return the plans with a penalty for each phase, for learners that are to choose one.

    It is chosen, on about 10,000 rows of whole customers, by the log loss of three folds of
    customers, for leaving for any cause; as the variance of a prior it depends on what the
    features can say, and little on the cause or on how many rows there are.
    """
    chosen: dict[tuple[int, int], float] = {}

    def penalty(run: tuple[int, int], by: Logistic) -> float:
        if run not in chosen:
            inside = (parts.interval >= run[0]) & (parts.interval < run[1])
            rows = _some(parts.rows(inside), seen, seed)
            chosen[run] = _best(design, seen, rows, intervals.part(*run), run[0], by, seed)
        return chosen[run]

    return [
        Plan(
            plan.runs,
            tuple(
                replace(by, penalty=penalty(run, by))
                if isinstance(by, Logistic) and by.penalty is None
                else by
                for run, by in zip(plan.runs, plan.learners, strict=False)
            ),
        )
        for plan in plans
    ]


def _some(rows: PersonPeriods, seen: FollowUp, seed: int) -> PersonPeriods:
    """Return the rows of so many customers as have at most about MOST_ROWS of them."""
    shares = -(-len(rows) // MOST_ROWS)
    return rows.rows(grouped_folds(seen.unit[rows.row], shares, seed) == 0)


def _best(
    design: Design,
    seen: FollowUp,
    rows: PersonPeriods,
    intervals: Cut,
    start: int,
    by: Logistic,
    seed: int,
) -> float:
    """Return the penalty with the least log loss; the strongest where none can be told."""
    timed = with_time(design, intervals, rows.row, rows.interval - start)
    left = (rows.cause > 0).astype(np.float64)
    fold = grouped_folds(seen.unit[rows.row], FOLDS, seed)
    held = [fold == number for number in range(FOLDS)]
    if any(np.ptp(left[~out]) == 0 or not out.any() for out in held):
        return PENALTIES[-1]
    losses = {}
    for penalty in PENALTIES:
        margin = np.zeros(len(left))
        for out in held:
            model = replace(by, penalty=penalty).fit(
                timed.rows(~out), left[~out], rows.weight[~out], seed
            )
            margin[out] = model.margin(timed.rows(out))
        losses[penalty] = log_loss(left, margin, rows.weight)
    return min(reversed(PENALTIES), key=losses.__getitem__)
