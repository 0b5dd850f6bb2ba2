"""One hazard a cause: the log odds of leaving in an interval rather than staying through it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from tenure.predict.encoding import Design
from tenure.predict.learners import Boosting, Learner, Logistic, Model, load
from tenure.predict.learners.boosting import BoostingModel
from tenure.predict.learners.logistic import LogisticModel
from tenure.predict.survival.followup import Floats, FollowUp
from tenure.predict.survival.periods import Cut, PersonPeriods, with_time


class Hazard(Protocol):
    """Log odds of leaving for one cause in each interval."""

    def margins(self, design: Design, intervals: Cut) -> Floats:
        """Return the log odds (n, J) of leaving for the cause against staying."""

    def dump(self) -> dict[str, str]:
        """Return named texts that `hazard_of` reads."""


@dataclass(frozen=True)
class Learned:
    """A hazard by the features, of a model that learned from person-periods."""

    model: Model

    def margins(self, design: Design, intervals: Cut) -> Floats:
        """Return the log odds (n, J)."""
        if isinstance(self.model, LogisticModel):
            return _added(self.model, design, intervals)
        found = np.empty((len(design), len(intervals)))
        rows = np.arange(len(design))
        for at in range(len(intervals)):
            found[:, at] = self.model.margin(
                with_time(design, intervals, rows, np.full(len(design), at))
            )
        return found

    def dump(self) -> dict[str, str]:
        """Return the texts of the model."""
        return self.model.dump()


@dataclass(frozen=True)
class Flat:
    """The same rate for everyone: how many leave for the cause in a customer's day."""

    rate: float

    def margins(self, design: Design, intervals: Cut) -> Floats:
        """Return log(exp(rate · days) − 1), the log odds of leaving within an interval (n, J)."""
        with np.errstate(divide="ignore"):
            one = np.log(np.expm1(self.rate * intervals.widths))
        return np.tile(one, (len(design), 1))

    def dump(self) -> dict[str, str]:
        """Return the rate."""
        return {"model.json": json.dumps({"learner": "flat", "rate": self.rate})}


def _added(model: LogisticModel, design: Design, intervals: Cut) -> Floats:
    """Return the margins of a sum of terms: time adds the same to every customer."""
    rest = replace(model, names=model.names[:-2], terms=model.terms[:-2])
    levels = model.terms[-2].part(np.array(intervals.block, np.float64))
    ahead = model.terms[-1].part(intervals.middles)
    found: Floats = rest.margin(design)[:, None] + (levels + ahead)[None, :]
    return found


def hazard_of(texts: Mapping[str, str]) -> Hazard:
    """Return the hazard that some hazard's `dump` wrote."""
    plain: dict[str, Any] = json.loads(texts["model.json"])
    return Flat(float(plain["rate"])) if plain.get("learner") == "flat" else Learned(load(texts))


def learned(
    design: Design,
    seen: FollowUp,
    parts: PersonPeriods,
    intervals: Cut,
    learners: Sequence[Learner | None],
    seed: int = 0,
) -> tuple[Hazard, ...]:
    """Return the hazard of each cause, learned from person-periods by a learner each.

    Each is learned from those who left for the cause and those who stayed, without those who
    left for another: together they are a multinomial logit, so that hazards never add up to
    more than 1. A cause whose learner is None has the same rate for all.

    Source: C. B. Begg and R. Gray, Calculation of polychotomous logistic regression parameters
    using individualized regressions, Biometrika 71 (1984).
    """
    found: list[Hazard] = []
    for number, by in enumerate(learners, 1):
        own = parts.rows((parts.cause == number) | (parts.cause == 0))
        left = own.cause == number
        if by is None or not left.any() or left.all():
            days = parts.weight @ intervals.widths[parts.interval]
            found.append(Flat(float(own.weight[left].sum() / days)))
            continue
        rows = with_time(design, intervals, own.row, own.interval)
        leaving = left.astype(np.float64)
        groups = seen.unit[own.row]
        found.append(Learned(by.fit(rows, leaving, own.weight, seed, groups=groups)))
    return tuple(found)


def settled(by: Learner, found: Hazard) -> Learner | None:
    """Return the learner with what it tuned for a hazard, so that refits do not tune again."""
    if not isinstance(found, Learned):
        return None
    model = found.model
    if isinstance(by, Logistic) and isinstance(model, LogisticModel):
        return replace(by, penalty=model.penalty)
    if isinstance(by, Boosting) and isinstance(model, BoostingModel):
        return replace(by, rounds=model.rounds)
    return by


def incidence(hazards: tuple[Hazard, ...], design: Design, intervals: Cut) -> Floats:
    """Return the share that will have left for each cause by each edge (n, causes, J + 1).

    With mₖ the log odds of cause k: hazard λₖ = exp(mₖ) / (1 + Σ exp(m)), S(j) = Π (1 − Σ λ),
    Iₖ(j) = Σ S(i − 1) λₖ(i) over the intervals up to j: Aalen–Johansen of the hazards.

    Source: G. Tutz and M. Schmid, Modeling Discrete Time-to-Event Data (2016), ch. 8.
    """
    size, steps = len(design), len(intervals)
    odds = np.exp(np.stack([one.margins(design, intervals) for one in hazards], axis=1))
    staying = 1 / (1 + odds.sum(axis=1))
    there = np.concatenate([np.ones((size, 1)), np.cumprod(staying, axis=1)], axis=1)
    found = np.zeros((size, len(hazards), steps + 1))
    np.cumsum((there[:, :-1] * staying)[:, None, :] * odds, axis=2, out=found[:, :, 1:])
    return found
