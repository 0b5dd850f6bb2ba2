"""Bands of risk with hysteresis: to cross a boundary takes more than to lie on one side of it."""

from math import log

import numpy as np
import numpy.typing as npt

from tenure.predict.encoding import Floats
from tenure.predict.evaluate.recalibration import log_odds
from tenure.predict.learners.base import probability_of

BANDS = ("low", "medium", "high")
MARGIN = log(2)
"""Log odds by which a risk must lie beyond a boundary to cross it: twice, or half, its odds."""

Names = npt.NDArray[np.object_]


def banded(
    risk: Floats,
    cuts: tuple[float, float],
    before: Names | None = None,
    *,
    margin: float = MARGIN,
) -> Names:
    """Return the bands (n,) of risks, given those before; None where the risk is not known.

    `cuts` are the risks from which on a customer is of medium, and of high risk. Who has no band
    yet (None in `before`) gets theirs by these alone. Whoever was below one stays so until the
    log odds of the risk are `margin` above those of it, and whoever was above one until they are
    as far below; by less where the boundaries are nearer to each other than that.
    """
    up, down = _around(cuts, margin)
    place = np.digitize(risk, cuts)
    if before is not None:
        for at, name in enumerate(BANDS):
            own = before == name
            ends = [down[one] if one < at else up[one] for one in range(len(cuts))]
            place[own] = sum((risk[own] >= end).astype(np.int64) for end in ends)
    found = np.array(BANDS, object)[place]
    found[np.isnan(risk)] = None
    return found


def _around(cuts: tuple[float, float], margin: float) -> tuple[Floats, Floats]:
    """Return the risks at which each boundary is crossed upwards, and downwards."""
    plain = np.array(cuts, np.float64)
    x = log_odds(plain)
    width = min(margin, float(x[1] - x[0]))
    if width == 0:
        return plain, plain
    up, down = probability_of(x + width), probability_of(x - width)
    up[0], down[1] = min(up[0], plain[1]), max(down[1], plain[0])
    return np.maximum(up, plain), np.minimum(down, plain)
