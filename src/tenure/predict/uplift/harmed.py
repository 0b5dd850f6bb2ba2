"""Sleeping dogs: those whom treatment harms, found on rows that the ranking was not learned on."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from tenure.predict.evaluate.doubt import FEW
from tenure.predict.evaluate.rows import Booleans, Floats
from tenure.predict.uplift.policy import Outcomes, effect, first_share
from tenure.predict.uplift.trial import Trial
from tenure.stats import Estimate

LAST = (0.1, 0.2, 0.3)
"""The last shares of the ranking that are tried; their intervals are widened for as many looks."""


@dataclass(frozen=True)
class Harmed:
    """The last `share` of a ranking by gain, whom treatment harms: leave them alone.

    `gain` is below 0 with its whole interval (95 % for all looks together).
    """

    share: float
    members: Booleans
    gain: Estimate


def harmed(tried: Trial, rank: Floats, *, outcomes: Outcomes | None = None) -> Harmed | None:
    """Return the largest last share of a ranking whom treatment harms beyond chance, or None.

    Grain in: the rows of a trial; `rank` (n,) predicts the gain, and was learned on other
    rows. The shares in `LAST` are tried, each with an interval at 95 % for all of them together
    (Bonferroni); those with fewer than 10 customers of an arm with either outcome are not.
    """
    z = NormalDist().inv_cdf(1 - 0.025 / len(LAST))
    found = None
    for share in LAST:
        members = first_share(-rank, share, tried.weight) >= 0.5
        if not _enough(tried.rows(members)):
            continue
        gain = effect(tried, members, outcomes=outcomes, z=z).best
        if gain is not None and gain.high < 0:
            found = Harmed(share, members, gain)
    return found


def _enough(tried: Trial) -> bool:
    return all(
        len(np.unique(tried.cluster[(tried.treated == arm) & (tried.wanted == outcome)])) >= FEW
        for arm in (0, 1)
        for outcome in (0, 1)
    )
