"""Shifted-beta-geometric: how long contracts last that are renewed, or not, term by term.

At the end of each term a customer leaves with probability θ ~ Beta(α, β), their own and the same
each time: who would leave leaves early, so the share that renews rises although nobody changes.

Source: P. S. Fader and B. G. S. Hardie, How to project customer retention, Journal of
Interactive Marketing 21 (2007).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, digamma

from tenure.errors import MetricError
from tenure.predict.worth.beta import beta_nodes
from tenure.predict.worth.fit import Fit, maximise
from tenure.predict.worth.types import Floats

NAMES = ("alpha", "beta")

LEAST_LOST = 10
"""Customers lost that a fit needs."""

_PLACE = "shifted-beta-geometric"


def fit_shifted_geometric(terms: ArrayLike, lost: ArrayLike, kept: ArrayLike) -> Fit:
    """Fit α and β by maximum likelihood.

    Grain in: a number of terms: `lost` customers left at the end of their `terms`-th term (1, 2,
    …), and `kept` have been there for as many and renewed each time. Cohorts of any age add up.
    P(leaves after t) = B(α + 1, β + t − 1) / B(α, β), S(t) = B(α, β + t) / B(α, β).

    Raises MetricError for counts that cannot be, when fewer than `LEAST_LOST` were lost, and when
    all were lost after one term, so that nothing is known of those who stay. Who has not come to
    the first renewal (terms 0) tells nothing yet, and is not counted.
    """
    t, gone, there = (np.asarray(one, dtype=float).ravel() for one in (terms, lost, kept))
    if not len(t) == len(gone) == len(there):
        raise MetricError("terms, lost and kept differ in length", where=_PLACE)
    whole = (t == np.floor(t)) & (gone >= 0) & (there >= 0)
    if not (whole & (t >= np.where(gone > 0, 1, 0))).all():
        raise MetricError(
            "terms must be whole numbers, 1 or more where customers were lost; counts ≥ 0",
            where=_PLACE,
            hint="count terms that are over: who has not come to the first renewal has 0",
        )
    if gone.sum() < LEAST_LOST:
        raise MetricError(
            f"only {gone.sum():g} customers were lost; the model needs {LEAST_LOST}",
            where=_PLACE,
            hint="take contracts from longer ago",
        )
    if not gone[t > 1].sum() and not there[t > 0].sum():
        raise MetricError("nobody has renewed, so nothing is known of those who stay", where=_PLACE)
    t, gone, there = (one[t > 0] for one in (t, gone, there))

    def likelihood(logs: Floats) -> tuple[float, Floats]:
        a, b = np.exp(logs)
        leaving, staying = betaln(a + 1, b + t - 1), betaln(a, b + t)
        n = gone.sum() + there.sum()
        value = gone @ leaving + there @ staying - n * betaln(a, b)
        both = (gone + there) @ digamma(a + b + t)
        by_a = gone.sum() * digamma(a + 1) + there.sum() * digamma(a) - both
        by_b = gone @ digamma(b + t - 1) + there @ digamma(b + t) - both
        by_a -= n * (digamma(a) - digamma(a + b))
        by_b -= n * (digamma(b) - digamma(a + b))
        return float(value), np.array([by_a * a, by_b * b])

    count = int(gone.sum() + there.sum())
    return maximise(likelihood, NAMES, np.zeros(2), customers=count)


def cohort_counts(survivors: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return terms, lost and kept of one cohort from its survivor counts: at the start, after 1, …

    Raises MetricError when the counts grow.
    """
    counts = np.asarray(survivors, dtype=float).ravel()
    lost = -np.diff(counts)
    if len(counts) < 2 or (lost < 0).any():
        raise MetricError(
            f"survivors must be two counts or more that never grow, not {counts.tolist()}",
            where=_PLACE,
        )
    kept = np.zeros(len(lost))
    kept[-1] = counts[-1]
    return np.arange(1.0, len(counts)), lost, kept


@dataclass(frozen=True)
class ShiftedGeometric:
    """What α and β say of customers; time is in terms."""

    alpha: float
    beta: float

    @staticmethod
    def of(fit: Fit) -> "ShiftedGeometric":
        """Return the model with the parameters of a fit."""
        return ShiftedGeometric(fit["alpha"], fit["beta"])

    def survival(self, terms: ArrayLike, renewed: ArrayLike = 0.0) -> Floats:
        """Return the probability of `terms` more renewals after `renewed` of them.

        B(α, β + renewed + terms) / B(α, β + renewed); shapes as NumPy broadcasts them.
        """
        n, t = np.asarray(renewed, dtype=float), np.asarray(terms, dtype=float)
        survival: Floats = np.exp(
            betaln(self.alpha, self.beta + n + t) - betaln(self.alpha, self.beta + n)
        )
        return survival

    def retention(self, term: ArrayLike) -> Floats:
        """Return the share that renews at the end of the term-th term (1, 2, …).

        (β + t − 1) / (α + β + t − 1)
        """
        before = self.beta + np.asarray(term, dtype=float) - 1.0
        share: Floats = before / (self.alpha + before)
        return share

    def lifetime(self, horizon: float | None = None) -> float | None:
        """Return the expected number of terms of a new customer, the first among them.

        Σ S(t) over t = 0, 1, … = (α + β − 1) / (α − 1). None where α ≤ 1: too many stay for ever
        for a mean to exist; state a `horizon`, and the sum ends with that many terms.
        """
        if horizon is not None:
            return float(self.survival(np.arange(horizon)).sum())
        return (self.alpha + self.beta - 1.0) / (self.alpha - 1.0) if self.alpha > 1 else None

    def residual(self, renewed: ArrayLike, rate: float) -> Floats:
        """Return the discounted expected residual lifetime, (n,), in terms.

        Of a customer who has renewed `renewed` times and stands before the next renewal:
        Σ S(n + t) / S(n) / (1 + rate)^(t − 1) over t = 1, 2, …, the next term being paid for now,
        = (β + n) / (α + β + n) · ₂F₁(1, β + n + 1; α + β + n + 1; 1 / (1 + rate)), computed as
        E (1 − θ) (1 + rate) / (rate + θ) with θ ~ Beta(α, β + n).

        Raises MetricError unless rate > 0. Source: P. S. Fader and B. G. S. Hardie, Customer-base
        valuation in a contractual setting, Marketing Science 29 (2010), equation 6.
        """
        if not rate > 0:
            raise MetricError(f"the discount rate must be above 0, not {rate}", where=_PLACE)
        kinds, row = np.unique(np.asarray(renewed, dtype=float), return_inverse=True)
        nodes = beta_nodes(self.alpha, self.beta + kinds)
        ones = np.ones(len(kinds))
        each = nodes.average(
            lambda theta: (1.0 - theta) * (1.0 + rate) / (rate + theta),
            ones * (1.0 + rate) / rate,
            0.0 * ones,
            np.arange(len(kinds)),
        )
        return each[row]
