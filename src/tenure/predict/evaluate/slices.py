"""Metrics by attribute: whether the model serves every kind of customer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import erfc, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from tenure.predict.evaluate.curve import share_bounds
from tenure.predict.evaluate.doubt import Doubt, doubt, doubts_of
from tenure.predict.evaluate.resampled import bootstrap, clusters
from tenure.predict.evaluate.rows import Integers, Rows, coded, rows_of
from tenure.predict.evaluate.scores import auc
from tenure.stats import Estimate, holm

LEAST = 100
"""Rows that a slice must have, unless asked otherwise."""

Verdict = Literal["as predicted", "more than predicted", "less than predicted", "too few"]


@dataclass(frozen=True)
class Slice:
    """One value of one attribute: its size, its AUC, and whether it leaves as often as predicted.

    `p_value` is that of observed against predicted, corrected over all slices (Holm); the
    verdict goes by it. AUC, its interval and the verdict are withheld where `doubts` say so.
    """

    attribute: str
    value: str
    n: int
    events: int
    auc: Estimate | None
    predicted: float
    observed: Estimate
    p_value: float | None
    verdict: Verdict
    doubts: tuple[Doubt, ...]


def slices(
    y: ArrayLike,
    p: ArrayLike,
    by: Mapping[str, ArrayLike],
    weight: ArrayLike | None = None,
    *,
    groups: ArrayLike | None = None,
    least: int = LEAST,
    alpha: float = 0.05,
    seed: int = 0,
    repeats: int = 200,
) -> tuple[Slice, ...]:
    """Return one slice a value of each attribute in `by` (name to values, a value a row).

    Refused ("too few") below `least` rows or 10 customers with and without the event. Observed
    against predicted: z = Σ w (y − p) over the root of its variance, summed by customer
    (`groups`). Order: as in `by`, values with most rows first.
    """
    rows = rows_of(y, p, weight)
    cluster = clusters(groups, len(rows.y))
    found = []
    for attribute, values in by.items():
        code, names = coded(attribute, values, len(rows.y))
        code = np.where(rows.weight > 0, code, len(names))
        sizes = np.bincount(code, minlength=len(names) + 1)[:-1]
        for number in np.argsort(-sizes, kind="stable"):
            if not sizes[number]:
                continue
            inside = code == number
            one = _slice(rows.kept(inside), cluster[inside], least, seed=seed, repeats=repeats)
            found.append(replace(one, attribute=attribute, value=str(names[number])))
    return _judged(found, alpha)


def _slice(rows: Rows, cluster: Integers, least: int, *, seed: int, repeats: int) -> Slice:
    number, total = len(rows.y), rows.weight.sum()
    observed = float(rows.y @ rows.weight / total)
    doubts = doubts_of(rows, cluster)
    if number < least:
        doubts = (doubt("too_small", n=number, least=least), *doubts)
    ranked = None
    if not doubts:
        ranked = bootstrap(auc, rows.y, rows.p, cluster, rows.weight, seed=seed, repeats=repeats)
    return Slice(
        attribute="",
        value="",
        n=number,
        events=int(rows.y.sum()),
        auc=ranked,
        predicted=float(rows.p @ rows.weight / total),
        observed=Estimate(observed, *share_bounds(observed, rows.weight)),
        p_value=None if doubts else _p_value(rows, cluster),
        verdict="too few",
        doubts=doubts,
    )


def _p_value(rows: Rows, cluster: Integers) -> float:
    """Test whether observed and predicted events differ; residuals summed by customer."""
    sums = np.bincount(cluster, rows.weight * (rows.y - rows.p))
    spread = float(np.sqrt(sums @ sums))
    return erfc(abs(float(sums.sum())) / spread / sqrt(2)) if spread else 1.0


def _judged(found: list[Slice], alpha: float) -> tuple[Slice, ...]:
    tested = [place for place, one in enumerate(found) if one.p_value is not None]
    corrected = holm([float(found[place].p_value or 0.0) for place in tested])
    judged = list(found)
    for place, p_value in zip(tested, corrected, strict=True):
        one = found[place]
        verdict: Verdict = "as predicted"
        if p_value < alpha:
            more = one.observed.value > one.predicted
            verdict = "more than predicted" if more else "less than predicted"
        judged[place] = replace(one, p_value=p_value, verdict=verdict)
    return tuple(judged)
