"""Logistic regression on standardised columns; what a feature adds is its own term."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from tenure.predict.encoding import Design, Floats
from tenure.predict.learners.base import (
    Rows,
    Rowset,
    by_feature,
    check_names,
    checked,
    grouped_folds,
    log_loss,
    names_of,
    probability_of,
)
from tenure.predict.learners.terms import Term, columns_of, expand, terms_of

PENALTIES = (0.3, 3.0, 30.0, 300.0)
TUNING_ROWS, FOLDS = 10_000, 5
MOST_ROWS = 200_000
"""Of more rows so many are drawn: they say some hundred coefficients as well as one needs."""


@dataclass(frozen=True)
class Weighted:
    """A term with its coefficients: of the number, of its being missing, or of each level.

    `mean` is what it adds on average over the training rows; contributions are given
    against it, so that they say how a customer differs from the average one.
    """

    term: Term
    coefficients: tuple[float, ...]
    mean: float

    def part(self, values: Floats) -> Floats:
        """Return what the term adds to each row (n,), in log odds, against its mean."""
        added = np.full(len(values), -self.mean)
        for coefficient, column in zip(self.coefficients, self.term.parts(values), strict=True):
            added += coefficient * column
        return added


@dataclass(frozen=True)
class LogisticModel:
    """log odds = base + the sum of the terms, one a column; `penalty` is the L2 it was given."""

    names: tuple[str, ...]
    terms: tuple[Weighted, ...]
    base: float
    penalty: float

    def margin(self, design: Design) -> Floats:
        """Return the log odds (n,); column by column, so that batches change no digit."""
        check_names(design, self.names)
        total = np.full(len(design), self.base)
        for at, term in enumerate(self.terms):
            total += term.part(design.values[:, at])
        return total

    def probability(self, design: Design) -> Floats:
        """Return the probability (n,)."""
        return probability_of(self.margin(design))

    def contributions(self, design: Design) -> Floats:
        """Return each feature's own terms against their mean (n, features + 1), the base last."""
        check_names(design, self.names)
        parts = [term.part(design.values[:, at]) for at, term in enumerate(self.terms)]
        return by_feature(np.column_stack([*parts, np.full(len(design), self.base)]), design)

    def dump(self) -> dict[str, str]:
        """Return `model.json` with every number in full."""
        plain = {
            "learner": "logistic",
            "names": self.names,
            "base": self.base,
            "penalty": self.penalty,
            "terms": [asdict(term) for term in self.terms],
        }
        return {"model.json": json.dumps(plain, indent=1, ensure_ascii=False)}

    @classmethod
    def load(cls, texts: Mapping[str, str]) -> Self:
        """Return the model that `dump` wrote."""
        plain = json.loads(texts["model.json"])
        terms = tuple(
            Weighted(Term(**one["term"]), tuple(one["coefficients"]), one["mean"])
            for one in plain["terms"]
        )
        return cls(names_of(plain), terms, plain["base"], plain["penalty"])


@dataclass(frozen=True)
class Logistic:
    """Logistic regression with an L2 penalty on standardised terms (Gaussian prior).

    Minimises Σ w · log loss + penalty / 2 · |β|², w with mean 1, the base not penalised.
    Without `penalty` it is chosen among 0.3, 3, 30 and 300 by the log loss of 5 folds that keep a
    customer whole, on about 10,000 rows: as the variance of a prior it does not depend
    on how many rows there are. Missing numbers count as the mean and have a term of their
    own; skewed counts and amounts enter as logs; values beyond the training range
    enter as its ends.
    """

    penalty: float | None = None
    name: ClassVar[str] = "logistic"

    def fit(
        self,
        design: Design,
        y: Floats,
        weight: Floats | None = None,
        seed: int = 0,
        *,
        groups: Rows | None = None,
        later: Rows | None = None,
    ) -> LogisticModel:
        """Return the model of all rows, or of 200,000 of them; `later` is not used."""
        rows = checked(design, y, weight, groups, later)
        terms = terms_of(design)
        matrix = expand(design, terms)
        penalty = self.penalty or best_penalty(matrix, rows, PENALTIES, seed)
        some = _some(len(design), seed)
        beta, base = _solved(matrix[some], rows.y[some], rows.weight[some], penalty)
        weighted = _weighted(terms, beta, matrix)
        centre = sum(term.mean for term in weighted)
        return LogisticModel(design.names, weighted, base + centre, penalty)

    def settled(self, models: Sequence[LogisticModel]) -> "Logistic":
        """Return the learner with the median penalty of models learned before."""
        return replace(self, penalty=float(np.median([model.penalty for model in models])))


def _weighted(terms: Sequence[Term], beta: Floats, matrix: Floats) -> tuple[Weighted, ...]:
    means = matrix.mean(axis=0, dtype=np.float64)
    found = []
    for term, (first, last) in zip(terms, columns_of(terms), strict=True):
        own = [float(value) for value in beta[first:last]]
        mean = float(sum(b * m for b, m in zip(own, means[first:last], strict=True)))
        found.append(Weighted(term, tuple(own), mean))
    return tuple(found)


def best_penalty(matrix: Floats, rows: Rowset, among: Sequence[float], seed: int = 0) -> float:
    """Return the penalty with the least log loss over folds of whole customers.

    matrix (n, terms); `among` rises. From the strongest on, each fit beginning where the last
    one ended, until the loss rises; the strongest where a fold lacks an outcome.
    """
    fold = grouped_folds(rows.groups, FOLDS, seed)
    if len(rows.y) > TUNING_ROWS:
        keep = grouped_folds(rows.groups, -(-len(rows.y) // TUNING_ROWS), seed + 1) == 0
    else:
        keep = np.ones(len(rows.y), bool)
    matrix, y, weight, fold = matrix[keep], rows.y[keep], rows.weight[keep], fold[keep]
    parts = [fold == number for number in range(FOLDS)]
    if not all(out.any() and y[~out].min() != y[~out].max() for out in parts):
        return among[-1]
    solvers = [_solver() for _ in parts]
    best, least = among[-1], np.inf
    for penalty in reversed(among):
        margins = np.empty(len(y))
        for out, solver in zip(parts, solvers, strict=True):
            solver.set_params(C=1 / penalty)
            solver.fit(matrix[~out], y[~out], sample_weight=weight[~out])
            margins[out] = solver.decision_function(matrix[out])
        loss = log_loss(y, margins, weight)
        if loss >= least:
            break
        best, least = penalty, loss
    return best


def _some(rows: int, seed: int) -> Rows | slice:
    if rows <= MOST_ROWS:
        return slice(None)
    return np.sort(np.random.default_rng(seed).choice(rows, MOST_ROWS, replace=False))


def _solved(matrix: Floats, y: Floats, weight: Floats, penalty: float) -> tuple[Floats, float]:
    """Return the coefficients and the base, by Newton's method."""
    found = _solver().set_params(C=1 / penalty).fit(matrix, y, sample_weight=weight)
    return np.asarray(found.coef_[0], np.float64), float(found.intercept_[0])


def _solver() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(solver="newton-cholesky", tol=1e-4, max_iter=50, warm_start=True)
