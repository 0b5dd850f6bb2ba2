"""Who answers is not as who does not: weights by the inverse of the chance to have answered."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tenure.stats import wilson_bounds
from tenure.stats.logistic import chances, ridge_logistic

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LEAST = 30
"""Who answered and who did not, at least, for the chance to answer to be learnt."""
TRIM = 0.99
"""Weights above this share of them are cut down to it."""
FEWEST = 0.02
"""A chance to answer below this counts as this."""
EVERYONE, TOO_FEW = "everyone answered", "too few answered, or too few did not"
NOTHING_KNOWN = "nothing is known of everyone by which those who answered could be told apart"


@dataclass(frozen=True)
class Weights:
    """A weight for each of those who answered, in their order, that sum to how many they are.

    effective: to how many equally weighted answers they are worth (Kish); cut: how many
    weights were trimmed; reason: why everyone weighs the same, None where they do not.
    """

    weight: "Floats"
    effective: float
    cut: int = 0
    reason: str | None = None


def answer_weights(
    known: "Floats", answered: "NDArray[np.bool_]", *, ridge: float = 1.0
) -> Weights:
    """Return the inverse-probability weights of those who answered.

    `known`: a row for everyone, answered or not, of columns without a unit (standardised,
    flags as 0 and 1), nothing missing. The chance to answer is a logistic regression with an
    L2 penalty of strength `ridge`; w = 1 / max(p, 0.02), trimmed at its 99th percentile and
    divided by its mean. Effective n = (Σ w)² / Σ w².

    What is not in `known` cannot be mended: of two who look alike here, the one who answered
    stands for the one who did not.

    Source: D. Horvitz and D. Thompson, JASA 47 (1952); L. Kish, Survey Sampling (1965).
    """
    inside = int(answered.sum())
    flat = Weights(np.ones(inside), float(inside))
    if inside == len(answered):
        return Weights(flat.weight, flat.effective, reason=EVERYONE)
    if min(inside, len(answered) - inside) < LEAST:
        return Weights(flat.weight, flat.effective, reason=TOO_FEW)
    if not known.shape[1]:
        return Weights(flat.weight, flat.effective, reason=NOTHING_KNOWN)
    chance = np.maximum(_chances(known, answered, ridge)[answered], FEWEST)
    raw = 1.0 / chance
    most = float(np.quantile(raw, TRIM))
    weight = np.minimum(raw, most)
    weight = weight / weight.mean()
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    return Weights(weight, effective, int((raw > most).sum()))


def _chances(known: "Floats", answered: "NDArray[np.bool_]", ridge: float) -> "Floats":
    return chances(*ridge_logistic(known, answered.astype(np.float64), ridge), known)


def weighted_share(
    inside: "NDArray[np.bool_]", weights: Weights
) -> tuple[float, float, float] | None:
    """Return the weighted share of those inside, with Wilson's interval of an effective n.

    p = Σ w y / Σ w; its variance by linearisation, Σ w² (y − p)² / (Σ w)², tells to how many
    equal answers p (1 − p) / variance it is worth; where all gave the same, Kish's n. None
    when nobody answered.

    Source: E. Korn and B. Graubard, Confidence intervals for proportions with small expected
    number of positive counts estimated from survey data, Survey Methodology 24 (1998), with
    Wilson's interval for the exact one.
    """
    weight = weights.weight
    total = float(weight.sum())
    if not total:
        return None
    share = float(weight[inside].sum()) / total
    variance = float((weight**2 * (inside - share) ** 2).sum()) / total**2
    worth = share * (1 - share) / variance if variance > 0 else weights.effective
    low, high = wilson_bounds(share * worth, worth)
    return share, float(max(low, 0.0)), float(min(high, 1.0))
