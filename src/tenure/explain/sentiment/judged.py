"""How well a model of sentiment does on texts that it has not learnt from."""

from dataclasses import asdict, dataclass
from math import sqrt
from typing import Any

import numpy as np

from tenure.explain.sentiment.ngrams import Floats
from tenure.stats.estimate import Estimate
from tenure.stats.intervals import Z95, wilson

LEAST = 50
"""Texts to judge on, at least; and 5 of either mood."""
_EITHER = 5


@dataclass(frozen=True)
class Judged:
    """Worth on `texts` held out, `praise` of them good: shares of 1, with 95 % intervals.

    `accuracy`: how often the likelier mood is the one scored. `auc`: the chance that a praise
    scores above a complaint. `brier`: the mean squared error of the probability, 0.25 for one
    half always. `common`: the accuracy of always saying the commoner mood.
    """

    split: str
    texts: int
    praise: int
    common: float
    accuracy: Estimate
    auc: Estimate
    brier: Estimate

    def dump(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    @classmethod
    def load(cls, told: dict[str, Any]) -> "Judged":
        """Return what `dump` gave."""
        estimates = {name: Estimate(**told[name]) for name in ("accuracy", "auc", "brier")}
        return cls(**{**told, **estimates})


def judged(split: str, praise: Floats, moods: Floats) -> Judged | None:
    """Judge probabilities (n,) of praise against moods (n,); None for too few of either mood."""
    n, good = len(moods), int((moods == 1).sum())
    if n < LEAST or min(good, n - good) < _EITHER:
        return None
    right = int(((praise >= 0.5) == (moods == 1)).sum())
    bounds = wilson(right, n)
    assert bounds is not None
    return Judged(
        split,
        n,
        good,
        max(good, n - good) / n,
        Estimate(right / n, *bounds),
        _auc(praise, moods, good),
        _brier(praise, moods),
    )


def _auc(praise: Floats, moods: Floats, good: int) -> Estimate:
    """Return the area under the ROC curve; J. Hanley and B. McNeil, Radiology 143 (1982)."""
    from scipy.stats import rankdata

    bad = len(moods) - good
    ranks = rankdata(praise)
    area = float((ranks[moods == 1].sum() - good * (good + 1) / 2) / (good * bad))
    of_good, of_bad = area / (2 - area), 2 * area**2 / (1 + area)
    own = area * (1 - area)
    if not own:  # nothing overlaps, which says little of few texts
        bounds = wilson(round(area) * min(good, bad), min(good, bad))
        assert bounds is not None
        return Estimate(area, *bounds)
    spread = own + (good - 1) * (of_good - area**2) + (bad - 1) * (of_bad - area**2)
    return _around(area, sqrt(max(spread, 0.0) / (good * bad)), 0.0, 1.0)


def _brier(praise: Floats, moods: Floats) -> Estimate:
    errors = (praise - moods) ** 2
    return _around(float(errors.mean()), float(errors.std(ddof=1) / sqrt(len(errors))), 0.0, 1.0)


def _around(value: float, error: float, least: float, most: float) -> Estimate:
    return Estimate(
        value,
        float(np.clip(value - Z95 * error, least, most)),
        float(np.clip(value + Z95 * error, least, most)),
    )
