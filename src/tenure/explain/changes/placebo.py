"""The same model at dates on which nothing happened: how often an effect as large turns up."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tenure.explain.changes.design import Phases, own, window_of
from tenure.explain.changes.effect import statistic
from tenure.explain.changes.series import Series

Floats = npt.NDArray[np.float64]
ENOUGH = 19
"""Dates that are needed for a share of 1 in 20."""


@dataclass(frozen=True)
class Placebo:
    """Statistics of other dates, and the share of them at least as large as the change's own.

    `p` = (1 + number as large) / (1 + dates), None with fewer than 19 dates.
    """

    origins: tuple[int, ...]
    statistics: tuple[float, ...]
    larger: int
    p: float | None


def placebo(
    series: Series, base: Floats, phases: Phases, own_statistic: float, *, least: int, slope: bool
) -> Placebo:
    """Return how the change's own statistic ranks among those of every admissible other bin.

    Admissible: `least` bins before, a whole window after, neither touching the change's own
    window. The change itself and all others keep their columns, so what they did is not
    counted again. Statistics, not sizes, are compared: some dates are known less well.

    Source: A. Abadie, A. Diamond and J. Hainmueller, Synthetic control methods for comparative
    case studies, JASA 105 (2010): placebo tests in time.
    """
    lead, washout, window = phases.bins(series.width)
    reach = lead + washout + window
    known = np.column_stack([base, own(series, series.origin, phases, slope=False)])
    found: list[tuple[int, float]] = []
    for origin in range(least, series.bins - washout - window + 1):
        if abs(origin - series.origin) < reach:
            continue
        told = _at(series, known, phases, origin, slope)
        if told is not None:
            found.append((origin, told))
    larger = sum(abs(one) >= abs(own_statistic) for _, one in found)
    return Placebo(
        tuple(origin for origin, _ in found),
        tuple(one for _, one in found),
        larger,
        (1 + larger) / (1 + len(found)) if len(found) >= ENOUGH else None,
    )


def _at(series: Series, known: Floats, phases: Phases, origin: int, slope: bool) -> float | None:
    """Return the statistic of a change that did not happen, at bin `origin`."""
    inside = window_of(series, origin, phases)
    if series.lost[inside].sum() == 0:
        return None
    return statistic(replace(series, origin=origin), known, phases, slope=slope)
