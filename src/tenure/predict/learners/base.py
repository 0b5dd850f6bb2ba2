"""What every learner promises, and what they share: checks, log odds, sums by feature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tenure.errors import MetricError
from tenure.predict.encoding import Design, Floats

Rows = npt.NDArray[Any]


class Model(Protocol):
    """What was learned; it is text, and says the same after it was stored."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it learned."""

    def margin(self, design: Design) -> Floats:
        """Return the log odds (n,)."""

    def probability(self, design: Design) -> Floats:
        """Return the probability of leaving (n,), before calibration."""

    def contributions(self, design: Design) -> Floats:
        """Return what each feature adds to the log odds (n, features + 1).

        Exact: the features in the order of `design.features`, the base last; a row's sum
        is its margin.
        """

    def dump(self) -> dict[str, str]:
        """Return the model as named texts, `model.json` among them; `learners.load` reads them."""


class Learner(Protocol):
    """Learns the probability that y is 1; neither class weights nor oversampling."""

    @property
    def name(self) -> str:
        """What it is called in `LEARNERS`."""

    def fit(
        self,
        design: Design,
        y: Floats,
        weight: Floats | None = None,
        seed: int = 0,
        *,
        groups: Rows | None = None,
        later: Rows | None = None,
    ) -> Model:
        """Return the model of n rows: y is 0 or 1, `weight` is 1 / sampling probability.

        `groups` (n,) is the customer of each row: what is tuned inside is tuned by folds
        that keep a customer whole. `later` (n,) marks the rows of a later period by which
        a learner that grows step by step stops.
        """

    def settled(self, models: Sequence[Any]) -> "Learner":
        """Return the learner with what was tuned in `models`, its own, so that no more is."""


@dataclass(frozen=True)
class Rowset:
    """Rows that passed the checks: y as float64, weights with mean 1, customers as numbers."""

    y: Floats
    weight: Floats
    groups: Rows
    later: Rows | None


def checked(
    design: Design, y: Floats, weight: Floats | None, groups: Rows | None, later: Rows | None
) -> Rowset:
    """Return the rows in one shape; errors: unequal lengths, y other than 0 and 1, one outcome."""
    rows = len(design)
    outcome = np.asarray(y, np.float64)
    for name, values in (("y", outcome), ("weight", weight), ("groups", groups), ("later", later)):
        if values is not None and len(values) != rows:
            raise MetricError(f"{name} has {len(values)} values for {rows} rows")
    if not np.isin(outcome, (0.0, 1.0)).all():
        raise MetricError("y must be 0 or 1 in every row", hint="leave out rows without an outcome")
    if rows == 0 or outcome.min() == outcome.max():
        raise MetricError(
            "nothing can be learned: every outcome is the same",
            hint="take more observation dates, or a longer horizon",
        )
    weights = np.ones(rows) if weight is None else np.asarray(weight, np.float64)
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        raise MetricError("every weight must be a number above 0")
    codes = np.arange(rows) if groups is None else np.unique(groups, return_inverse=True)[1]
    marked = None if later is None else np.asarray(later, bool)
    return Rowset(outcome, weights / weights.mean(), codes, marked)


def grouped_folds(groups: Rows, folds: int, seed: int) -> Rows:
    """Return the fold (0 … folds - 1) of each row, all rows of a group in one; drawn by `seed`."""
    _, code = np.unique(groups, return_inverse=True)
    count = int(code.max()) + 1
    drawn = np.random.default_rng(seed).permutation(count) % folds
    return np.asarray(drawn[code])


def check_names(design: Design, names: Sequence[str]) -> None:
    """Refuse a matrix with other columns than the model learned."""
    if design.names != tuple(names):
        raise MetricError(
            f"the model learned {len(names)} columns, and these are {len(design.names)} others",
            hint="apply the encoding that the model was trained with",
        )


def probability_of(margin: Floats) -> Floats:
    """Return 1 / (1 + exp(-margin)) without overflow."""
    from scipy.special import expit

    return np.asarray(expit(margin))


def log_odds(share: float) -> float:
    """Return log(p / (1 - p)) of a share strictly between 0 and 1."""
    return float(np.log(share) - np.log1p(-share))


def log_loss(y: Floats, margin: Floats, weight: Floats) -> float:
    """Return the weighted mean of -log p(y), from log odds."""
    each = np.logaddexp(0.0, margin) - y * margin
    return float(np.average(each, weights=weight))


def by_feature(parts: Floats, design: Design) -> Floats:
    """Sum contributions by column (n, p + 1) to those by feature; the base stays last."""
    at = {name: place for place, name in enumerate(design.features)}
    if len(at) == len(design.names):
        return parts
    summed = np.zeros((len(parts), len(at) + 1))
    for column, name in enumerate(design.source):
        summed[:, at[name]] += parts[:, column]
    summed[:, -1] = parts[:, -1]
    return summed


def names_of(plain: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns that a stored model learned."""
    return tuple(str(name) for name in plain["names"])
