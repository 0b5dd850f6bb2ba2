"""The study of one exposure: refusals first, then the estimate, its checks and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from tenure.explain.drivers.arrays import Floats, Ints
from tenure.explain.drivers.causal.aipw import Effect, Weighed, aipw, naive
from tenure.explain.drivers.causal.balance import Balance, balance
from tenure.explain.drivers.causal.nuisance import BOTH, Confounders, Learner
from tenure.explain.drivers.causal.sensitivity import Sensitivity, sensitivity

LEAST_CUSTOMERS, LEAST_LEAVERS = 50, 10
LEAST_KEPT, LEAST_EFFECTIVE = 0.5, 50.0

Verdict = Literal["harms", "protects", "vanishes", "no evidence", "not comparable", "refused"]


@dataclass(frozen=True)
class Asked:
    """Rows (n,): whether exposed, whether left, and what was known before the exposure.

    earlier: the same with the exposure's own earlier values beside. before and its confounders:
    an outcome that was known before the exposure, which the exposure cannot have caused, of the
    rows `before_rows`; None where there is none.
    """

    about: Confounders
    exposed: Floats = field(repr=False)
    y: Floats = field(repr=False)
    candidates: Ints = field(repr=False)
    earlier: Confounders | None = None
    placebo: Confounders | None = None
    before: Floats | None = field(default=None, repr=False)
    before_rows: Ints | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Study:
    """What was found; with verdict "refused", `reason` (a code) and `values` say why.

    fragile: whether something hidden, as strong as the strongest confounder, would leave nothing.
    differed: "no", or whether the exposed differed before in a way that could "make" the effect,
    or one that would only "hide" it; "" where there is no placebo.
    """

    verdict: Verdict
    customers: tuple[int, int]
    leavers: tuple[int, int]
    unadjusted: Effect | None = None
    estimate: Weighed | None = None
    earlier: Effect | None = None
    placebo: Effect | None = None
    balance: Sequence[Balance] = ()
    sensitivity: Sensitivity | None = None
    fragile: bool = False
    differed: Literal["", "no", "make", "hide"] = ""
    reason: str | None = None
    values: tuple[tuple[str, float], ...] = ()


def study(asked: Asked, *, seed: int = 0, learners: Sequence[Learner] = BOTH) -> Study:
    """Estimate the effect of an exposure on leaving, or refuse with the reason.

    Refused: fewer than 50 customers or 10 who left on either side; fewer than half of the rows,
    or fewer than 50 effective ones, where both sides overlap. "vanishes": what is there before
    adjusting is not there after. "not comparable": the placebo differs, too, in the direction of
    the effect: who is exposed was otherwise already. Only then, and only if its interval says
    so, it "harms" or "protects".
    """
    first = _counted(asked)
    few = _few(first)
    if few is not None:
        return few
    found = aipw(asked.about, asked.exposed, asked.y, seed=seed, learners=learners)
    plain = naive(asked.exposed, asked.y, asked.about.weight, asked.about.group)
    told = replace(first, unadjusted=plain, estimate=found)
    apart = _apart(told, found)
    if apart is not None:
        return apart
    kept = found.kept
    checked = sensitivity(
        asked.about.matrix[kept], asked.candidates, asked.exposed[kept], asked.y[kept],
        asked.about.weight[kept], asked.about.group[kept], found.effect.ratio,
    )  # fmt: skip
    whole = replace(
        told,
        earlier=_earlier(asked, seed),
        placebo=_placebo(asked, seed),
        balance=_balanced(asked, found),
        sensitivity=checked,
    )
    return _judged(replace(whole, differed=_differed(asked, whole)))


def _counted(asked: Asked) -> Study:
    def customers(rows: Ints) -> int:
        return len(np.unique(asked.about.group[rows]))

    sides = [asked.exposed == 1, asked.exposed == 0]
    return Study(
        "refused",
        (customers(sides[0]), customers(sides[1])),
        (customers(sides[0] & (asked.y == 1)), customers(sides[1] & (asked.y == 1))),
    )


def _few(found: Study) -> Study | None:
    if min(found.customers) < LEAST_CUSTOMERS:
        values = (("exposed", found.customers[0]), ("others", found.customers[1]))
        return replace(found, reason="few_customers", values=values)
    if min(found.leavers) < LEAST_LEAVERS:
        values = (("exposed", found.leavers[0]), ("others", found.leavers[1]))
        return replace(found, reason="few_leavers", values=values)
    return None


def _apart(told: Study, found: Weighed) -> Study | None:
    if found.overlap.kept < LEAST_KEPT:
        return replace(told, reason="no_overlap", values=(("kept", found.overlap.kept),))
    least = min(found.overlap.effective)
    if least < LEAST_EFFECTIVE:
        return replace(told, reason="few_effective", values=(("effective", least),))
    return None


def _earlier(asked: Asked, seed: int) -> Effect | None:
    if asked.earlier is None:
        return None
    return aipw(asked.earlier, asked.exposed, asked.y, seed=seed, learners=("ridge",)).effect


def _placebo(asked: Asked, seed: int) -> Effect | None:
    if asked.placebo is None or asked.before is None or asked.before_rows is None:
        return None
    exposed = asked.exposed[asked.before_rows]
    sides = (asked.before[exposed == 1], asked.before[exposed == 0])
    if min(min(one.sum(), (1 - one).sum()) for one in sides) < LEAST_LEAVERS:
        return None
    return aipw(asked.placebo, exposed, asked.before, seed=seed, learners=("ridge",)).effect


def _balanced(asked: Asked, found: Weighed) -> list[Balance]:
    kept = found.kept
    return balance(
        asked.about.matrix[kept], asked.exposed[kept], found.propensity[kept],
        asked.about.weight[kept], asked.candidates.tolist(),
    )  # fmt: skip


def _judged(found: Study) -> Study:
    assert found.estimate is not None
    assert found.unadjusted is not None
    assert found.sensitivity is not None
    if not _shows(found.estimate.effect):
        return replace(found, verdict="vanishes" if _shows(found.unadjusted) else "no evidence")
    if found.differed == "make":
        return replace(found, verdict="not comparable")
    up = found.estimate.effect.difference.value > 0
    hidden = found.sensitivity.as_strong
    fragile = hidden.low <= 0 if up else hidden.high >= 0
    return replace(found, verdict="harms" if up else "protects", fragile=fragile)


def _differed(asked: Asked, found: Study) -> Literal["", "no", "make", "hide"]:
    """Say whether the exposed differed before, and whether that could make the effect.

    It could where more of the placebo's outcome, if that goes with more leaving, stands beside
    more leaving, or less beside less.
    """
    if found.placebo is None or asked.before is None or asked.before_rows is None:
        return ""
    if not _shows(found.placebo):
        return "no"
    assert found.estimate is not None
    rows = asked.before_rows
    goes = naive(asked.before, asked.y[rows], asked.about.weight[rows], asked.about.group[rows])
    signs = (goes, found.placebo, found.estimate.effect)
    return "make" if np.prod([one.difference.value for one in signs]) > 0 else "hide"


def _shows(effect: Effect) -> bool:
    return not effect.difference.low <= 0 <= effect.difference.high
