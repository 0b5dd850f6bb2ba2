"""Whether few steps of onboarding tell why someone left: beside those who came as they did."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenure.stats import risk_ratio

SETTLED = 14
"""Days after they came in which the steps of onboarding are counted."""
EARLY = 90
"""Days after they came in which who leaves may have left for what was missing at the start."""
_LEAST = 20
"""Customers below whom the interval of a ratio of risks is not to be trusted."""
_AS_OFTEN = 2.0
"""From this ratio of risks on, more than half of those who left would not have left otherwise."""


@dataclass(frozen=True)
class Started:
    """Who had done so many steps `SETTLED` days after they came, and left until `EARLY`."""

    done: int
    there: int
    left: int


@dataclass(frozen=True)
class Few:
    """So few steps that they tell why: which share left with them, and of who did half or more."""

    done: int
    steps: int
    left: float
    others: float


def telling(started: Iterable[Started], steps: int) -> dict[int, Few]:
    """Return, by how many steps were done, where it is so few that it likely is the reason.

    Of those who were there `SETTLED` days after they came, who left until `EARLY`: with d steps,
    fewer than half of them (20 customers or more), against those who did half or more. d tells
    when the ratio of both risks R is at least 2 and its 95 % interval is above 1: (R − 1) / R of
    those who left, at least half, then left over and above what the others do.

    Source: the probability of causation, S. Greenland and J. Robins, Conceptual problems in the
    definition and interpretation of attributable fractions, American Journal of Epidemiology 128
    (1988). It holds where nothing else sets the two apart; a reason observed is no proof.

    >>> sorted(telling([Started(0, 100, 60), Started(1, 100, 22), Started(2, 100, 20)], 3))
    [0]
    """
    known = [one for one in started if one.there]
    enough = [one for one in known if one.done * 2 >= steps]
    left, there = sum(one.left for one in enough), sum(one.there for one in enough)
    found = {}
    for one in known:
        if one.done * 2 >= steps or one.there < _LEAST:
            continue
        ratio = risk_ratio(one.left, one.there, left, there)
        if ratio is not None and ratio.value >= _AS_OFTEN and ratio.low > 1:
            found[one.done] = Few(one.done, steps, one.left / one.there, left / there)
    return found
