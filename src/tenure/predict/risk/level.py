"""The level of risk moves from period to period: that of the last dates is the one to expect."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tenure.predict.calibration import LogOdds, calibrate
from tenure.predict.encoding import Design, Floats
from tenure.predict.learners import Learner, Model
from tenure.predict.learners.base import Rows, probability_of
from tenure.predict.sample import Sample

ENOUGH = 100
"""So many customers who left say a level within 10 %; as few of the last dates as hold them."""


@dataclass(frozen=True)
class Levelled:
    """A model of all dates, and what its log odds need to be right on average in the last ones.

    One number, learned from the very rows that the model learned from: their mean is not
    what a model overfits. Patterns are learned from all dates, the level from the last.
    """

    model: Model
    level: float

    def probability(self, design: Design) -> Floats:
        """Return the probability (n,) at the level of the last dates."""
        return probability_of(self.model.margin(design) + self.level)


def levelled(
    learner: Learner, design: Design, sample: Sample, seed: int, **tuning: Any
) -> Levelled:
    """Learn from all rows, and the level from those of the last dates."""
    model = learner.fit(design, sample.y, sample.weight, seed, groups=sample.groups, **tuning)
    last = recent(sample)
    if last.all():
        return Levelled(model, 0.0)
    raw = model.probability(design.rows(last))
    return Levelled(model, level_of(sample.y[last], raw, sample.weight[last], sample.groups[last]))


def recent(sample: Sample) -> Rows:
    """Return the rows (mask) of as few of the last dates as hold 100 who left, or all rows."""
    found = np.zeros(len(sample), bool)
    if sample.days is None:
        return ~found
    for day in np.unique(sample.days)[::-1]:
        found |= sample.days == day
        if len(np.unique(sample.groups[found & (sample.y == 1)])) >= ENOUGH:
            break
    return found


def level_of(y: Floats, p: Floats, weight: Floats, groups: Rows) -> float:
    """Return what must be added to the log odds of p for its mean to be that of y."""
    found = calibrate(y, p, weight, groups=groups, kind="level").calibrator
    return found.c if isinstance(found, LogOdds) else 0.0
