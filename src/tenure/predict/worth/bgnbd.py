"""BG/NBD: who is still buying and how often, from when customers bought, without contracts.

While a customer lasts, they buy at a rate λ; after each purchase they are gone with probability p;
λ ~ Gamma(r, rate α) and p ~ Beta(a, b) vary between customers, independently.

Source: P. S. Fader, B. G. S. Hardie and K. L. Lee, “Counting your customers” the easy way: an
alternative to the Pareto/NBD model, Marketing Science 24 (2005).
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from tenure.errors import MetricError
from tenure.predict.worth.beta import BetaNodes, beta_nodes
from tenure.predict.worth.bgnbd_likelihood import Likelihood
from tenure.predict.worth.fit import Fit, maximise
from tenure.predict.worth.histories import Histories, distinct, histories_of, pairs, thinned
from tenure.predict.worth.types import Floats, Integers

NAMES = ("r", "alpha", "a", "b")

LEAST_REPEATERS = 30
"""Customers who bought again that a fit needs: with fewer, four parameters mean nothing."""

_CHUNK = 4096
_ROUGH = 20_000
_TIMES, _TIME_WEIGHTS = np.polynomial.legendre.leggauss(12)


def fit_bgnbd(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, customers: ArrayLike | None = None
) -> Fit:
    """Fit r, α, a and b by maximum likelihood.

    Grain in: a customer, or a kind of history with its number of customers; see `histories_of`.
    α is in the unit of age. The likelihood is computed once for each distinct history, so that
    its cost grows with them and not with customers.

    Raises MetricError when fewer than `LEAST_REPEATERS` customers bought again.
    """
    rows = distinct(histories_of(frequency, recency, age, customers))
    repeaters = int(rows.customers[rows.frequency > 0].sum())
    if repeaters < LEAST_REPEATERS:
        raise MetricError(
            f"only {repeaters} customers bought again; BG/NBD needs {LEAST_REPEATERS}",
            where="BG/NBD",
            hint="take a longer time, or more customers",
        )
    unit = float(rows.age.max())
    scaled = Histories(rows.frequency, rows.recency / unit, rows.age / unit, rows.customers)
    count = int(rows.customers.sum())
    rough = Likelihood(thinned(scaled, _ROUGH)).of_logs if len(scaled) > 2 * _ROUGH else None
    start = np.log([1.0, 0.5, 1.0, 2.0])
    found = maximise(Likelihood(scaled).of_logs, NAMES, start, customers=count, rough=rough)
    repeats = float(rows.frequency @ rows.customers)
    values = (found["r"], found["alpha"] * unit, found["a"], found["b"])
    return Fit(NAMES, values, found.covariance, found.log_likelihood - repeats * log(unit), count)


@dataclass(frozen=True)
class BgNbd:
    """What parameters of BG/NBD say of customers; times are in the unit that α is in."""

    r: float
    alpha: float
    a: float
    b: float

    @staticmethod
    def of(fit: Fit) -> "BgNbd":
        """Return the model with the parameters of a fit."""
        return BgNbd(*(fit[name] for name in NAMES))

    def alive(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Floats:
        """Return the probability that each customer has not gone, (n,).

        1 / (1 + a / (b + x − 1) · ((α + T) / (α + tx))^(r + x)); 1 where nothing was bought
        again, as nobody leaves before a second purchase.
        """
        return self.alive_of(histories_of(frequency, recency, age))

    def expected(
        self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, time: float
    ) -> Floats:
        """Return the expected number of purchases of each customer in the next `time`, (n,).

        P(alive) · (a + b + x − 1) / (a − 1) · [1 − ((α + T) / (α + T + t))^(r + x) ·
        ₂F₁(r + x, b + x; a + b + x − 1; t / (α + T + t))], which is
        P(alive) · E (1 − (1 + p t / (α + T))^−(r + x)) / p  with p ~ Beta(a, b + x): a mean of
        positive numbers, without the poles at a = 1 and the overflow of ₂F₁ where x is large.
        """
        return self.ahead_of(histories_of(frequency, recency, age), time)

    def discounted(
        self,
        frequency: ArrayLike,
        recency: ArrayLike,
        age: ArrayLike,
        time: float,
        rate: float,
    ) -> Floats:
        """Return the expected purchases of the next `time`, each discounted to now, (n,).

        ∫ e^(−rate s) dE[purchases until s] over [0, time], in parts, what is left by
        Gauss–Legendre in log(1 + s / (α + T)); with rate 0 the same as `expected`.
        """
        return self.ahead_of(histories_of(frequency, recency, age), time, rate)

    def cohort(
        self, age: ArrayLike, times: ArrayLike, customers: ArrayLike | None = None
    ) -> Floats:
        """Return the expected repeat purchases of all customers until each time, (times,).

        `age` is how long before time 0 each customer's first purchase lies (negative: after it);
        `customers` counts those of an age. Σ over customers of E X(time + age), from the model
        alone: nothing that they bought goes in.
        """
        ages, n = np.asarray(age, dtype=float).ravel(), customers
        counts = np.ones(len(ages)) if n is None else np.asarray(n, dtype=float).ravel()
        nodes = beta_nodes(self.a, np.array([self.b]))
        ahead = np.maximum(np.asarray(times, dtype=float).ravel()[:, None] + ages, 0.0)
        kinds, place = np.unique(ahead, return_inverse=True)
        each = self._purchases(
            nodes, np.zeros(len(kinds), np.int64), np.full(len(kinds), self.r), kinds / self.alpha
        )
        total: Floats = each[place.reshape(ahead.shape)] @ counts
        return total

    def alive_of(self, rows: Histories) -> Floats:
        """Return what `alive` does, of histories."""
        x, again = rows.frequency, rows.frequency > 0
        odds = np.log(self.a) - np.log(np.where(again, self.b + x - 1.0, 1.0))
        silent = np.log(self.alpha + rows.age) - np.log(self.alpha + rows.recency)
        return np.where(again, expit(-(odds + (self.r + x) * silent)), 1.0)

    def ahead_of(self, rows: Histories, time: float, rate: float | None = None) -> Floats:
        """Return what `expected` does, of histories; with a rate, what `discounted` does."""
        if not time >= 0:
            raise MetricError(f"the time ahead must be ≥ 0, not {time}", where="BG/NBD")
        return self.alive_of(rows) * self._if_alive(rows, time, rate)

    def _if_alive(self, rows: Histories, time: float, rate: float | None) -> Floats:
        """Return what alive customers will buy, computed once for each frequency and age."""
        where, place = pairs(rows.frequency, rows.age)
        x, age = rows.frequency[where], rows.age[where]
        kinds, row = np.unique(x, return_inverse=True)
        nodes = beta_nodes(self.a, self.b + kinds)
        found = np.empty(len(x))
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            scale, shape = self.alpha + age[part], self.r + x[part]
            if rate is None:
                found[part] = self._purchases(nodes, row[part], shape, time / scale)
            else:
                found[part] = self._worth(nodes, row[part], shape, scale, time, rate)
        return found[place]

    @staticmethod
    def _purchases(nodes: BetaNodes, row: Integers, shape: Floats, ahead: Floats) -> Floats:
        """Return E (1 − (1 + p u)^−A) / p for shapes A and times ahead u, in units of α + T."""
        a, u = shape[:, None], ahead[:, None]
        at_one = -np.expm1(-shape * np.log1p(ahead))
        return nodes.average(
            lambda p: -np.expm1(-a * np.log1p(p * u)) / p, shape * ahead, at_one, row
        )

    def _worth(
        self,
        nodes: BetaNodes,
        row: Integers,
        shape: Floats,
        scale: Floats,
        time: float,
        rate: float,
    ) -> Floats:
        """Return e^(−rate t) E(t) + rate · ∫ e^(−rate s) E(s) ds, E(s) the purchases until s."""
        total: Floats = np.exp(-rate * time) * self._purchases(nodes, row, shape, time / scale)
        whole = np.log1p(time / scale)
        for point, weight in zip(_TIMES, _TIME_WEIGHTS, strict=True):
            y = whole * (point + 1.0) / 2.0
            ahead = np.expm1(y)
            each = self._purchases(nodes, row, shape, ahead) * np.exp(y - rate * scale * ahead)
            total += rate * scale * whole * weight / 2.0 * each
        return total
