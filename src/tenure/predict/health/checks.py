"""Whether a component goes with later attrition, told by fifths and a test for a trend."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import numpy as np

from tenure.predict.health.arrays import Floats, Integers
from tenure.predict.health.said import Language, component_said, say
from tenure.predict.health.signals import FIFTHS, fifths, trend
from tenure.stats import holm, wilson_bounds

Verdict = Literal["goes_with", "does_not", "adds_nothing", "too_few", "no_signal"]

FEWEST_LEFT = 30
"""Of fewer customers who left, nothing is concluded."""
LEVEL = 0.05


@dataclass(frozen=True)
class Fifth:
    """Rows of like scores: from the lowest score to the highest, how many, the share that left.

    `customers` are rows (a customer at a date); attrition is weighted, with its Wilson
    interval; None where there are none.
    """

    lowest: float | None
    highest: float | None
    customers: int
    left: int
    attrition: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Check:
    """A component against later attrition: by fifth from the lowest score, and the trend.

    `z` below 0: who scores lower leaves more. `p` is corrected (Holm) for how many components
    were tried. `left` customers left in the rows that it was checked on.
    """

    component: str
    verdict: Verdict
    fifths: tuple[Fifth, ...]
    left: int
    z: float | None
    p: float | None

    def says(self, language: Language = "en", *, weights_set: bool = False) -> str:
        """Return the verdict as a sentence."""
        known = [one.attrition for one in self.fifths if one.attrition is not None]
        key = f"{self.verdict}_set" if weights_set and self.verdict == "does_not" else self.verdict
        text = say(
            "check",
            key,
            language,
            component=component_said(self.component, language),
            lowest=known[0] if known else 0.0,
            highest=known[-1] if known else 0.0,
            left=self.left,
            least=FEWEST_LEFT,
        )
        return text[0].upper() + text[1:]

    def to_dict(self) -> dict[str, Any]:
        """Return what `from_dict` reads, of plain values only."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the check that `to_dict` wrote."""
        return cls(**{**plain, "fifths": tuple(Fifth(**one) for one in plain["fifths"])})


def checked(
    scores: Mapping[str, Floats],
    left: Floats,
    weight: Floats,
    unit: Integers,
    strata: Integers,
) -> dict[str, Check]:
    """Return the check of each component, whose scores are (n,), NaN where unknown.

    A component goes with attrition when attrition falls over its fifths, within dates, at a
    corrected p below 0.05; a component that attrition rises with does not. `left` is 0 or 1,
    `unit` the customer, `strata` the date of each row.
    """
    tests = {name: trend(fifths(score), left, strata) for name, score in scores.items()}
    tried = [name for name, test in tests.items() if test is not None]
    corrected = dict(zip(tried, holm([tests[name].p for name in tried]), strict=True))  # type: ignore[union-attr]
    found = {}
    for name, score in scores.items():
        there = ~np.isnan(score)
        gone = len(np.unique(unit[there & (left == 1)]))
        test, p = tests[name], corrected.get(name)
        falls = test is not None and test.statistic < 0 and p is not None and p < LEVEL
        verdict: Verdict = "goes_with" if falls else "does_not"
        if gone < FEWEST_LEFT:
            verdict = "too_few" if there.any() else "no_signal"
        found[name] = Check(
            name,
            verdict,
            by_fifth(score, left, weight),
            gone,
            None if test is None else test.statistic,
            p,
        )
    return found


def by_fifth(score: Floats, left: Floats, weight: Floats) -> tuple[Fifth, ...]:
    """Return attrition by fifth of a score, from the lowest."""
    place = fifths(score)
    return tuple(_fifth(score, left, weight, place == at) for at in range(FIFTHS))


def _fifth(score: Floats, left: Floats, weight: Floats, own: Any) -> Fifth:
    if not own.any():
        return Fifth(None, None, 0, 0, None, None, None)
    mass, gone = weight[own], left[own]
    share = float(mass @ gone / mass.sum())
    effective = float(mass.sum() ** 2 / (mass @ mass))
    low, high = wilson_bounds(share * effective, effective)
    return Fifth(
        float(score[own].min()),
        float(score[own].max()),
        int(own.sum()),
        int(gone.sum()),
        share,
        max(float(low), 0.0),
        min(float(high), 1.0),
    )


def _filled(score: Floats) -> Floats:
    return 1 - np.where(np.isnan(score), np.nanmean(score), score) / 100


def weights_of(
    scores: Mapping[str, Floats], names: Sequence[str], left: Floats, weight: Floats
) -> dict[str, float]:
    """Return weights ≥ 0 that add up to 1, of the components that are named.

    Logistic regression of leaving on 1 − score / 100 with coefficients held at 0 or above, by
    maximum likelihood; unknown scores count as the mean. All are 0 when none would be above.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    columns = [_filled(scores[name]) for name in names]
    x = np.column_stack([*columns, np.ones(len(left))])
    mass = weight / weight.sum()

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = x @ beta
        value = mass @ (np.logaddexp(0.0, margin) - left * margin)
        return float(value), x.T @ (mass * (expit(margin) - left))

    bounds = [(0.0, None)] * len(names) + [(None, None)]
    start = np.append(np.full(len(names), 1.0), np.log(mass @ left / (1 - mass @ left)) - 0.5)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:-1]
    total = found.sum()
    shares = np.where(found < 0.005 * total, 0.0, found) if total > 1e-6 else np.zeros(len(names))
    shares = shares / shares.sum() if shares.any() else shares
    return {name: float(one) for name, one in zip(names, shares, strict=True)}
