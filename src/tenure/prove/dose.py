"""Effect by number of contacts: what can be said when it was drawn by lot, and when it was not."""

from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

from tenure.errors import MetricError
from tenure.prove.arms import Compared, compare_arms
from tenure.prove.effect import effect_of
from tenure.prove.quantiles import critical
from tenure.prove.strata import comparable
from tenure.prove.sums import by_cluster
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial, numbers, trial
from tenure.stats import Estimate, Test, wilson_bounds
from tenure.stats.estimate import two_sided

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tenure.prove.trial import Floats

STRONG = 10.0
"""The square of z of the contacts that an assignment brings, below which it says nothing of them:
D. Staiger and J. Stock, Instrumental variables regression with weak instruments, Econometrica 65
(1997)."""


@dataclass(frozen=True)
class Dose:
    """What so many contacts, drawn by lot, change against none; and against the step before."""

    contacts: int
    against_none: Compared
    step: Estimate | None


@dataclass(frozen=True)
class DoseEffect:
    """Doses drawn by lot, and the test whether the outcome goes on with the number of contacts.

    `trend` is below 0 where more contacts go with a lower outcome.
    """

    doses: tuple[Dose, ...]
    trend: Test | None
    says: tuple[Note, ...]


@dataclass(frozen=True)
class DoseGroup:
    """The treated who happened to have so many contacts; no effect, but bounds of one.

    `low` and `high`: what the effect in this group can at most be, whoever they are.
    """

    contacts: int
    units: int
    rate: Estimate
    low: float
    high: float


@dataclass(frozen=True)
class DoseSeen:
    """Groups by contacts that nobody drew by lot, and the limits of that in words.

    The last group has its number of contacts or more.
    """

    groups: tuple[DoseGroup, ...]
    says: tuple[Note, ...]


def effect_of_dose(
    outcome: "ArrayLike",
    contacts: "ArrayLike",
    *,
    groups: "ArrayLike | None" = None,
    lower_is_better: bool = True,
    level: float = 0.95,
) -> DoseEffect:
    """Compare numbers of contacts that were drawn by lot (as assigned); 0 is the control.

    Against none by Dunnett; each step against the one before with intervals that hold for all
    steps together (Bonferroni: α / steps). Trend: the score Σ (d − d̄)(y − ȳ), clustered. A step
    that makes it worse beyond doubt is fatigue, one whose interval holds 0 shows no gain. Give
    unsubscribes as the outcome to see what annoys.
    """
    import numpy as np

    drawn = _whole(contacts)
    names = np.char.mod("%d", drawn)
    compared = compare_arms(outcome, names, control="0", groups=groups, level=level)
    order = sorted(int(name) for name in compared)
    steps = [
        _step(outcome, drawn, pair, groups, level, len(order)) for pair in pairwise([0, *order])
    ]
    doses = tuple(Dose(n, compared[str(n)], step) for n, step in zip(order, steps, strict=True))
    says = tuple(_of_step(dose, lower_is_better) for dose in doses if dose.step)
    return DoseEffect(doses, _trend(outcome, drawn, groups), says)


def _whole(contacts: "ArrayLike") -> "Floats":
    found = numbers("contacts", contacts)
    if len(found) and (found.min() < 0 or (found != found.round()).any()):
        raise MetricError("contacts are whole numbers from 0 on", where="contacts")
    return found


def _step(
    outcome: "ArrayLike",
    drawn: "Floats",
    pair: tuple[int, int],
    groups: "ArrayLike | None",
    level: float,
    steps: int,
) -> Estimate | None:
    import numpy as np

    fewer, more = pair
    both = (drawn == fewer) | (drawn == more)
    tried = trial(
        np.asarray(outcome)[both],
        drawn[both] == more,
        groups=None if groups is None else np.asarray(groups)[both],
    )
    return effect_of(tried, level=1 - (1 - level) / steps).difference


def _of_step(dose: Dose, lower_is_better: bool) -> Note:
    step = dose.step
    assert step is not None
    sign = 1 if lower_is_better else -1
    bounds = sorted((sign * step.low, sign * step.high))
    code = "dose_gain" if bounds[1] < 0 else "dose_fatigue" if bounds[0] > 0 else "dose_open"
    return note(code, contacts=dose.contacts)


def _trend(outcome: "ArrayLike", drawn: "Floats", groups: "ArrayLike | None") -> Test | None:
    tried = trial(outcome, drawn > 0, groups=groups)
    each = (drawn - drawn.mean()) * (tried.outcome - tried.outcome.mean())
    parts = by_cluster(each, tried.cluster)
    spread = sqrt(float(parts @ parts))
    return two_sided(float(each.sum()) / spread) if spread > 0 else None


def seen_by_dose(
    tried: Trial, contacts: "ArrayLike", *, most: int = 5, level: float = 0.95
) -> DoseSeen:
    """Show outcomes by contacts that nobody drew by lot, with bounds of the effect.

    Who is contacted more differs: they were at more risk, answered, or simply stayed longer to
    be contacted. So no effect by dose is given. What is certain: the groups together would have
    left like the control (c), since the arms were drawn; of a group with share w of the treated
    and rate r, what it would have been without lies between max(0, (c − 1 + w) / w) and
    min(1, c / w), so that its effect lies between r less the latter and r less the former (as
    if c were known exactly). Groups from `most` on are one. Outcome: 0 or 1; MetricError else.

    Source: C. F. Manski, Nonparametric bounds on treatment effects, AER 80 (1990).
    """
    import numpy as np

    if not tried.binary:
        raise MetricError("bounds are there for outcomes of 0 and 1 only", where="outcome")
    drawn, kept = numbers("contacts", contacts, len(tried)), comparable(tried)
    tried, seen = tried.rows(kept), np.minimum(drawn[kept & tried.treated], most)
    came, alone = tried.outcome[tried.treated], effect_of(replace(tried, before=None)).control
    if not len(came) or not alone.units or alone.mean is None:
        return DoseSeen((), (note("empty_control" if len(came) else "empty_treatment"),))
    without, z = alone.mean.value, critical(level)
    groups = tuple(_group(int(n), came[seen == n], without, len(came), z) for n in np.unique(seen))
    return DoseSeen(groups, (note("dose_not_drawn"), note("dose_bounds")))


def _group(contacts: int, came: "Floats", without: float, treated: int, z: float) -> DoseGroup:
    units, rate, share = len(came), float(came.mean()), len(came) / treated
    low, high = wilson_bounds(float(came.sum()), float(units), z)
    least = max(0.0, (without - 1 + share) / share)
    most = min(1.0, without / share)
    bounds = (max(float(low), 0.0), min(float(high), 1.0))
    return DoseGroup(contacts, units, Estimate(rate, *bounds), rate - most, rate - least)


def effect_on_contacted(
    tried: Trial, contacted: "ArrayLike", *, level: float = 0.95
) -> Estimate | None:
    """Return the effect on those whom the assignment brought a contact.

    (difference in outcome) / (difference in the share contacted): the effect on those who are
    contacted when assigned to treatment, and not else, if the assignment changes nothing for
    anybody but by the contact. Interval: delta method on outcome − value · contacted. None where
    the assignment hardly brought contacts (z² < 10). Never compare the contacted with the rest.

    Source: G. Imbens and J. Angrist, Identification and estimation of local average treatment
    effects, Econometrica 62 (1994).
    """
    reached = numbers("contacted", contacted, len(tried))
    plain = replace(tried, before=None)
    came, brought = effect_of(plain).difference, _certain(plain.of(reached))
    if came is None or brought is None:
        return None
    value = came.value / brought
    found = effect_of(plain.of(tried.outcome - value * reached), level=level).difference
    if found is None:
        return None
    width = (found.high - found.low) / 2 / abs(brought)
    return Estimate(value, value - width, value + width)


def _certain(contacts: Trial) -> float | None:
    found = effect_of(contacts)
    if found.difference is None or not found.error:
        return None
    strong = (found.difference.value / found.error) ** 2 >= STRONG
    return found.difference.value if strong else None
