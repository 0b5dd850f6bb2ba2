"""Gradient boosting with small trees: LightGBM, stopped on a later period."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.learners.base import (
    Rows,
    Rowset,
    by_feature,
    check_names,
    checked,
    grouped_folds,
    names_of,
    probability_of,
)
from tenure.predict.learners.gbm import ALWAYS, booster_of, dataset
from tenure.predict.threads import MANY_ROWS, threads_for

if TYPE_CHECKING:
    from lightgbm import Booster

MOST_ROUNDS, PATIENCE, FOLDS = 2000, 50, 5
MOST_ROUNDS_OF_MANY = 400
FOLD_ROWS = 50_000
"""Up to so many rows the number of rounds is chosen by all folds, above by one of them."""
REFIT_ROWS = 200_000
"""Up to so many rows the trees are grown again on all rows, the later ones included."""


@dataclass(frozen=True)
class BoostingModel:
    """Trees as LightGBM writes them: how many, and with which rate and leaves they were grown."""

    names: tuple[str, ...]
    text: str
    rounds: int
    learning_rate: float
    leaves: int
    booster: "Booster" = field(repr=False, compare=False)

    def margin(self, design: Design) -> Floats:
        """Return the log odds (n,)."""
        check_names(design, self.names)
        return np.asarray(self.booster.predict(design.values, raw_score=True), np.float64)

    def probability(self, design: Design) -> Floats:
        """Return the probability (n,)."""
        return probability_of(self.margin(design))

    def contributions(self, design: Design) -> Floats:
        """Return exact Shapley values of the trees (n, features + 1), the base last.

        Source: S. Lundberg and others, From local explanations to global understanding
        with explainable AI for trees, Nature Machine Intelligence 2 (2020).
        """
        check_names(design, self.names)
        parts = np.asarray(self.booster.predict(design.values, pred_contrib=True), np.float64)
        return by_feature(parts, design)

    def dump(self) -> dict[str, str]:
        """Return `model.json` and `trees.txt`, LightGBM's own text."""
        plain = {
            "learner": "boosting",
            "names": self.names,
            "rounds": self.rounds,
            "learning_rate": self.learning_rate,
            "leaves": self.leaves,
        }
        return {
            "model.json": json.dumps(plain, indent=1, ensure_ascii=False),
            "trees.txt": self.text,
        }

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Self:
        """Return the model that `dump` wrote."""
        plain, text = json.loads(texts["model.json"]), texts["trees.txt"]
        grown = (plain["rounds"], plain["learning_rate"], plain["leaves"])
        return cls(names_of(plain), text, *grown, booster_of(text))


@dataclass(frozen=True)
class Boosting:
    """Boosted trees with small leaves where data are few.

    Leaves a tree: rows / 1,000, from 4 to 12; rows a leaf: at least 1 % of the rows, from
    20 to 500. The number of rounds is where the log loss of the later rows is least, or,
    without any, that of folds which keep a customer whole. Threads: one up to 50,000 rows,
    where several wait for one another more than they work, then one a core, unless said.
    """

    learning_rate: float = 0.08
    leaves: int | None = None
    leaf_rows: int | None = None
    rounds: int | None = None
    threads: int | None = None
    name: ClassVar[str] = "boosting"

    def fit(
        self,
        design: Design,
        y: Floats,
        weight: Floats | None = None,
        seed: int = 0,
        *,
        groups: Rows | None = None,
        later: Rows | None = None,
    ) -> BoostingModel:
        """Return the trees; see the class for how many."""
        import lightgbm

        rows = checked(design, y, weight, groups, later)
        params = self._params(len(design), seed)
        if self.rounds is not None:
            rounds, booster = self.rounds, None
        else:
            rounds, booster = _grown(design, rows, params, seed)
        if booster is None:
            whole = dataset(design, rows.y, rows.weight, params)
            booster = lightgbm.train(params, whole, num_boost_round=rounds)
        text = booster.model_to_string(num_iteration=rounds)
        grown = (rounds, params["learning_rate"], params["num_leaves"])
        return BoostingModel(design.names, text, *grown, booster_of(text))

    def settled(self, models: Sequence[BoostingModel]) -> "Boosting":
        """Return the learner that grows as the first model and as many rounds as the median."""
        return replace(
            self,
            rounds=int(np.median([model.rounds for model in models])),
            learning_rate=models[0].learning_rate,
            leaves=models[0].leaves,
        )

    def _params(self, rows: int, seed: int) -> dict[str, Any]:
        return {
            **ALWAYS,
            "learning_rate": self.learning_rate,
            "num_leaves": self.leaves or int(np.clip(rows // 1000, 4, 12)),
            "min_data_in_leaf": self.leaf_rows or int(np.clip(rows // 100, 20, 500)),
            "lambda_l2": 5.0,
            "feature_fraction": 0.5,
            "bagging_fraction": 0.7,
            "bagging_freq": 1,
            "num_threads": threads_for(rows) if self.threads is None else self.threads,
            "seed": seed,
        }


def _grown(
    design: Design, rows: Rowset, params: dict[str, Any], seed: int
) -> tuple[int, "Booster | None"]:
    """Return how many rounds, and the trees where they are not to be grown again."""
    if rows.later is not None and _both(rows, rows.later) and _both(rows, ~rows.later):
        booster = _stopped(design, rows, rows.later, params)
        again = len(design) <= REFIT_ROWS
        return max(1, booster.best_iteration), None if again else booster
    fold = grouped_folds(rows.groups, FOLDS, seed)
    tried = range(FOLDS) if len(design) <= FOLD_ROWS else range(1)
    held = [fold == at for at in tried]
    found = [
        _stopped(design, rows, out, params).best_iteration
        for out in held
        if _both(rows, out) and _both(rows, ~out)
    ]
    return max(1, round(float(np.mean(found)))) if found else 50, None


def _stopped(design: Design, rows: Rowset, out: Rows, params: dict[str, Any]) -> "Booster":
    """Grow trees on the other rows until the log loss of those held out no longer falls."""
    import lightgbm

    inside = dataset(design.rows(~out), rows.y[~out], rows.weight[~out], params)
    held = dataset(design.rows(out), rows.y[out], rows.weight[out], params, like=inside)
    return lightgbm.train(
        params,
        inside,
        num_boost_round=MOST_ROUNDS if len(design) <= MANY_ROWS else MOST_ROUNDS_OF_MANY,
        valid_sets=[held],
        callbacks=[lightgbm.early_stopping(PATIENCE, verbose=False)],
    )


def _both(rows: Rowset, which: Rows) -> bool:
    """Say whether some rows hold both outcomes."""
    part = rows.y[which]
    return part.size > 0 and bool(part.min() != part.max())
