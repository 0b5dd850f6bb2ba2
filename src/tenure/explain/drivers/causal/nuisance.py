"""Probabilities told by others: of being exposed, and of leaving, each out of its own fold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints, expit
from tenure.explain.drivers.ridge import best_penalty, log_loss, penalties, ridge

Learner = Literal["ridge", "boosting"]
BOTH: tuple[Learner, ...] = ("ridge", "boosting")
LEAST_FOR_TREES = 100
"""Rows of the rarer outcome below which only the regression is tried."""
_ROUNDS = 60
_TREES: dict[str, Any] = {
    "objective": "binary",
    "verbosity": -1,
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 1,
    "learning_rate": 0.1,
    "num_leaves": 6,
    "min_data_in_leaf": 50,
    "lambda_l2": 5.0,
    "feature_fraction": 0.7,
}
_EDGE = 1e-4


@dataclass(frozen=True)
class Confounders:
    """What was known before the exposure: matrix (n, p), whose `free` columns are not shrunk.

    The base and the dates are free. weight (n,): 1 / the chance with which a row was drawn;
    group (n,): a number a customer, from 0; fold (n,): customers are whole.
    """

    matrix: Floats = field(repr=False)
    free: tuple[int, ...]
    weight: Floats = field(repr=False)
    group: Ints = field(repr=False)
    fold: Ints = field(repr=False)


def told(
    about: Confounders, target: Floats, learnt: Ints, seed: int, learners: Sequence[Learner] = BOTH
) -> Floats:
    """Return P(target = 1) (n,) of every row, learnt from the `learnt` rows (n,) of other folds.

    Of a ridge regression and small boosted trees the one with less log loss on rows it had not
    learnt from. Source: M. J. van der Laan, E. C. Polley and A. E. Hubbard, Super Learner,
    Statistical Applications in Genetics and Molecular Biology 6 (2007), its discrete form.
    """
    rare = min(target[learnt].sum(), (1 - target[learnt]).sum())
    tried = learners if rare >= LEAST_FOR_TREES else ("ridge",)
    found = [_out_of_fold(about, target, learnt, seed, one) for one in tried]
    own, weight = target[learnt], about.weight[learnt]
    losses = [log_loss(one[learnt], own, weight) for one in found]
    return np.clip(expit(found[int(np.argmin(losses))]), _EDGE, 1 - _EDGE)


def _out_of_fold(
    about: Confounders, target: Floats, learnt: Ints, seed: int, learner: Learner
) -> Floats:
    margin = np.empty(len(target))
    penalty = _penalty(about, target, learnt, seed) if learner == "ridge" else 0.0
    for number in np.unique(about.fold):
        out, inside = about.fold == number, (about.fold != number) & learnt
        if learner == "ridge":
            margin[out] = _regressed(about, target, inside, out, penalty)
        else:
            margin[out] = _grown(about, target, inside, out, seed)
    return margin


def _penalty(about: Confounders, target: Floats, learnt: Ints, seed: int) -> float:
    own, weight, group = target[learnt], about.weight[learnt], about.group[learnt]
    return best_penalty(about.matrix[learnt], own, weight, group, about.free, seed)


def _regressed(
    about: Confounders, target: Floats, inside: Ints, out: Ints, penalty: float
) -> Floats:
    given = penalties(about.matrix.shape[1], about.free, penalty)
    fit = ridge(about.matrix[inside], target[inside], about.weight[inside], given, enough=1e-5)
    return np.asarray(about.matrix[out] @ fit.beta, np.float64)


def _grown(about: Confounders, target: Floats, inside: Ints, out: Ints, seed: int) -> Floats:
    import lightgbm

    rows = lightgbm.Dataset(
        np.asarray(about.matrix[inside], np.float32), target[inside], weight=about.weight[inside]
    )
    trees = lightgbm.train({**_TREES, "seed": seed}, rows, num_boost_round=_ROUNDS)
    found = trees.predict(np.asarray(about.matrix[out], np.float32), raw_score=True)
    return np.asarray(found, np.float64)
