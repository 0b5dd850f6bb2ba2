"""The likelihood of BG/NBD and its gradient, over distinct histories."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, digamma, gammaln

from tenure.predict.worth.histories import Histories
from tenure.predict.worth.types import Floats

_NEAR = 2**14


class _Part(NamedTuple):
    """Some histories with repeat purchases: customers, and places of frequency, age, recency."""

    n: Floats
    x: NDArray[np.int32]
    age: NDArray[np.int32]
    recency: NDArray[np.int32]


class Likelihood:
    """The log likelihood of histories at log parameters.

    Per customer: B(a, b + x) / B(a, b) · Γ(r + x) α^r / Γ(r) · [(α + T)^−(r + x) +
    a / (b + x − 1) · (α + tx)^−(r + x)], the second term where x > 0; summed as logarithms, so
    that nothing under- or overflows. Only what the bracket adds to its first term needs each
    history; the rest is computed once for each frequency and each age.
    """

    def __init__(self, rows: Histories) -> None:
        self.x, of_x = np.unique(rows.frequency, return_inverse=True)
        self.ages, of_age = np.unique(rows.age, return_inverse=True)
        self.per_x = np.bincount(of_x, rows.customers)
        self.per_age = np.bincount(of_age, rows.customers)
        self.repeats = np.bincount(of_age, rows.customers * rows.frequency)
        again = np.flatnonzero(rows.frequency > 0)
        self.recencies, of_recency = np.unique(rows.recency[again], return_inverse=True)
        places = np.array([of_x[again], of_age[again], of_recency], dtype=np.int32)
        self.parts = [
            _Part(rows.customers[again[part]], *np.ascontiguousarray(places[:, part]))
            for part in _parts(len(again))
        ]

    def of_logs(self, logs: Floats) -> tuple[float, Floats]:
        """Return the log likelihood and its gradient in the log parameters."""
        parameters = np.exp(logs)
        value, gradient = self(*parameters)
        return value, gradient * parameters

    def __call__(self, r: float, alpha: float, a: float, b: float) -> tuple[float, Floats]:
        """Return the log likelihood and its gradient in r, α, a and b."""
        x, n = self.x, self.per_x
        log_age, purchases = np.log(alpha + self.ages), r * self.per_age + self.repeats
        value, by_r, by_alpha, gone = self._silent(r, alpha, a, b)
        common = gammaln(r + x) - gammaln(r) + betaln(a, b + x) - betaln(a, b)
        spread = n @ (digamma(a + b) - digamma(a + b + x))
        value += n @ common + n.sum() * r * np.log(alpha) - purchases @ log_age
        by_r += n @ (digamma(r + x) - digamma(r)) + n.sum() * np.log(alpha)
        by_r -= self.per_age @ log_age
        by_alpha += n.sum() * r / alpha - purchases @ (1.0 / (alpha + self.ages))
        by_a = spread + gone.sum() / a
        by_b = spread + n @ (digamma(b + x) - digamma(b)) - gone @ _shares(b, x)
        return float(value), np.array([by_r, by_alpha, by_a, by_b])

    def _silent(
        self, r: float, alpha: float, a: float, b: float
    ) -> tuple[float, float, float, Floats]:
        """Return what having gone adds: to the value, its derivatives by r and α, and who.

        The last are the customers of each frequency who are expected to have gone.
        """
        ages, recencies = alpha + self.ages, alpha + self.recencies
        log_age, log_recency = np.log(ages), np.log(recencies)
        by_age, by_recency = 1.0 / ages, 1.0 / recencies
        shapes, chances = r + self.x, np.log(a * _shares(b, self.x))
        value, by_r, by_alpha, of_x = 0.0, 0.0, 0.0, np.zeros(len(self.x))
        for n, x, age, recency in self.parts:
            shape, silent = shapes[x], log_age[age] - log_recency[recency]
            odds = shape * silent + chances[x]
            small = np.exp(-np.abs(odds))
            gone = n * np.where(odds > 0, 1.0, small) / (1.0 + small)
            value += n @ (np.maximum(odds, 0.0) + np.log1p(small))
            by_r += gone @ silent
            by_alpha += (gone * shape) @ (by_age[age] - by_recency[recency])
            of_x += np.bincount(x, gone, len(of_x))
        return value, by_r, by_alpha, of_x


def _parts(size: int) -> list[slice]:
    """Cut rows into parts whose numbers stay near the processor."""
    return [slice(start, start + _NEAR) for start in range(0, size, _NEAR)]


def _shares(b: float, x: Floats) -> Floats:
    """Return 1 / (b + x − 1); where nothing was bought again, 1, which no history asks for."""
    shares: Floats = 1.0 / np.where(x > 0, b + x - 1.0, 1.0)
    return shares
