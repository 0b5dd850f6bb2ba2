"""Whether assignments look randomised: as many in each arm as meant, and alike beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tenure.predict.encoding import Design
from tenure.predict.evaluate.doubt import Doubt, doubt
from tenure.predict.evaluate.rows import Floats
from tenure.predict.uplift.trial import Trial

ALARM = 0.001
"""Below this p-value assignments are refused: so rarely would a fair draw look like it."""

RARE = 10
"""Levels and gaps of fewer rows are left out of the test of balance."""


@dataclass(frozen=True)
class Difference:
    """A feature's mean in the treated less that in the control, in standard deviations."""

    name: str
    difference: float


@dataclass(frozen=True)
class Randomisation:
    """How many are in each arm, and the p-values of two tests; None where not tested.

    `ratio_p`: the sizes are as meant. `balance_p`: all features together are alike. `largest`:
    the features that differ most.
    """

    treated: int
    control: int
    ratio_p: float | None
    balance_p: float | None
    largest: tuple[Difference, ...]
    doubts: tuple[Doubt, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing speaks against a fair draw."""
        return not self.doubts


def check_randomisation(
    tried: Trial, design: Design | None = None, *, meant: float | None = None
) -> Randomisation:
    """Test that the assignments of a trial are what a fair draw would give.

    Grain in: the rows of the trial; `design` holds features known *before* the assignment.
    `meant`: the share that was to be treated, tested by χ² (sample ratio mismatch). Balance: d² =
    δ' S⁻¹ δ of the differences δ in means of all columns, χ² with as many degrees of freedom as
    they span; a category counts by its levels, a number by its value and whether it is missing.
    Customers count once. Sources: A. Fabijan et al., Diagnosing sample ratio mismatch, KDD
    (2019); B. Hansen and J. Bowers, Covariate balance in simple, stratified and clustered
    comparative studies, Statistical Science 23 (2008).
    """
    _, first = np.unique(tried.cluster, return_index=True)
    first = first[tried.weight[first] > 0]
    arm = tried.treated[first]
    treated, control = int(arm.sum()), int(len(arm) - arm.sum())
    ratio = None if meant is None or not len(arm) else _ratio(treated, control, meant)
    balance: float | None = None
    largest: tuple[Difference, ...] = ()
    if design is not None and treated and control:
        names, values = _columns(design.rows(first))
        balance, largest = _balance(names, values, arm)
    doubts = []
    if ratio is not None and ratio < ALARM:
        share = f"{treated / (treated + control):.2%}"
        doubts.append(doubt("sample_ratio", share=share, meant=f"{meant:.2%}", p=f"{ratio:.2g}"))
    if balance is not None and balance < ALARM:
        worst = f"{largest[0].name} ({largest[0].difference:+.2f})"
        doubts.append(doubt("not_balanced", worst=worst, p=f"{balance:.2g}"))
    return Randomisation(treated, control, ratio, balance, largest, tuple(doubts))


def _ratio(treated: int, control: int, meant: float) -> float:
    from scipy.stats import chi2

    number = treated + control
    spread = number * meant * (1 - meant)
    return float(chi2.sf((treated - number * meant) ** 2 / spread, 1)) if spread else 0.0


def _balance(
    names: Sequence[str], values: Floats, arm: Floats
) -> tuple[float | None, tuple[Difference, ...]]:
    from scipy.stats import chi2

    varies = [_varies(column) for column in values.T]
    if not any(varies):
        return None, ()
    kept = values[:, varies] - values[:, varies].mean(axis=0)
    kept = kept / kept.std(axis=0)
    delta = kept[arm == 1].mean(axis=0) - kept[arm == 0].mean(axis=0)
    treated, number = arm.sum(), len(arm)
    covariance = kept.T @ kept / (number - 1) * number / (treated * (number - treated))
    roots, axes = np.linalg.eigh(covariance)
    real = roots > 1e-9 * roots.max()
    square = float((((axes.T @ delta)[real]) ** 2 / roots[real]).sum())
    order = np.argsort(-np.abs(delta), kind="stable")[:5]
    own = [name for name, keeps in zip(names, varies, strict=True) if keeps]
    largest = tuple(Difference(own[at], float(delta[at])) for at in order)
    return float(chi2.sf(square, int(real.sum()))), largest


def _varies(column: Floats) -> bool:
    """Return whether a column can speak: what nearly no row has tells nothing of the draw."""
    if not np.isin(column, (0.0, 1.0)).all():
        return bool(np.ptp(column) > 0)
    return bool(RARE <= column.sum() <= len(column) - RARE)


def _columns(design: Design) -> tuple[list[str], Floats]:
    names: list[str] = []
    columns: list[Floats] = []
    for at, (name, levels) in enumerate(zip(design.names, design.levels, strict=True)):
        values = np.asarray(design.values[:, at], np.float64)
        if levels:
            names += [f"{name} = {level}" for level in levels]
            columns += [(values == code).astype(np.float64) for code in range(len(levels))]
            continue
        absent = np.isnan(values)
        known = values[~absent]
        names += [name, f"{name} missing"]
        filled = np.where(absent, known.mean() if len(known) else 0.0, values)
        columns += [filled, absent.astype(np.float64)]
    return names, np.column_stack(columns)
