"""A plain linear model of character n-grams whose scores are probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tenure.explain.sentiment.ngrams import Floats, matrix, weighed

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_SMOOTH = 1.0
_PENALTY = 0.1
"""The penalty of logistic regression on the weighed n-grams, over the number of texts."""
_STEPS, _FEWEST_ROUNDS, _MOST_ROUNDS = 400_000, 8, 100
"""So many steps of gradient descent, a text each, in rounds over all texts."""


@dataclass(frozen=True)
class Linear:
    """Weights of n-grams (2**BITS,), and the line that makes their sum log odds of praise."""

    weights: NDArray[np.float32]
    slope: float = 1.0
    intercept: float = 0.0

    def sums(self, texts: Sequence[str]) -> Floats:
        """Return the sum of weights of each text (n,), before calibration."""
        return weighed(texts, self.weights)

    def praise(self, texts: Sequence[str]) -> Floats:
        """Return the probability (n,) that each text is praise rather than complaint."""
        return sigmoid(self.slope * self.sums(texts) + self.intercept)


def fit(texts: Sequence[str], moods: Floats, seed: int = 0) -> Linear:
    """Learn from texts with moods (n,), 0 complaint, 1 praise; not calibrated yet.

    Each n-gram is first weighed by the log ratio of its share of praise and of complaints, then
    logistic regression learns on these, by averaged stochastic gradient descent. Source: S. Wang
    and C. Manning, Baselines and bigrams: simple, good sentiment and topic classification, ACL
    (2012).
    """
    from sklearn.linear_model import SGDClassifier

    grams = matrix(texts)
    ratio = _ratios(grams, moods)
    scaled = grams.multiply(ratio).tocsr()
    model = SGDClassifier(
        loss="log_loss",
        alpha=_PENALTY / len(texts),
        average=True,
        max_iter=int(np.clip(_STEPS // len(texts), _FEWEST_ROUNDS, _MOST_ROUNDS)),
        tol=None,
        random_state=seed,
    ).fit(scaled, moods)
    return Linear((ratio * model.coef_[0]).astype(np.float32), 1.0, float(model.intercept_[0]))


def calibrated(model: Linear, sums: Floats, moods: Floats) -> Linear:
    """Return a model with the line that fits sums of texts it had not learnt from.

    Source: J. Platt, Probabilistic outputs for support vector machines (1999), with his targets,
    which keep probabilities away from 0 and 1.
    """
    from sklearn.linear_model import LogisticRegression

    good, bad = float((moods == 1).sum()), float((moods == 0).sum())
    target = np.where(moods == 1, (good + 1) / (good + 2), 1 / (bad + 2))
    line = LogisticRegression(C=1e6)
    line.fit(
        np.concatenate([sums, sums])[:, None],
        np.repeat([1.0, 0.0], len(sums)),
        sample_weight=np.concatenate([target, 1 - target]),
    )
    return Linear(model.weights, float(line.coef_[0][0]), float(line.intercept_[0]))


def sigmoid(log_odds: Floats) -> Floats:
    """Return the probabilities of log odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


def _ratios(grams: "csr_matrix", moods: Floats) -> Floats:
    """Return the log ratio of each n-gram's share of praise and of complaints (2**BITS,)."""
    there = grams.copy()
    there.data[:] = 1.0
    good = np.asarray(there[moods == 1].sum(axis=0)).ravel() + _SMOOTH
    bad = np.asarray(there[moods == 0].sum(axis=0)).ravel() + _SMOOTH
    seen = good + bad > 2 * _SMOOTH
    ratio = np.log(good / good.sum()) - np.log(bad / bad.sum())
    return np.where(seen, ratio, 0.0)
