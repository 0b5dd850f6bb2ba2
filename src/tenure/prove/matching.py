"""Plays that had no holdout: the treated against others weighted to be like them, with limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.prove.past import usable
from tenure.prove.quantiles import critical, two_sided_p
from tenure.prove.sums import by_cluster
from tenure.prove.telling import Note, note
from tenure.prove.trial import numbers
from tenure.stats import Estimate

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Booleans, Floats, Integers

ALIKE = 0.1
"""A difference of means in standard deviations up to which a covariate is balanced: P. Austin,
Balance diagnostics, Statistics in Medicine 28 (2009)."""
OVERLAP = 0.8
"""The share of the treated who need their like among the others."""
EFFECTIVE = 50
"""As how many the weighted others must count."""
_RIDGE = 1.0
_SURE = 0.95
"""A chance to be treated beyond which there is nobody to compare with."""


@dataclass(frozen=True)
class Balance:
    """A covariate's mean in the treated less in the others, in standard deviations."""

    column: str
    raw: float
    weighted: float


@dataclass(frozen=True)
class Matched:
    """The treated against others weighted to be like them; no proof, as `limits` say.

    `overlap`: the share of the treated who have their like among the others; `effective`: as
    how many the weighted others count; `hidden`: by which factor something unseen would have to
    raise both being treated and leaving to move the interval's nearer end to 0 (E-value; None
    for amounts). `difference` is None where they do not overlap or are not alike.
    """

    treated: int
    others: int
    difference: Estimate | None
    p: float | None
    balance: tuple[Balance, ...]
    overlap: float
    effective: float
    hidden: float | None
    limits: tuple[Note, ...]


def matched(
    outcome: "ArrayLike",
    treated: "ArrayLike",
    before: "ArrayLike",
    *,
    names: Sequence[str] | None = None,
    groups: "ArrayLike | None" = None,
    level: float = 0.95,
) -> Matched:
    """Compare those who were treated, though not by lot, with others weighted to be like them.

    Grain in: a row a unit; `before` (n, k) known before the treatment, `names` of its columns.
    The chance e to be treated is a logistic regression; the others weigh e / (1 − e); treated
    whose e lies beyond 0.95, or beyond that of all others, are left out. The difference is
    doubly robust: mean of y − m of the treated less the weighted mean of y − m of the others, m
    a linear regression of the others. Errors by influence, summed by group, with e taken as
    known. No difference unless 80 % overlap, every covariate is within 0.1 standard deviations,
    and the others count as 50.

    Sources: J. Robins, A. Rotnitzky and L. Zhao, JASA 89 (1994); K. Imai and M. Ratkovic for
    balance as the test of e, JRSS B 76 (2014); T. VanderWeele and P. Ding, Sensitivity analysis
    in observational research, Annals of Internal Medicine 167 (2017).
    """
    import numpy as np

    known = np.asarray(before, np.float64)
    known = known[:, None] if known.ndim == 1 else known
    came, arm = numbers("outcome", outcome, len(known)), numbers("treated", treated, len(known)) > 0
    if not arm.any() or arm.all():
        raise MetricError("somebody must be treated, and somebody not", where="treated")
    weight, overlap = _weights(usable(known), arm)
    balance = _balance(known, arm, weight, names)
    effective = float(weight[~arm].sum() ** 2 / max((weight[~arm] ** 2).sum(), 1e-300))
    limits = [note("matched"), note("reached"), *_refusals(balance, overlap, effective)]
    sizes = int(arm.sum()), int((~arm).sum())
    if len(limits) > 2:
        told = tuple(limits)
        return Matched(*sizes, None, None, balance, overlap, effective, None, told)
    cluster = None if groups is None else np.unique(np.asarray(groups), return_inverse=True)[1]
    difference, p = _difference(came, arm, usable(known), weight, cluster, level)
    hidden = _hidden(came, arm, weight, difference)
    if hidden is not None:
        limits.append(
            note("hidden", times=f"{hidden:.1f}") if hidden > 1 else note("hidden_nothing")
        )
    return Matched(*sizes, difference, p, balance, overlap, effective, hidden, tuple(limits))


def _weights(columns: "Floats", arm: "Booleans") -> "tuple[Floats, float]":
    """Return the weights (n,): 1 of the treated who have their like, 0 of those who have none."""
    import numpy as np

    from tenure.stats.logistic import chances, ridge_logistic

    intercept, slopes = ridge_logistic(columns, arm.astype(np.float64), _RIDGE)
    chance = chances(intercept, slopes, columns)
    inside = chance <= min(_SURE, float(chance[~arm].max()))
    weight = np.where(arm, 1.0, chance / np.maximum(1 - chance, 1e-12)) * inside
    return weight, float(inside[arm].mean())


def _balance(
    known: "Floats", arm: "Booleans", weight: "Floats", names: Sequence[str] | None
) -> tuple[Balance, ...]:
    """Return how far the arms are apart in each column, of the rows where it is known."""
    import numpy as np

    called = [f"column {at + 1}" for at in range(known.shape[1])] if names is None else names
    found = []
    for at, name in enumerate(called):
        own = ~np.isnan(known[:, at])
        sides = [known[own & side, at] for side in (arm, ~arm)]
        masses = [weight[own & side] for side in (arm, ~arm)]
        if any(not len(one) for one in sides) or any(not mass.sum() for mass in masses):
            continue
        spread = sqrt(float(sum(one.var() for one in sides)) / 2)
        raw = float(sides[0].mean() - sides[1].mean())
        like = float(np.average(sides[0], weights=masses[0]))
        like -= float(np.average(sides[1], weights=masses[1]))
        unit = spread or 1.0  # a column without spread is alike as it is
        found.append(Balance(str(name), raw / unit, like / unit))
    return tuple(found)


def _refusals(balance: Sequence[Balance], overlap: float, effective: float) -> list[Note]:
    found = []
    if overlap < OVERLAP:
        found.append(note("no_overlap", percent=round(100 * overlap)))
    worst = max(balance, key=lambda one: abs(one.weighted), default=None)
    if worst is not None and abs(worst.weighted) > ALIKE:
        found.append(note("no_balance", name=worst.column, apart=f"{worst.weighted:.2f}"))
    if effective < EFFECTIVE:
        found.append(note("too_few_alike", n=round(effective)))
    return found


def _difference(
    came: "Floats",
    arm: "Booleans",
    columns: "Floats",
    weight: "Floats",
    cluster: "Integers | None",
    level: float,
) -> tuple[Estimate, float]:
    import numpy as np

    rows = np.column_stack([np.ones(len(came)), columns])
    there = rows[~arm]
    slopes = np.linalg.pinv(there.T @ there) @ (there.T @ came[~arm])
    rest = came - rows @ slopes
    influence, value = np.zeros(len(came)), 0.0
    for own, sign in ((arm, 1), (~arm, -1)):
        mass = weight[own] / weight[own].sum()
        mean = float(mass @ rest[own])
        influence[own] = sign * mass * (rest[own] - mean)
        value += sign * mean
    parts = by_cluster(influence, cluster)
    error = sqrt(float(parts @ parts))
    width = critical(level) * error
    p = two_sided_p(value / error) if error else 1.0
    return Estimate(value, value - width, value + width), p


def _hidden(
    came: "Floats", arm: "Booleans", weight: "Floats", difference: Estimate
) -> float | None:
    """Return the E-value of the interval's end that is nearer to 0; 1 where it holds 0."""
    import numpy as np

    if not ((came == 0) | (came == 1)).all():
        return None
    if difference.low <= 0 <= difference.high:
        return 1.0
    rate = float(np.average(came[arm], weights=weight[arm]))
    nearer = difference.low if difference.low > 0 else difference.high
    without = rate - nearer
    if rate <= 0 or without <= 0:
        return None
    ratio = max(rate / without, without / rate)
    return ratio + sqrt(ratio * (ratio - 1))
