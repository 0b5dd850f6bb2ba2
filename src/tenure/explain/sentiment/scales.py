"""Which scale a source scores on, and what its scores say of the mood: labels for free."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STRAYS = 0.005
"""The share of scores at either end that may be slips and say nothing of the scale."""


@dataclass(frozen=True)
class Scale:
    """A scale by name: scores from `low` to `high`; up to `negative` bad, from `positive` good."""

    name: str
    low: float
    high: float
    negative: float
    positive: float

    def moods(self, scores: Floats) -> Floats:
        """Return 0 for a bad score, 1 for a good one, NaN for the middle and for what is off."""
        inside = (scores >= self.low) & (scores <= self.high)
        found = np.full(len(scores), np.nan)
        found[inside & (scores <= self.negative)] = 0.0
        found[inside & (scores >= self.positive)] = 1.0
        return found


SCALES = (
    Scale("thumbs", 0, 1, 0, 1),
    Scale("stars 1-5", 1, 5, 2, 4),
    Scale("stars 0-5", 0, 5, 1, 4),
    Scale("stars 1-7", 1, 7, 3, 5),
    Scale("ten 1-10", 1, 10, 4, 7),
    Scale("NPS 0-10", 0, 10, 6, 9),
    Scale("percent 0-100", 0, 100, 40, 70),
)
"""From the narrowest to the widest. The middle is neither: 7 and 8 of an NPS, 3 of five stars."""


def scale_of(source: str, scores: Sequence[float], numbers: Sequence[int]) -> Scale | None:
    """Return the narrowest scale that holds a source's scores but for slips; None if none does.

    scores: those that were given, each with how often. A source called nps is one from 0 to 10,
    whatever was given so far. Where every score is 1, none does: it is the best of two or the
    worst of stars.
    """
    known = sorted((score, n) for score, n in zip(scores, numbers, strict=True) if n)
    if not known:
        return None
    reached = np.cumsum([n for _, n in known])
    slips = _STRAYS * reached[-1]
    low = known[int(np.searchsorted(reached, slips, side="right"))][0]
    high = known[int(np.searchsorted(reached, reached[-1] - slips))][0]
    called = "nps" in source.casefold()
    if low == high == 1 and not called:
        return None
    for scale in SCALES:
        if called and not scale.name.startswith("NPS"):
            continue
        if scale.low <= low and high <= scale.high:
            return scale
    return None
