"""The effect of having been assigned to a treatment: as assigned, whoever was reached."""

from dataclasses import dataclass
from math import exp, inf, log, sqrt
from typing import Literal

from tenure.prove.adjusting import FEW, Adjusted, adjust
from tenure.prove.quantiles import critical, satterthwaite, two_sided_p
from tenure.prove.sums import Sums, design_effect, sums
from tenure.prove.telling import Note, note
from tenure.prove.trial import Trial
from tenure.stats import Estimate, newcombe_bounds, wilson_bounds

Method = Literal["newcombe", "clustered newcombe", "welch", "clustered"]

FEW_CLUSTERS = 20
"""Below so many clusters in an arm, intervals are wide and still a little too sure."""


@dataclass(frozen=True)
class Group:
    """An arm: its rows, what was assigned (`clusters`), the sum of outcomes and their mean."""

    units: int
    clusters: int
    total: float
    mean: Estimate | None


@dataclass(frozen=True)
class Effect:
    """The mean outcome of the treatment less that of the control, as assigned.

    `error`: its standard error; `relative`: the difference, not adjusted, as a share of the
    control's mean. All None where an arm is empty or nothing varies, and `notes` say why.
    `adjusted` is there only where its interval is narrower than the plain one: an adjustment by
    what explains nothing widens it, and then a note says that it was not used.
    """

    treatment: Group
    control: Group
    difference: Estimate | None
    error: float | None
    relative: Estimate | None
    p: float | None
    method: Method
    adjusted: Adjusted | None
    notes: tuple[Note, ...]

    @property
    def best(self) -> Estimate | None:
        """Return the adjusted difference where it is surer than the plain one, else that."""
        return self.adjusted.difference if self.adjusted else self.difference

    @property
    def best_error(self) -> float | None:
        """Return the standard error of `best`."""
        return self.adjusted.error if self.adjusted else self.error

    @property
    def total(self) -> Estimate | None:
        """Return how much more of the outcome the treated had, all together, than without."""
        return None if self.best is None else times(self.best, self.treatment.units)

    @property
    def kept(self) -> Estimate | None:
        """Return how many of the treated were kept, where the outcome is that they left."""
        return None if self.best is None else times(self.best, -self.treatment.units)


def times(one: Estimate, factor: float) -> Estimate:
    """Return an estimate times a number that is known; its bounds in their order."""
    low, high = sorted((one.low * factor, one.high * factor))
    return Estimate(one.value * factor, low, high)


def effect_of(tried: Trial, *, level: float = 0.95) -> Effect:
    """Estimate the effect of the assignment on the mean outcome (a rate where it is 0 or 1).

    Grain in: a row a unit; out: one difference, treatment less control, as assigned (intention
    to treat), so whom one reached cannot bias it. A rate: Newcombe's interval, with Wilson's of
    n / D units where several were assigned together (D the design effect; t quantiles with the
    clusters' degrees of freedom). An amount: Welch's, or cluster-robust. With `before`, also
    adjusted (`adjusting.adjust`), where that makes the interval narrower: chosen by the widths,
    never by the values, so that the choice moves no estimate. Where shares changed, within each of
    them (`strata.stratified`).

    Sources: R. G. Newcombe, Statistics in Medicine 17 (1998); E. L. Korn and B. I. Graubard,
    Confidence intervals for proportions with small expected number of positive counts estimated
    from survey data, Survey Methodology 24 (1998); A. Donner and N. Klar, Design and Analysis
    of Cluster Randomization Trials (2000).
    """
    if tried.stratum is not None:
        from tenure.prove.strata import stratified

        return stratified(tried, level)
    treatment, control = sums(tried, True), sums(tried, False)
    clustered = tried.cluster is not None
    if not treatment.units or not control.units:
        return _empty(treatment, control, tried.binary, clustered)
    compare = _rates if tried.binary else _amounts
    found = compare(treatment, control, level, clustered)
    adjusted = None if tried.before is None else adjust(tried, level)
    notes = _notes(treatment, control, tried.binary, clustered)
    if adjusted and not isinstance(adjusted, Note):
        adjusted = _narrower(adjusted, found.difference)
    if isinstance(adjusted, Note):
        notes, adjusted = (*notes, adjusted), None
    return Effect(
        found.groups[0],
        found.groups[1],
        found.difference,
        found.error,
        found.relative,
        found.p,
        _method(tried.binary, clustered),
        adjusted,
        notes,
    )


def _narrower(adjusted: Adjusted, plain: Estimate | None) -> Adjusted | Note:
    """Return the adjusted difference, or the note that its interval is the wider one."""
    before = 0.0 if plain is None else _width(plain)
    if not before or _width(adjusted.difference) <= before:
        return adjusted
    wider = _width(adjusted.difference) / before - 1
    return note("adjustment_widens", percent=f"{100 * wider:.1f}")


def _width(one: Estimate) -> float:
    return one.high - one.low


@dataclass(frozen=True)
class _Found:
    groups: tuple[Group, Group]
    difference: Estimate | None
    error: float | None
    relative: Estimate | None
    p: float | None


def _method(binary: bool, clustered: bool) -> Method:
    if binary:
        return "clustered newcombe" if clustered else "newcombe"
    return "clustered" if clustered else "welch"


def _empty(treatment: Sums, control: Sums, binary: bool, clustered: bool) -> Effect:
    groups = [Group(one.units, one.clusters, one.total, None) for one in (treatment, control)]
    why = note("empty_control" if treatment.units else "empty_treatment")
    method = _method(binary, clustered)
    return Effect(groups[0], groups[1], None, None, None, None, method, None, (why,))


def _notes(treatment: Sums, control: Sums, binary: bool, clustered: bool) -> tuple[Note, ...]:
    found = []
    fewest = min(treatment.clusters, control.clusters)
    if clustered and fewest < FEW_CLUSTERS:
        found.append(note("few_clusters", n=fewest))
    events = min(min(one.total, one.units - one.total) for one in (treatment, control))
    if binary and events < FEW:
        found.append(note("few_events", n=int(events)))
    return tuple(found)


def _rates(treatment: Sums, control: Sums, level: float, clustered: bool) -> _Found:
    """Compare shares: everything as if of n / D units, D the design effect."""
    more = design_effect(treatment, control) if clustered else 1.0
    arms = (treatment, control)
    sizes = [one.units / more for one in arms]
    smoothed = [(one.total / more + 1) / (size + 2) for one, size in zip(arms, sizes, strict=True)]
    variances = [p * (1 - p) / size for p, size in zip(smoothed, sizes, strict=True)]
    freedom = _freedom(arms, variances) if clustered else inf
    z = critical(level, freedom)
    bounds = [_wilson(one, size, z) for one, size in zip(arms, sizes, strict=True)]
    means = [Estimate(one.mean, *limits) for one, limits in zip(arms, bounds, strict=True)]
    difference = newcombe_bounds(treatment.mean, bounds[0], control.mean, bounds[1])
    pooled = (treatment.total + control.total) / (treatment.units + control.units)
    alike = pooled * (1 - pooled) * sum(1 / size for size in sizes)
    groups = [Group(o.units, o.clusters, o.total, m) for o, m in zip(arms, means, strict=True)]
    return _Found(
        (groups[0], groups[1]),
        difference,
        sqrt(sum(variances)),
        _ratio(arms, sizes, z),
        two_sided_p(difference.value / sqrt(alike), freedom) if alike > 0 else None,
    )


def _freedom(arms: tuple[Sums, Sums], variances: list[float]) -> float:
    return satterthwaite(
        *((v, max(one.clusters - 1, 1)) for v, one in zip(variances, arms, strict=True))
    )


def _wilson(one: Sums, size: float, z: float) -> tuple[float, float]:
    low, high = wilson_bounds(one.mean * size, size, z)
    return (float(low) if one.total else 0.0), (float(high) if one.total < one.units else 1.0)


def _ratio(arms: tuple[Sums, Sums], sizes: list[float], z: float) -> Estimate | None:
    """Return the ratio of shares less 1, with its log-normal interval; None with none in an arm."""
    first, second = arms
    if not first.total or not second.total:
        return None
    spread = sum((1 - one.mean) / (one.mean * size) for one, size in zip(arms, sizes, strict=True))
    centre, width = log(first.mean / second.mean), z * sqrt(spread)
    return Estimate(exp(centre) - 1, exp(centre - width) - 1, exp(centre + width) - 1)


def _amounts(treatment: Sums, control: Sums, level: float, clustered: bool) -> _Found:
    """Compare means of amounts; an arm of one cluster has no spread that is known."""
    arms = (treatment, control)
    if min(one.clusters for one in arms) < 2:
        groups = [Group(one.units, one.clusters, one.total, None) for one in arms]
        return _Found((groups[0], groups[1]), None, None, None, None)
    groups = [_mean_of(one, level) for one in arms]
    variances = [one.variance for one in arms]
    freedom = _freedom(arms, variances)
    value, error = treatment.mean - control.mean, sqrt(sum(variances))
    width = critical(level, freedom) * error
    return _Found(
        (groups[0], groups[1]),
        Estimate(value, value - width, value + width),
        error,
        _relative(treatment, control, critical(level, freedom)),
        two_sided_p(value / error, freedom) if error else None,
    )


def _mean_of(one: Sums, level: float) -> Group:
    width = critical(level, one.clusters - 1) * sqrt(one.variance)
    mean = Estimate(one.mean, one.mean - width, one.mean + width)
    return Group(one.units, one.clusters, one.total, mean)


def _relative(treatment: Sums, control: Sums, z: float) -> Estimate | None:
    """Return the ratio of means less 1, by Fieller; None where the control's mean may be 0.

    Source: E. C. Fieller, Some problems in interval estimation, JRSS B 16 (1954).
    """
    below, above = control.mean**2 - z**2 * control.variance, treatment.mean * control.mean
    if control.mean <= 0 or below <= 0:
        return None
    inside = above**2 - below * (treatment.mean**2 - z**2 * treatment.variance)
    width = sqrt(max(inside, 0.0))
    ratio = treatment.mean / control.mean - 1
    return Estimate(ratio, (above - width) / below - 1, (above + width) / below - 1)
