"""What a play is expected to bring of each unit, in money, and on what that rests."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tenure.act.decision import Reason
from tenure.act.play import Goal, Worth

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Codes = NDArray[np.int8]
Source = Literal["measured", "average", "assumed"]

SOURCES: tuple[Source, ...] = ("measured", "average", "assumed")
"""Where an effect comes from, by its code in `Expected.source`; −1 where none is known."""
PROBLEMS: tuple[Reason, ...] = ("would_harm", "no_risk", "no_value", "not_worth_it")
"""Why nobody is contacted whatever else there is, by the code in `Expected.problem` less 1."""
_KEEPING = ("stays", "renews", "pays")
"""Goals that are reached by not leaving."""


@dataclass(frozen=True)
class Average:
    """The mean effect of a play's trial on the share that stays, with its 95 % interval.

    `left`: the share of those held out that left, by which the effect becomes a share of it.
    """

    effect: float
    high: float
    left: float | None

    @property
    def harms(self) -> bool:
        """Whether the trial has shown that the play makes customers leave."""
        return self.high < 0

    @property
    def relative(self) -> float | None:
        """The share of the leaving that it prevents; None where nobody held out left."""
        return max(-1.0, min(1.0, self.effect / self.left)) if self.left else None


@dataclass(frozen=True)
class Known:
    """What is known of each unit (n,): NaN where it is not.

    `risk`: the chance to leave within the days of the goal; `value`: money that one who is kept
    brings; `gain`: by how much more likely the play makes it that this one stays, as its trial has
    measured; `harms`: whether that trial has shown harm of such as this one; both None without a
    model of the trial.
    """

    risk: Floats
    value: Floats
    gain: Floats | None = None
    harms: Booleans | None = None
    average: Average | None = None


@dataclass(frozen=True)
class Expected:
    """What is expected of each unit (n,): money, NaN where it is not known.

    `effect`: fall of the chance to leave, `risk`, or, of another goal, the share that reaches it
    because of the play. `cost`: contact and offer; `problem`: 0, or 1 + the place in `PROBLEMS`.
    """

    net: Floats
    effect: Floats
    risk: Floats
    cost: Floats
    source: Codes
    problem: Codes


def expected(goal: Goal, worth: Worth, known: Known) -> Expected:
    """Return what playing it with each unit is expected to bring and to cost (n,), in money.

    net = effect · value − cost; cost = contact + offer · min(1, max(effect, 0) +
    (1 − risk) · taken_anyway): the offer is paid to those who would have stayed, too. With
    effect = risk · share this is the profit of an offer after Neslin et al. (2006). Effects of
    staying come from the unit's own measured gain, else from the trial's mean as a share of the
    risk, else from the share that the play assumes. With `worth.gain` or `worth.gain_share` the
    value is `gained`, and the share assumed is of all, whatever their risk.
    """
    paid = worth.gain is not None or worth.gain_share is not None
    effect, source = _assumed(worth, known) if paid else _of_staying(worth, known)
    value = gained(worth, known.value) if paid else known.value
    if not paid and goal.what not in _KEEPING:
        value = np.full(len(known.risk), np.nan)
    stays = (1 - np.maximum(effect, 0)) if paid else 1 - known.risk
    taken = np.minimum(np.maximum(effect, 0) + stays * worth.taken_anyway, 1.0)
    cost = worth.contact + (worth.offer * taken if worth.offer else np.zeros_like(taken))
    net = effect * value - cost
    return Expected(net, effect, known.risk, cost, source, _problems(known, effect, value, net))


def gained(worth: Worth, value: Floats) -> Floats:
    """Return the money that reaching a goal other than staying brings of each (n,).

    The play's share of what each is worth; of whom that is not known (who left has no profile),
    of the median of those known; where nobody's is, the money that the play names.
    """
    flat = np.full(len(value), np.nan if worth.gain is None else worth.gain)
    told = np.isfinite(value)
    if worth.gain_share is None or not told.any():
        return flat
    return worth.gain_share * np.where(told, value, np.median(value[told]))


def _assumed(worth: Worth, known: Known) -> tuple[Floats, Codes]:
    shape = len(known.risk)
    return np.full(shape, worth.effect), np.full(shape, SOURCES.index("assumed"), np.int8)


def _of_staying(worth: Worth, known: Known) -> tuple[Floats, Codes]:
    """Return the fall of the chance to leave, from the best that is known of each."""
    average, risk = known.average, known.risk
    if average is None:
        effect, name = risk * worth.effect, "assumed"
    elif average.relative is None:
        effect, name = np.minimum(average.effect, risk), "average"
    else:
        effect, name = risk * average.relative, "average"
    source = np.where(np.isfinite(effect), SOURCES.index(name), -1).astype(np.int8)
    if known.gain is not None:
        told = np.isfinite(known.gain)
        effect = np.where(told, known.gain, effect)
        source[told] = SOURCES.index("measured")
    return effect, source


def _problems(known: Known, effect: Floats, value: Floats, net: Floats) -> Codes:
    """Name the first problem of each, in the order of `PROBLEMS`."""
    harm = np.zeros(len(net), bool) if known.harms is None else known.harms.copy()
    if known.average is not None and known.average.harms:
        harm |= np.isnan(known.gain) if known.gain is not None else True
    tests = (harm, np.isnan(effect), np.isnan(value), ~(net > 0))
    found = np.zeros(len(net), np.int8)
    for code in range(len(tests), 0, -1):
        found[tests[code - 1]] = code
    return found
