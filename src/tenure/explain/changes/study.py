"""One change studied: interrupted series, other dates, a comparison group, and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np

from tenure.explain.changes.compared import PreTrend, pre_trend
from tenure.explain.changes.design import Base, Phases, base, window_of
from tenure.explain.changes.effect import Effect, effect
from tenure.explain.changes.placebo import Placebo, placebo
from tenure.explain.changes.series import Daily, Floats, Series, binned

Verdict = Literal["rose", "fell", "together_rose", "together_fell", "no_evidence", "cannot_be_told"]
Why = Literal["not_observed", "too_early", "too_little_before", "too_few_left", "no_answer"]
ALPHA = 0.05
_LEAST_BEFORE = {1: 56, 7: 8, 28: 6}
_LEFT_BEFORE, _LEFT_WITHIN, _LEFT_A_WEEK = 20, 5, 2


@dataclass(frozen=True)
class Other:
    """Another change: its day, and whether it concerned everyone."""

    at: date
    everyone: bool = True


@dataclass(frozen=True)
class Angle:
    """One way of looking at a change: its effect, that of other dates, and who shares it.

    `near` are the others whose windows meet the change's own; `together` is the effect of all
    of them at once, within the change's window. `background` others have no column.
    """

    series: Series
    effect: Effect | None
    placebo: Placebo | None
    near: tuple[int, ...] = ()
    together: Effect | None = None
    together_placebo: Placebo | None = None
    harmonics: int = 0
    background: int = 0


@dataclass(frozen=True)
class Study:
    """What is known of one change.

    `single` is the interrupted series of those concerned. Where there is a comparison group,
    `compared` is the difference in differences, with a difference in trends if the groups did
    not move alike before; `plain` and `adjusted` are its effect without and with that.
    """

    why: Why | None
    single: Angle | None = None
    compared: Angle | None = None
    plain: Effect | None = None
    adjusted: Effect | None = None
    trend: PreTrend | None = None

    @property
    def parallel_before(self) -> bool | None:
        """Whether both groups moved alike before the change; None without a comparison."""
        return None if self.trend is None else self.trend.p > ALPHA

    @property
    def main(self) -> Angle | None:
        """What the verdict rests on: the comparison where there is one."""
        return self.compared or self.single

    @property
    def effect(self) -> Effect | None:
        """The effect that the verdict rests on."""
        return self.main.effect if self.main else None

    def verdict(self, p: float | None = None, together_p: float | None = None) -> Verdict:
        """Return the verdict; `p` and `together_p` are corrected for how many changes were tried.

        A change counts as seen when the model's p-value and the share of other dates with as
        large an effect are both at most 5 %.
        """
        main = self.main
        if self.why is not None or main is None:
            return "cannot_be_told"
        if main.effect is not None and _seen(main.effect, main.placebo, p):
            return "rose" if main.effect.ratio.value > 1 else "fell"
        if main.together is not None and _seen(main.together, main.together_placebo, together_p):
            return "together_rose" if main.together.ratio.value > 1 else "together_fell"
        known = main.effect is not None or main.together is not None
        return "no_evidence" if known else "cannot_be_told"


def width_of(daily: Daily) -> int:
    """Return in bins of how many days to look: 7, or 28 where fewer than 2 leave a week."""
    weekly = 7 * float(daily.lost.sum()) / max(1, daily.days)
    return 7 if weekly >= _LEFT_A_WEEK else 28


def study(
    daily: Daily,
    at: date,
    others: Sequence[Other] = (),
    phases: Phases | None = None,
    width: int | None = None,
    *,
    placebos: bool = True,
) -> Study:
    """Study one change; see `effect.effect`, `placebo.placebo` and `compared.pre_trend`.

    `others` are the other changes, which get a level of their own; against a comparison group
    only those that did not concern everyone, as what concerns both groups cancels out. Without
    `placebos` other dates are tried only where the model finds something.
    """
    phases = phases or Phases()
    width = width or width_of(daily)
    why = _too_little(daily, at, phases, width)
    if why is not None:
        return Study(why)
    look = _Look(at, phases, width, placebos)
    single = look.angle(daily.alone, others)
    seen = single.effect or single.together
    if seen is None:
        return Study("no_answer", single)
    if _expected_within(seen, single.series, phases) < _LEFT_WITHIN:
        return Study("too_few_left", single)
    if daily.rest_lost is None:
        return Study(None, single)
    partial = [one for one in others if not one.everyone]
    trend = pre_trend(binned(daily, at, width), phases)
    parallel = trend is not None and trend.p > ALPHA
    compared = look.angle(daily, partial, trended=not parallel)
    other = look.effect(daily, partial, trended=parallel)
    plain, adjusted = (compared.effect, other) if parallel else (other, compared.effect)
    return Study(None, single, compared, plain, adjusted, trend)


@dataclass(frozen=True)
class _Look:
    """How a change is looked at."""

    at: date
    phases: Phases
    width: int
    placebos: bool
    least: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "least", _LEAST_BEFORE.get(self.width, 8))

    def angle(self, daily: Daily, others: Sequence[Other], *, trended: bool = True) -> Angle:
        """Return the effect, its placebos, and what it is together with what is near."""
        series = binned(daily, self.at, self.width)
        told, columns = self._columns(daily, series, others, trended)
        near = self._near(others)
        found = effect(series, columns, self.phases, slope=not near)
        far = [one for place, one in enumerate(others) if place not in near]
        wide = self._columns(daily, series, far, trended)[1] if near else columns
        together = effect(series, wide, self.phases) if near else None
        return Angle(
            series,
            found,
            self._tried(series, columns, found, slope=not near),
            near,
            together,
            self._tried(series, wide, together),
            told.harmonics,
            len(others) - len(told.modelled),
        )

    def effect(self, daily: Daily, others: Sequence[Other], *, trended: bool) -> Effect | None:
        """Return the effect alone."""
        series = binned(daily, self.at, self.width)
        columns = self._columns(daily, series, others, trended)[1]
        return effect(series, columns, self.phases, slope=not self._near(others))

    def _columns(
        self, daily: Daily, series: Series, others: Sequence[Other], trended: bool
    ) -> tuple[Base, Floats]:
        told = base(daily, series, [one.at for one in others], self.phases)
        return told, told.columns if trended else np.delete(told.columns, 1, axis=1)

    def _near(self, others: Sequence[Other]) -> tuple[int, ...]:
        window = self.phases.window
        return tuple(at for at, one in enumerate(others) if abs((one.at - self.at).days) < window)

    def _tried(
        self, series: Series, columns: Floats, found: Effect | None, *, slope: bool = True
    ) -> Placebo | None:
        if found is None or not (self.placebos or found.ratio.p <= ALPHA):
            return None
        own = found.ratio.statistic
        return placebo(series, columns, self.phases, own, least=self.least, slope=slope)


def _too_little(daily: Daily, at: date, phases: Phases, width: int) -> Why | None:
    """Say what stands against judging a change; None where nothing does."""
    place = daily.day(at)
    if place <= 0:
        return "not_observed"
    known = daily.days - place - phases.washout
    if known < max(phases.window / 2, width):
        return "too_early"
    before = place - phases.lead
    if before // width < _LEAST_BEFORE.get(width, 8):
        return "too_little_before"
    return "too_few_left" if daily.lost[:before].sum() < _LEFT_BEFORE else None


def _expected_within(found: Effect, series: Series, phases: Phases) -> float:
    return float(found.expected[window_of(series, series.origin, phases)].sum())


def _seen(found: Effect, other: Placebo | None, p: float | None) -> bool:
    corrected = found.ratio.p if p is None else p
    return corrected <= ALPHA and (other is None or other.p is None or other.p <= ALPHA)
