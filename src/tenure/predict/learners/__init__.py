"""Learners of probabilities in one contract, the simpler ones first; models are plain text."""

import json
from collections.abc import Mapping

from tenure.errors import MetricError, suggest
from tenure.predict.learners.base import Learner, Model
from tenure.predict.learners.boosting import Boosting, BoostingModel
from tenure.predict.learners.logistic import Logistic, LogisticModel
from tenure.predict.learners.tree import Tree, TreeModel

__all__ = ["LEARNERS", "Boosting", "Learner", "Logistic", "Model", "Tree", "learner", "load"]

LEARNERS: dict[str, type[Logistic] | type[Tree] | type[Boosting]] = {
    "logistic": Logistic,
    "tree": Tree,
    "boosting": Boosting,
}
_MODELS: dict[str, type[LogisticModel] | type[TreeModel] | type[BoostingModel]] = {
    "logistic": LogisticModel,
    "tree": TreeModel,
    "boosting": BoostingModel,
}


def learner(name: str) -> Learner:
    """Return the learner of a name, as it is by default; errors: an unknown name."""
    if name not in LEARNERS:
        near = suggest(name, LEARNERS)
        raise MetricError(
            f"there is no learner {name!r}",
            hint=f"did you mean {near!r}?" if near else f"there are {', '.join(LEARNERS)}",
        )
    return LEARNERS[name]()


def load(texts: Mapping[str, str]) -> Model:
    """Return the model that some model's `dump` wrote; errors: texts of no model."""
    try:
        name = json.loads(texts["model.json"])["learner"]
        return _MODELS[name].load(texts)
    except (KeyError, ValueError) as error:
        raise MetricError(
            f"these texts hold no model that can be read: {error!r}",
            hint="train again, or restore the folder of the model",
        ) from error
