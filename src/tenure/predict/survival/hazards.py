"""One hazard a cause: the log odds of leaving in an interval rather than staying through it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
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


@dataclass(frozen=True)
class Phased:
    """A hazard for each run of intervals, from `starts` on."""

    starts: tuple[int, ...]
    parts: tuple[Hazard, ...]

    def margins(self, design: Design, intervals: Cut) -> Floats:
        """Return the log odds (n, J)."""
        runs = pairwise([*self.starts, len(intervals)])
        found = [
            part.margins(design, intervals.part(*run))
            for part, run in zip(self.parts, runs, strict=True)
        ]
        return np.concatenate(found, axis=1)

    def dump(self) -> dict[str, str]:
        """Return the texts of the parts, each in a folder of its own."""
        texts = {"phases.json": json.dumps(self.starts)}
        for at, part in enumerate(self.parts):
            texts |= {f"phase_{at}/{name}": text for name, text in part.dump().items()}
        return texts


def _added(model: LogisticModel, design: Design, intervals: Cut) -> Floats:
    """Return the margins of a sum of terms: time adds the same to every customer."""
    rest = replace(model, names=model.names[:-2], terms=model.terms[:-2])
    levels = model.terms[-2].part(np.array(intervals.block, np.float64))
    ahead = model.terms[-1].part(intervals.middles)
    found: Floats = rest.margin(design)[:, None] + (levels + ahead)[None, :]
    return found


def hazard_of(texts: Mapping[str, str]) -> Hazard:
    """Return the hazard that some hazard's `dump` wrote."""
    if "phases.json" in texts:
        starts = tuple(json.loads(texts["phases.json"]))
        parts = (hazard_of(below(texts, f"phase_{at}/")) for at in range(len(starts)))
        return Phased(starts, tuple(parts))
    plain: dict[str, Any] = json.loads(texts["model.json"])
    return Flat(float(plain["rate"])) if plain["learner"] == "flat" else Learned(load(texts))


def below(texts: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return the texts whose names begin with a folder, without it."""
    return {n.removeprefix(folder): text for n, text in texts.items() if n.startswith(folder)}


@dataclass(frozen=True)
class Plan:
    """How the hazard of a cause is learned: runs of intervals, and a learner for each.

    Without learners all customers have the same rate.
    """

    runs: tuple[tuple[int, int], ...]
    learners: tuple[Learner, ...]


def learned(
    design: Design,
    seen: FollowUp,
    parts: PersonPeriods,
    intervals: Cut,
    plans: Sequence[Plan],
    seed: int = 0,
) -> tuple[Hazard, ...]:
    """Return the hazard of each cause, learned from person-periods as planned.

    Each is learned from those who left for the cause and those who stayed, without those who
    left for another: together they are a multinomial logit, so that hazards never add up to
    more than 1.

    Source: C. B. Begg and R. Gray, Calculation of polychotomous logistic regression parameters
    using individualized regressions, Biometrika 71 (1984).
    """
    return tuple(
        hazard_of_cause(design, seen, parts, intervals, number, plan, seed)
        for number, plan in enumerate(plans, 1)
    )


def hazard_of_cause(
    design: Design,
    seen: FollowUp,
    parts: PersonPeriods,
    intervals: Cut,
    number: int,
    plan: Plan,
    seed: int = 0,
) -> Hazard:
    """Return the hazard of the cause of a number; see `learned`."""
    own = parts.rows((parts.cause == number) | (parts.cause == 0))
    if not plan.learners:
        return Flat(_rate(own, intervals))
    found = tuple(
        _part(design, seen, own, intervals, run, by, seed)
        for run, by in zip(plan.runs, plan.learners, strict=True)
    )
    return found[0] if len(found) == 1 else Phased(tuple(run[0] for run in plan.runs), found)


def _part(
    design: Design,
    seen: FollowUp,
    own: PersonPeriods,
    intervals: Cut,
    run: tuple[int, int],
    by: Learner,
    seed: int,
) -> Hazard:
    rows = own.rows((own.interval >= run[0]) & (own.interval < run[1]))
    left = rows.cause > 0
    if not left.any() or left.all():
        return Flat(_rate(rows, intervals))
    timed = with_time(design, intervals.part(*run), rows.row, rows.interval - run[0])
    groups = seen.unit[rows.row]
    return Learned(by.fit(timed, left.astype(np.float64), rows.weight, seed, groups=groups))


def _rate(own: PersonPeriods, intervals: Cut) -> float:
    """Return how many leave for the cause in a day, of those who do and those who stay.

    Who leaves within an interval was there for half of it (the actuarial assumption).
    """
    left = own.cause > 0
    there = intervals.widths[own.interval] * np.where(left, 0.5, 1.0)
    days = float(own.weight @ there)
    return float(own.weight[left].sum()) / days if days else 0.0


def settled(plan: Plan, found: Hazard, share: float = 1.0) -> Plan:
    """Return the plan with what its learners tuned, for refits on a share of the customers.

    A penalty is taken by that share, too, so that it weighs as much against fewer rows.
    """
    parts = found.parts if isinstance(found, Phased) else (found,)
    tuned = (_settled(by, part, share) for by, part in zip(plan.learners, parts, strict=False))
    return Plan(plan.runs, tuple(tuned))


def _settled(by: Learner, found: Hazard, share: float) -> Learner:
    model = found.model if isinstance(found, Learned) else None
    if isinstance(by, Logistic) and isinstance(model, LogisticModel):
        return replace(by, penalty=model.penalty * share)
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
