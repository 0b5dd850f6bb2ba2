"""The chance of leaving within any number of days, from the few that a profile tells."""

from collections.abc import Mapping

import numpy as np

from tenure.predict.survival.followup import Floats


def leaving_within(days: int, horizon: int, risk: Floats, later: Mapping[int, Floats]) -> Floats:
    """Return the chance (n,) of having left within `days`, at least `horizon` of them.

    `risk` (n,): within `horizon` days; `later`: by days beyond it, NaN where not known. The
    cumulated hazard H = −log(1 − chance) is linear between neighbours and never falls; past the
    last day it stays as it is there, so the chance is a lower bound.
    """
    before, deep = horizon, _deep(risk)
    for day in sorted(one for one in later if one > horizon):
        ahead = np.fmax(deep, _deep(later[day]))
        if days <= day:
            return _chance(deep + (ahead - deep) * ((days - before) / (day - before)))
        before, deep = day, ahead
    return _chance(deep)


def _deep(chance: Floats) -> Floats:
    found: Floats = -np.log1p(-np.clip(chance, 0.0, 1 - 1e-12))
    return found


def _chance(deep: Floats) -> Floats:
    found: Floats = -np.expm1(-deep)
    return found
