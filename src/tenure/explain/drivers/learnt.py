"""All drivers at once: each contrast alone and beside the others, tested, grouped and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from tenure.explain.drivers.adjusted import Adjusted, Solved, adjusted, solved
from tenure.explain.drivers.areas import Area, areas
from tenure.explain.drivers.arrays import Ints
from tenure.explain.drivers.contrast import HIGH, LOW, Contrast, Cut, contrasts
from tenure.explain.drivers.kinship import kinship
from tenure.explain.drivers.panel import Panel
from tenure.explain.drivers.ridge import best_penalty, penalties, ridge
from tenure.explain.drivers.stability import Stability, stability
from tenure.explain.drivers.unadjusted import Association, association
from tenure.stats.multiple import benjamini_hochberg

ALPHA = 0.05
LEAST_LEAVERS = 10
"""Customers who left, on both sides of a contrast together, below which it is not judged."""
LEAST_ALL = 30
"""Customers who left, of all, below which nothing is learnt."""

Verdict = Literal["more", "less", "vanishes", "no evidence", "too few", "not apart"]


@dataclass(frozen=True)
class Driver:
    """A contrast and what it goes with; q and adjusted_q are corrected for how many there are.

    kin: the other features that cannot be told apart from its own; lead: whether it stands for
    them. verdict: "more" or "less" leaving with all else alike; "vanishes" when it is so only
    while nothing is adjusted.
    """

    feature: int
    cut: Cut
    alone: Association
    q: float
    beside: Adjusted | None
    adjusted_q: float | None
    kin: tuple[int, ...]
    lead: bool
    verdict: Verdict
    dates: Stability | None = None
    segments: Stability | None = None
    segments_q: float | None = None
    shares: tuple[float, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Learnt:
    """All drivers, the strongest evidence first, and the areas; `penalty` was chosen."""

    drivers: tuple[Driver, ...]
    areas: tuple[Area, ...]
    penalty: float
    rows: int
    customers: int
    leavers: int
    rate: float


@dataclass(frozen=True)
class _Found:
    contrast: Contrast
    alone: Association
    beside: Adjusted | None
    dates: Stability | None
    segments: Stability | None


def learn(
    panel: Panel,
    parts: Mapping[str, list[int]],
    *,
    segment: Ints | None = None,
    segments: int = 0,
    seed: int = 0,
) -> Learnt:
    """Return what goes with leaving in a panel; `parts` are its areas (name: features).

    With `segment` (n,), 0 to segments − 1, each effect is told in each and tested for being the
    same in all, corrected for how many drivers there are.
    """
    asked = contrasts(panel.values, [len(one) for one in panel.levels], panel.weight)
    kin = kinship(panel)
    penalty = best_penalty(
        panel.matrix, panel.y, panel.weight, panel.group, panel.free.tolist(), seed
    )
    given = penalties(panel.matrix.shape[1], panel.free.tolist(), penalty)
    fit = ridge(panel.matrix, panel.y, panel.weight, given)
    found = [
        _one(panel, one, told, segment, segments)
        for one, told in zip(asked, solved(panel, fit, asked, kin), strict=True)
    ]
    return Learnt(
        _ranked(panel, found, kin),
        tuple(areas(panel, fit, penalty, parts, seed)),
        penalty,
        len(panel),
        len(np.unique(panel.group)),
        panel.leavers,
        float(np.average(panel.y, weights=panel.weight)),
    )


def _one(
    panel: Panel, contrast: Contrast, told: Solved | None, segment: Ints | None, segments: int
) -> _Found:
    alone = association(contrast.codes, panel.y, panel.weight, panel.group)
    enough = alone.high.left + alone.low.left >= LEAST_LEAVERS
    beside = adjusted(told, panel.group) if told is not None and enough else None
    if told is None or beside is None:
        return _Found(contrast, alone, None, None, None)
    dates = stability(told, panel.date, int(panel.date.max()) + 1, panel.group)
    own = None if segment is None else stability(told, segment, segments, panel.group)
    return _Found(contrast, alone, beside, dates, own)


def _ranked(panel: Panel, found: Sequence[_Found], kin: Ints) -> tuple[Driver, ...]:
    q = benjamini_hochberg([one.alone.p for one in found])
    beside = _corrected([one.beside.p if one.beside else None for one in found])
    apart = _corrected([one.segments.p if one.segments else None for one in found])
    order = sorted(range(len(found)), key=lambda at: _strength(found[at]))
    leads = _leads(found, beside, kin)
    drivers = []
    for at in order:
        one = found[at]
        feature = one.contrast.feature
        drivers.append(
            Driver(
                feature,
                one.contrast.cut,
                one.alone,
                q[at],
                one.beside,
                beside[at],
                tuple(
                    int(other) for other in np.flatnonzero(kin == kin[feature]) if other != feature
                ),
                leads[int(kin[feature])] == feature,
                _verdict(one, q[at], beside[at]),
                one.dates,
                one.segments,
                apart[at],
                _shares(panel, one.contrast.codes),
            )
        )
    return tuple(drivers)


def _leads(found: Sequence[_Found], q: Sequence[float | None], kin: Ints) -> dict[int, int]:
    """Return the feature that stands for each group of kin.

    The one whose adjusted effect is clearest; where none is beyond chance, the one that goes
    with leaving most clearly before anything is adjusted.
    """

    def clear(at: int) -> tuple[bool, float]:
        one, corrected = found[at], q[at]
        if one.beside is not None and corrected is not None and corrected < ALPHA:
            return (False, one.beside.p)
        return (True, one.alone.p)

    leads: dict[int, int] = {}
    for at in sorted(range(len(found)), key=clear):
        feature = found[at].contrast.feature
        leads.setdefault(int(kin[feature]), feature)
    return leads


def _corrected(p: Sequence[float | None]) -> list[float | None]:
    told = iter(benjamini_hochberg([one for one in p if one is not None]))
    return [None if one is None else next(told) for one in p]


def _strength(one: _Found) -> tuple[float, float, float]:
    if one.beside is None:
        return (1.0, one.alone.p, 0.0)
    return (0.0, one.beside.p, -abs(one.beside.log_odds) / one.beside.error)


def _shares(panel: Panel, codes: Ints) -> tuple[float, ...]:
    counted = np.bincount(codes, panel.weight, minlength=4)
    return tuple(float(one) for one in counted / counted.sum())


def _verdict(one: _Found, q: float, beside: float | None) -> Verdict:
    if one.alone.high.left + one.alone.low.left < LEAST_LEAVERS:
        return "too few"
    if one.beside is None or beside is None:
        return "not apart"
    if beside < ALPHA:
        return "more" if one.beside.log_odds > 0 else "less"
    return "vanishes" if q < ALPHA else "no evidence"


__all__ = ["HIGH", "LOW", "Driver", "Learnt", "learn"]
