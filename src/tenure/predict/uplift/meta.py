"""Learners of uplift: two models, one model, class transformation, on any learner of risk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from tenure.errors import MetricError, suggest
from tenure.predict.encoding import Design
from tenure.predict.evaluate.rows import Floats
from tenure.predict.learners import Learner, Model, load
from tenure.predict.uplift.trial import Trial

Method = Literal["two models", "one model", "class transformation"]

METHODS: tuple[Method, ...] = ("two models", "one model", "class transformation")

INTERACTS = ("tree", "boosting")
"""Learners that find by themselves where the treatment works differently."""


class UpliftModel(Protocol):
    """What was learned of a trial; it is text."""

    def gain(self, design: Design) -> Floats:
        """Return how much more likely treatment makes the wanted outcome (n,)."""
        ...

    def dump(self) -> dict[str, str]:
        """Return the model as named texts, `uplift.json` among them; `load_uplift` reads them."""
        ...


@dataclass(frozen=True)
class TwoModels:
    """T-learner: one model of the treated, one of the control; the gain is their difference."""

    treated: Model
    control: Model

    def gain(self, design: Design) -> Floats:
        """Return P(wanted | treated) − P(wanted | control)."""
        return np.asarray(
            self.treated.probability(design) - self.control.probability(design), np.float64
        )

    def dump(self) -> dict[str, str]:
        """Return both models."""
        return _dumped("two models", {"treated": self.treated, "control": self.control})


@dataclass(frozen=True)
class OneModel:
    """S-learner: one model in which being treated is a column, alone and times the others."""

    model: Model
    crossed: bool

    def gain(self, design: Design) -> Floats:
        """Return the difference that the column of treatment makes."""
        treated, control = (
            self.model.probability(_with_arm(design, np.full(len(design), arm), self.crossed))
            for arm in (1.0, 0.0)
        )
        return np.asarray(treated - control, np.float64)

    def dump(self) -> dict[str, str]:
        """Return the model."""
        return _dumped("one model", {"model": self.model}, crossed=self.crossed)


@dataclass(frozen=True)
class Transformed:
    """Class transformation: P(z = 1), z whether the outcome speaks for the treatment."""

    model: Model

    def gain(self, design: Design) -> Floats:
        """Return 2 P(z = 1) − 1."""
        return np.asarray(2 * self.model.probability(design) - 1, np.float64)

    def dump(self) -> dict[str, str]:
        """Return the model."""
        return _dumped("class transformation", {"model": self.model})


def fit_uplift(
    design: Design, tried: Trial, learner: Learner, method: Method = "two models", seed: int = 0
) -> UpliftModel:
    """Learn from a trial how treatment changes each customer's chance of the wanted outcome.

    Grain in: a row a customer, features as known at the assignment. "class transformation"
    learns z = wanted in the treated and 1 − wanted in the control, weighted by 1 / the chance
    of the arm, so that both arms weigh alike; then the gain is 2 P(z) − 1. Raises MetricError
    for an unknown method, and when an arm has one outcome only. Sources: N. J. Radcliffe
    (2007) and S. Künzel et al., Metalearners, PNAS 116 (2019); M. Jaskowski and S. Jaroszewicz,
    Uplift modeling for clinical trial data, ICML workshop (2012).
    """
    if method not in METHODS:
        near = suggest(method, METHODS)
        raise MetricError(
            f"there is no method {method!r}",
            hint=f"did you mean {near!r}?" if near else f"there are {', '.join(METHODS)}",
        )
    if len(design) != len(tried):
        raise MetricError(f"{len(tried)} rows are needed, not {len(design)}", where="design")
    seen = tried.weight > 0
    if not seen.all():
        design, tried = design.rows(seen), tried.rows(seen)
    if method == "two models":
        treated, control = (_arm(design, tried, learner, arm, seed) for arm in (1, 0))
        return TwoModels(treated, control)
    if method == "one model":
        crossed = learner.name not in INTERACTS
        wide = _with_arm(design, tried.treated, crossed)
        return OneModel(_fitted(wide, tried.wanted, tried, learner, seed), crossed)
    speaks = np.where(tried.treated > 0, tried.wanted, 1 - tried.wanted)
    model = learner.fit(design, speaks, tried.balance, seed, groups=tried.cluster)
    return Transformed(model)


def load_uplift(texts: Mapping[str, str]) -> UpliftModel:
    """Return the model that `dump` wrote; raises MetricError for texts of no such model."""
    try:
        plain = json.loads(texts["uplift.json"])
        models = {name: load(_part(texts, name)) for name in plain["models"]}
        if plain["method"] == "two models":
            return TwoModels(models["treated"], models["control"])
        if plain["method"] == "one model":
            return OneModel(models["model"], bool(plain["crossed"]))
        return Transformed(models["model"])
    except (KeyError, ValueError) as error:
        raise MetricError(f"these texts hold no uplift model: {error!r}") from error


def _arm(design: Design, tried: Trial, learner: Learner, arm: int, seed: int) -> Model:
    own = tried.treated == arm
    part = tried.rows(own)
    return _fitted(design.rows(own), part.wanted, part, learner, seed)


def _fitted(design: Design, y: Floats, tried: Trial, learner: Learner, seed: int) -> Model:
    return learner.fit(design, y, tried.weight, seed, groups=tried.cluster)


def _with_arm(design: Design, treated: Floats, crossed: bool) -> Design:
    """Return the design with being treated; crossed: and each column as it is when treated."""
    arm = treated > 0
    values, names = [arm[:, None].astype(np.float64)], ["treated"]
    levels: list[tuple[str, ...]] = [()]
    if crossed:
        is_code = np.array(design.categorical)
        values.append(np.where(arm[:, None], design.values + is_code, 0.0))
        names += [f"{name} × treated" for name in design.names]
        levels += [("(control)", *own) if own else () for own in design.levels]
    return Design(
        np.asfortranarray(np.hstack([design.values, *values]).astype(design.values.dtype)),
        (*design.names, *names),
        (*design.levels, *levels),
        (*design.source, *names),
    )


def _dumped(method: Method, models: Mapping[str, Model], **more: Any) -> dict[str, str]:
    texts = {"uplift.json": json.dumps({"method": method, "models": list(models), **more})}
    for name, model in models.items():
        texts |= {f"{name}/{file}": text for file, text in model.dump().items()}
    return texts


def _part(texts: Mapping[str, str], name: str) -> dict[str, str]:
    prefix = f"{name}/"
    return {file[len(prefix) :]: text for file, text in texts.items() if file.startswith(prefix)}
