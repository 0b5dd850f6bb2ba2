"""The likelihood of BG/NBD and its gradient, over distinct histories."""

import numpy as np
from scipy.special import betaln, digamma, gammaln

from tenure.predict.worth.histories import Histories
from tenure.predict.worth.types import Floats


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
        self.n = rows.customers[again]
        self.recencies, of_recency = np.unique(rows.recency[again], return_inverse=True)
        self.of_x, self.of_age, self.of_recency = of_x[again], of_age[again], of_recency

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
        shape = r + self.x
        silent = np.log(ages)[self.of_age] - np.log(recencies)[self.of_recency]
        odds = shape[self.of_x] * silent + np.log(a * _shares(b, self.x))[self.of_x]
        small = np.exp(-np.abs(odds))
        share = np.where(odds > 0, 1.0, small) / (1.0 + small)
        value = float(self.n @ (np.maximum(odds, 0.0) + np.log1p(small)))
        gone = self.n * share
        sooner = (1.0 / ages)[self.of_age] - (1.0 / recencies)[self.of_recency]
        by_alpha = float((gone * shape[self.of_x]) @ sooner)
        of_x = np.bincount(self.of_x, gone, len(self.x)).astype(float)
        return value, float(gone @ silent), by_alpha, of_x


def _shares(b: float, x: Floats) -> Floats:
    """Return 1 / (b + x − 1); where nothing was bought again, 1, which no history asks for."""
    shares: Floats = 1.0 / np.where(x > 0, b + x - 1.0, 1.0)
    return shares
