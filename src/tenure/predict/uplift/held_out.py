"""Predictions of a trial's own rows that were learned on other rows (cross-fitting)."""

from dataclasses import dataclass

import numpy as np

from tenure.errors import MetricError
from tenure.predict.encoding import Design
from tenure.predict.evaluate.rows import Floats, Integers
from tenure.predict.learners import Learner
from tenure.predict.uplift.meta import Method, TwoModels, fit_uplift
from tenure.predict.uplift.policy import Outcomes
from tenure.predict.uplift.trial import Trial


@dataclass(frozen=True)
class HeldOut:
    """Predicted gain and chances (n,), each row's by models that did not see its customer.

    `rank`: the place of the gain among the rows of the same fold, 0 … 1, and `risk_rank` that
    of the chance of the unwanted outcome without treatment. Places, not gains, are pooled: a
    fold in which fewer stayed by chance left more who stayed to learn from, which would
    otherwise turn the order between folds round.
    """

    gain: Floats
    rank: Floats
    risk_rank: Floats
    outcomes: Outcomes
    fold: Integers


def held_out(
    design: Design,
    tried: Trial,
    learner: Learner,
    method: Method = "two models",
    *,
    risk: Floats | None = None,
    folds: int = 5,
    seed: int = 0,
) -> HeldOut:
    """Return each row's predictions by models of the other folds; a customer is in one fold.

    `risk` (n,): the score that would be treated by otherwise, learned elsewhere; without it,
    the chance of the unwanted outcome by the model of the control. Folds are alike in arms and
    outcomes. Raises MetricError as `fit_uplift`, and for fewer than two folds.
    """
    if folds < 2:
        raise MetricError(f"at least two folds are needed, not {folds}", where="folds")
    fold = _folds(tried, folds, seed)
    gain, rank, risk_rank, treated, control = (np.zeros(len(tried)) for _ in range(5))
    for number in range(folds):
        out = fold == number
        seen, part = tried.rows(~out), design.rows(out)
        rest = design.rows(~out)
        arms = fit_uplift(rest, seen, learner, "two models", seed)
        assert isinstance(arms, TwoModels)
        treated[out] = arms.treated.probability(part)
        control[out] = arms.control.probability(part)
        if method == "two models":
            gain[out] = treated[out] - control[out]
        else:
            gain[out] = fit_uplift(rest, seen, learner, method, seed).gain(part)
        rank[out] = _places(gain[out], tried.weight[out])
        danger = 1 - control[out] if risk is None else risk[out]
        risk_rank[out] = _places(danger, tried.weight[out])
    return HeldOut(gain, rank, risk_rank, Outcomes(treated, control), fold)


def _places(values: Floats, weight: Floats) -> Floats:
    """Return the share of weight below each value, and half of that at it."""
    _, code = np.unique(values, return_inverse=True)
    sizes = np.bincount(code, weight)
    total = sizes.sum() or 1.0
    found: Floats = ((np.cumsum(sizes) - sizes / 2) / total)[code]
    return found


def _folds(tried: Trial, folds: int, seed: int) -> Integers:
    """Return the fold of each row: customers dealt out in random order, by arm and outcome."""
    _, first, code = np.unique(tried.cluster, return_index=True, return_inverse=True)
    kind = tried.treated[first] * 2 + tried.wanted[first]
    drawn = np.random.default_rng(seed).random(len(first))
    dealt = np.empty(len(first), dtype=np.int64)
    dealt[np.lexsort((drawn, kind))] = np.arange(len(first)) % folds
    return dealt[code]
