"""Gamma–Gamma: what a customer's purchases are worth on average, from the few that were seen.

A purchase of a customer is worth z ~ Gamma(p, rate ν), and ν ~ Gamma(q, rate γ) varies between
customers, independently of how often they buy.

Source: P. S. Fader and B. G. S. Hardie, The Gamma-Gamma model of monetary value (2013), after
R. Colombo and W. Jiang, A stochastic RFM model, Journal of Interactive Marketing 13 (1999).
"""

from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln

from tenure.errors import MetricError
from tenure.predict.worth.fit import Fit, maximise
from tenure.predict.worth.types import Flags, Floats
from tenure.stats import Estimate

NAMES = ("p", "q", "gamma")

LEAST_REPEATERS = 30
"""Customers with a value that a fit needs."""

RELATED = 0.2
"""A correlation of frequency and value from which on they cannot be called nearly unrelated."""

_PLACE = "Gamma–Gamma"


@dataclass(frozen=True)
class Usable:
    """Whose values a fit is made of, and who was left out: with 0 or less, or none known."""

    frequency: Floats
    value: Floats
    left_out: int


def usable(frequency: ArrayLike, value: ArrayLike) -> Usable:
    """Leave the customers who bought again and whose mean value is above 0."""
    x, z = np.asarray(frequency, dtype=float).ravel(), np.asarray(value, dtype=float).ravel()
    if len(x) != len(z):
        raise MetricError(f"{len(x)} frequencies need as many values, not {len(z)}", where=_PLACE)
    kept = _known(x, z)
    return Usable(x[kept], z[kept], int(((x > 0) & ~kept).sum()))


def fit_gamma_gamma(frequency: ArrayLike, value: ArrayLike) -> Fit:
    """Fit p, q and γ by maximum likelihood.

    Grain in: a customer: repeat purchases, and the mean worth of these. Who did not buy again,
    and whose value is not above 0, is left out (`usable`). γ is in the unit of value.

    Raises MetricError when fewer than `LEAST_REPEATERS` customers are left.
    """
    rows = usable(frequency, value)
    if len(rows.value) < LEAST_REPEATERS:
        raise MetricError(
            f"only {len(rows.value)} customers bought again for more than 0; "
            f"{_PLACE} needs {LEAST_REPEATERS}",
            where=_PLACE,
            hint="take a longer time, or more customers",
        )
    unit = float(np.median(rows.value))
    likelihood = _Likelihood(rows.frequency, rows.value / unit)
    count = len(rows.value)
    found = maximise(likelihood.of_logs, NAMES, np.log([2.0, 3.0, 2.0]), customers=count)
    values = (found["p"], found["q"], found["gamma"] * unit)
    return Fit(NAMES, values, found.covariance, found.log_likelihood - count * log(unit), count)


def related(frequency: ArrayLike, value: ArrayLike) -> Estimate | None:
    """Return Pearson's correlation of frequency and value, with Fisher's 95 % interval.

    Of the customers of the fit. The model takes it for 0; from `RELATED` on, values that it
    expects are too low for frequent buyers, or too high. None for fewer than four customers, or
    when nothing varies.
    """
    rows = usable(frequency, value)
    if len(rows.value) < 4 or not np.ptp(rows.value) or not np.ptp(rows.frequency):
        return None
    found = float(np.corrcoef(rows.frequency, rows.value)[0, 1])
    spread = 1.959963984540054 / np.sqrt(len(rows.value) - 3)
    centre = np.arctanh(np.clip(found, -1 + 1e-15, 1 - 1e-15))
    return Estimate(found, float(np.tanh(centre - spread)), float(np.tanh(centre + spread)))


@dataclass(frozen=True)
class GammaGamma:
    """What parameters of Gamma–Gamma say of customers; γ and values are in one unit."""

    p: float
    q: float
    gamma: float

    @staticmethod
    def of(fit: Fit) -> "GammaGamma":
        """Return the model with the parameters of a fit."""
        return GammaGamma(*(fit[name] for name in NAMES))

    def expected(self, frequency: ArrayLike, value: ArrayLike) -> Floats:
        """Return the expected mean worth of each customer's purchases, (n,).

        p (γ + x z) / (p x + q − 1): the company's mean, and the more the customer's own the more
        often they bought. Of those without a known value, the company's. NaN where p x + q ≤ 1:
        the tail is then so heavy that the mean does not exist.
        """
        x, z = self.seen(frequency, value)
        below = self.p * x + self.q - 1.0
        return np.where(
            below > 0, self.p * (self.gamma + x * z) / np.where(below > 0, below, 1), np.nan
        )

    @staticmethod
    def seen(frequency: ArrayLike, value: ArrayLike) -> tuple[Floats, Floats]:
        """Return frequency and value of what tells of a customer's purchases, else 0 and 0."""
        x, z = np.asarray(frequency, dtype=float), np.asarray(value, dtype=float)
        known = _known(x, z)
        return np.where(known, x, 0.0), np.where(known, z, 0.0)


class _Likelihood:
    """Σ ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q ln γ + (px − 1) ln z + px ln x − (px + q) ln(γ + xz).

    What depends on the frequency alone is computed once for each.
    """

    def __init__(self, frequency: Floats, value: Floats) -> None:
        self.x, self.of_x = np.unique(frequency, return_inverse=True)
        self.n = np.bincount(self.of_x).astype(float)
        self.total = frequency * value
        self.logs = np.bincount(self.of_x, np.log(self.total)).astype(float)
        self.constant = float(np.log(value).sum())

    def of_logs(self, logs: Floats) -> tuple[float, Floats]:
        p, q, gamma = np.exp(logs)
        x, n, count = self.x, self.n, self.n.sum()
        whole = gamma + self.total
        each = np.bincount(self.of_x, np.log(whole), len(x))
        inverse = np.bincount(self.of_x, 1.0 / whole, len(x))
        value = n @ (gammaln(p * x + q) - gammaln(p * x) - gammaln(q)) + count * q * np.log(gamma)
        value += p * (x @ self.logs) - self.constant - (p * x + q) @ each
        shared = digamma(p * x + q)
        by_p = n @ (x * (shared - digamma(p * x))) + x @ self.logs - x @ each
        by_q = n @ (shared - digamma(q)) + count * np.log(gamma) - each.sum()
        by_gamma = count * q / gamma - (p * x + q) @ inverse
        return float(value), np.array([by_p * p, by_q * q, by_gamma * gamma])


def _known(frequency: Floats, value: Floats) -> Flags:
    known: Flags = (frequency > 0) & (value > 0) & np.isfinite(value)
    return known
