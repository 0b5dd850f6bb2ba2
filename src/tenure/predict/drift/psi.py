"""The population stability index: how far today's rows lie from those of the training."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import ArrayLike

from tenure.errors import MetricError
from tenure.predict.drift.columns import Texts, column_of, effective, weights_of
from tenure.predict.drift.reference import Bins, Reference, shares_of
from tenure.predict.drift.said import moved_said, share_said
from tenure.predict.evaluate.doubt import Language, sentence
from tenure.predict.evaluate.rows import Floats, vector

if TYPE_CHECKING:
    import pyarrow as pa

    from tenure.predict.features.contract import Feature

SOME, LARGE = 0.1, 0.25
"""From here on a shift is some, and large: N. Siddiqi, Credit Risk Scorecards (2006)."""

ALARM = 0.01
"""How often, all columns together, chance alone may pass the noise floor."""

Verdict = Literal["stable", "some shift", "large shift", "too few"]
Overall = Literal["stable", "watch", "retrain", "too few"]


@dataclass(frozen=True)
class Shift:
    """How one column has moved: its PSI, the PSI that chance alone may reach, and the verdict.

    `moved`: the bin that has changed most, `before` and `after` its shares.
    """

    name: str
    psi: float
    noise: float
    verdict: Verdict
    moved: str
    before: float
    after: float

    def says(self, language: Language = "en", feature: "Feature | None" = None) -> str:
        """Return the shift as a sentence; without a feature it is one of the risk."""
        return sentence(
            "drift",
            self.verdict.replace(" ", "_"),
            language,
            name=self.name,
            psi=f"{self.psi:.2f}",
            noise=f"{self.noise:.2f}",
            moved=moved_said(self.moved, feature, language),
            before=share_said(self.before),
            after=share_said(self.after),
        )


@dataclass(frozen=True)
class Drift:
    """Every feature's shift, the largest first, the score's, and what follows.

    "retrain": the score has shifted by a lot. "watch": the score by some, or a feature by a
    lot. "too few": a large shift of the score could not be told from chance.
    """

    features: tuple[Shift, ...]
    score: Shift | None
    verdict: Overall


def drift(
    reference: Reference,
    table: "pa.Table",
    *,
    score: ArrayLike | None = None,
    weight: ArrayLike | None = None,
) -> Drift:
    """Compare today's rows with those that a model learned from.

    Grain in: a row a customer, at one date. PSI = Σ (a − e) ln(a / e) over the bins of the
    reference, a today's shares and e those of the training, half a row added to each bin.
    Noise floor: PSI of n and m rows without any drift is about (1/n + 1/m) χ² with one degree
    of freedom fewer than bins; above its quantile for all columns together a shift counts.
    Sources: N. Siddiqi (2006); B. Yurdakul and J. Naranjo, Statistical properties of the
    population stability index, Journal of Risk Model Validation 14 (2020).
    """
    mass = weights_of(weight, table.num_rows)
    looks = len(reference.features) + (score is not None)
    shifts = [
        _shift(bins, column_of(table, bins.name, bins.kind), mass, looks)
        for bins in reference.features
    ]
    shifts.sort(key=lambda one: (-one.psi, one.name))
    scored = None
    if score is not None:
        if reference.score is None:
            raise MetricError("the reference holds no score", hint="learn it with score=…")
        scored = _shift(reference.score, vector("score", score, like=mass), mass, looks)
    return Drift(tuple(shifts), scored, _overall(shifts, scored))


def psi(expected: Floats, actual: Floats, n: float, m: float) -> float:
    """Return the population stability index of shares of n rows and shares of m rows.

    Half a row is added to each bin, so that an empty one is no infinite shift.

    >>> round(psi(np.array([0.5, 0.5]), np.array([0.6, 0.4]), 1e9, 1e9), 4)
    0.0405
    """
    e = (expected * n + 0.5) / (n + 0.5 * len(expected))
    a = (actual * m + 0.5) / (m + 0.5 * len(actual))
    return float(((a - e) * np.log(a / e)).sum())


def noise_floor(bins: int, n: float, m: float, looks: int = 1) -> float:
    """Return the PSI that chance passes in `ALARM` of comparisons of `looks` columns."""
    from scipy.stats import chi2

    if bins < 2:
        return 0.0
    return float((1 / n + 1 / m) * chi2.isf(ALARM / max(looks, 1), bins - 1))


def _shift(bins: Bins, values: Floats | Texts, mass: Floats, looks: int) -> Shift:
    expected, actual = np.array(bins.shares), shares_of(bins, values, mass)
    there = (expected > 0) | (actual > 0)
    number = effective(mass)
    found = psi(expected[there], actual[there], bins.n, number)
    noise = noise_floor(int(there.sum()), bins.n, number, looks)
    most = int(np.argmax(np.abs(actual - expected)))
    return Shift(
        name=bins.name,
        psi=found,
        noise=noise,
        verdict=_verdict(found, noise),
        moved=bins.labels[most],
        before=float(expected[most]),
        after=float(actual[most]),
    )


def _verdict(found: float, noise: float) -> Verdict:
    if found > noise and found >= SOME:
        return "large shift" if found >= LARGE else "some shift"
    return "too few" if noise >= LARGE else "stable"


def _overall(features: list[Shift], score: Shift | None) -> Overall:
    verdicts = {one.verdict for one in features}
    own = score.verdict if score else "stable"
    if own == "large shift":
        return "retrain"
    if own == "some shift" or "large shift" in verdicts:
        return "watch"
    if own == "too few" or verdicts == {"too few"}:
        return "too few"
    return "stable"
