"""How regularly customers buy while they do: gaps of their own, shrunk to the company's.

While a customer lasts, gaps between purchases are Gamma(k, rate λ): k = 1 is pure chance, a large
k clockwork. λ ~ Gamma(r, rate α) varies between customers, and after each purchase they are gone
with probability p ~ Beta(a, b). Few gaps of one's own weigh little against all others', many
weigh much (empirical Bayes); the silence since the last purchase counts as a gap not over yet.

Source: M. Platzer and T. Reutterer, Ticking away the moments: timing regularity helps to better
predict customer activity, Marketing Science 35 (2016), the MBG/CNBD-k, here with a real k.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import betainc, betaincinv, betaln, digamma, gammaln

from tenure.errors import MetricError
from tenure.predict.worth.columns import numbers
from tenure.predict.worth.fit import Fit, maximise
from tenure.predict.worth.types import Floats, Integers

NAMES = ("r", "alpha", "a", "b", "k")

LEAST_REPEATERS = 30
"""Customers who bought again that a fit needs."""

_SAMPLE = 20_000
_ROUGH = 2_000
_STEP = 1e-5


@dataclass(frozen=True)
class Gaps:
    """A row a customer, or a customer and product: gaps, their sum, that of their logarithms, and
    the silence since the last purchase."""

    frequency: Floats
    recency: Floats
    silence: Floats
    log_gaps: Floats

    def __len__(self) -> int:
        return len(self.frequency)

    def __getitem__(self, rows: object) -> "Gaps":
        columns = (self.frequency, self.recency, self.silence, self.log_gaps)
        return Gaps(*(one[rows] for one in columns))  # type: ignore[call-overload]


def gaps_of(table: pa.Table) -> Gaps:
    """Return the columns of `gaps.rhythms`."""
    names = ("frequency", "recency", "silence", "log_gaps")
    return Gaps(*(numbers(table, name) for name in names))


def fit_rhythm(gaps: Gaps, *, seed: int = 0, sample: int = _SAMPLE) -> Fit:
    """Fit r, α, a, b and k by maximum likelihood, on a random sample where there are more rows.

    α is in the unit of the gaps. Raises MetricError when fewer than `LEAST_REPEATERS` rows have
    a gap.
    """
    repeaters = int((gaps.frequency > 0).sum())
    if repeaters < LEAST_REPEATERS:
        raise MetricError(
            f"only {repeaters} bought again; a rhythm needs {LEAST_REPEATERS}",
            where="next purchase",
            hint="take a longer time, or all products together",
        )
    rows, counts = _sampled(gaps, sample, seed)
    unit = float((rows.recency @ counts) / (rows.frequency @ counts))
    scaled = Gaps(
        rows.frequency,
        rows.recency / unit,
        rows.silence / unit,
        rows.log_gaps - rows.frequency * np.log(unit),
    )
    part = slice(None, None, max(1, len(rows) // _ROUGH))
    rough = _Likelihood(scaled[part], counts[part]).of_logs
    start = np.log([1.0, 1.0, 1.0, 3.0, 1.2])
    objective = _Likelihood(scaled, counts).of_logs
    size = int(counts.sum())
    found = maximise(objective, NAMES, start, customers=size, rough=rough)
    values = tuple(
        value * unit if name == "alpha" else value
        for name, value in zip(NAMES, found.values, strict=True)
    )
    shift = float(rows.frequency @ counts * np.log(unit))
    return Fit(NAMES, values, found.covariance, found.log_likelihood - shift, size)


def alike(gaps: Gaps) -> tuple[Gaps, Integers]:
    """Return the distinct rows, sorted, and the number among them of each row."""
    columns = np.array([gaps.log_gaps, gaps.silence, gaps.recency, gaps.frequency])
    order = np.lexsort(columns)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (np.diff(columns[:, order], axis=1) != 0).any(axis=0)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(fresh) - 1
    return gaps[order[fresh]], place


def _sampled(gaps: Gaps, size: int, seed: int) -> tuple[Gaps, Floats]:
    """Return the distinct rows and how many each stands for, of `size` drawn at random at most."""
    rows, place = alike(gaps)
    counts = np.bincount(place, minlength=len(rows))
    if len(gaps) > size:
        counts = np.random.default_rng(seed).multivariate_hypergeometric(counts, size)
    return rows[counts > 0], counts[counts > 0].astype(float)


@dataclass(frozen=True)
class Rhythm:
    """What the parameters say of customers; α may differ between rows, as products do."""

    r: float
    alpha: float | Floats
    a: float
    b: float
    k: float

    @staticmethod
    def of(fit: Fit) -> "Rhythm":
        """Return the model with the parameters of a fit."""
        return Rhythm(*(fit[name] for name in NAMES))

    def silent(self, gaps: Gaps, ahead: float | Floats = 0.0) -> Floats:
        """Return the probability of a gap longer than the silence and `ahead` more, (n,).

        I_z(r + k x, k) with z = (α + Σ gaps) / (α + Σ gaps + silence + ahead).
        """
        scale = self.alpha + gaps.recency
        longer: Floats = betainc(
            self.r + self.k * gaps.frequency, self.k, scale / (scale + gaps.silence + ahead)
        )
        return longer

    def alive(self, gaps: Gaps) -> Floats:
        """Return the probability of buying ever again, (n,): (b + x) S / (a + (b + x) S)."""
        stays = (self.b + gaps.frequency) * self.silent(gaps)
        return stays / (self.a + stays)

    def within(self, gaps: Gaps, days: float | Floats) -> Floats:
        """Return the probability of buying in the next `days`, (n,)."""
        now = self.silent(gaps)
        share = 1.0 - self.silent(gaps, days) / np.where(now > 0, now, 1.0)
        return self.alive(gaps) * np.where(now > 0, share, 0.0)

    def gap(self, gaps: Gaps, share: float, ahead: float | Floats = np.inf) -> Floats:
        """Return the length by which a share of gaps like this one is over, (n,).

        Of those that lasted as long as the silence and are over when `ahead` more has passed.
        """
        scale, shape = self.alpha + gaps.recency, self.r + self.k * gaps.frequency
        now = self.silent(gaps)
        z = betaincinv(shape, self.k, now - share * (now - self.silent(gaps, ahead)))
        length: Floats = scale * (1.0 - z) / np.maximum(z, np.finfo(float).tiny)
        return np.clip(length, gaps.silence, gaps.silence + ahead)

    def log_likelihood(self, gaps: Gaps) -> Floats:
        """Return the logarithm of the likelihood of each row, (n,)."""
        x, k, r, a, b = gaps.frequency, self.k, self.r, self.a, self.b
        alpha = np.asarray(self.alpha)
        shape = r + k * x
        told = (k - 1.0) * gaps.log_gaps - x * gammaln(k) + gammaln(shape) - gammaln(r)
        told = told + r * np.log(alpha) - shape * np.log(alpha + gaps.recency)
        ends = betaln(a, b + x) - betaln(a, b) - np.log(a + b + x)
        whole: Floats = told + ends + np.log(a + (b + x) * self.silent(gaps))
        return whole


class _Likelihood:
    """Σ over rows of (k − 1) Σ ln g − x ln Γ(k) + ln Γ(r + kx) / Γ(r) + r ln α −
    (r + kx) ln(α + Σg) + ln B(a, b + x) / B(a, b) / (a + b + x) + ln(a + (b + x) S).

    The derivatives are exact but those of S in its two shapes, which have no closed form.
    """

    def __init__(self, gaps: Gaps, counts: Floats) -> None:
        self.gaps = gaps
        self.counts = counts

    def of_logs(self, logs: Floats) -> tuple[float, Floats]:
        r, alpha, a, b, k = np.exp(logs)
        gaps, x, n = self.gaps, self.gaps.frequency, self.counts
        value = n @ Rhythm(r, alpha, a, b, k).log_likelihood(gaps)
        shape, scale = r + k * x, alpha + gaps.recency
        z = scale / (scale + gaps.silence)
        s = betainc(shape, k, z)
        there = a + (b + x) * s
        weight = (b + x) / there
        step = _STEP * shape
        by_shape = (betainc(shape + step, k, z) - betainc(shape - step, k, z)) / (2 * step)
        step = _STEP * k
        by_k = (betainc(shape, k + step, z) - betainc(shape, k - step, z)) / (2 * step)
        density = np.exp(
            (shape - 1.0) * np.log(z) + (k - 1.0) * np.log1p(-np.minimum(z, 1 - 1e-16))
            - betaln(shape, k)
        )  # fmt: skip
        by_scale = density * gaps.silence / (scale + gaps.silence) ** 2
        level = digamma(shape) - np.log(scale)
        ends = digamma(a + b) - digamma(a + b + x) - 1.0 / (a + b + x)
        gradient = np.array([
            n @ (level - digamma(r) + np.log(alpha) + weight * by_shape),
            n @ (r / alpha - shape / scale + weight * by_scale),
            n @ (ends + 1.0 / there),
            n @ (ends + digamma(b + x) - digamma(b) + s / there),
            n @ (gaps.log_gaps + x * (level - digamma(k)) + weight * (x * by_shape + by_k)),
        ])  # fmt: skip
        return float(value), gradient * np.exp(logs)
