"""How early the score warns: days at risk before leaving, and those who stayed all the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from tenure.errors import MetricError
from tenure.predict.health.arrays import Flags, Integers, dates, texts
from tenure.predict.health.bands import AT_RISK
from tenure.predict.health.said import Language, say
from tenure.stats import risk_sets, survival_of, wilson

if TYPE_CHECKING:
    import pyarrow as pa

_STAYED = date.max.toordinal()


@dataclass(frozen=True)
class Share:
    """So many of so many, with the Wilson interval of the share; None of nobody."""

    some: int
    all: int
    low: float | None
    high: float | None

    @property
    def value(self) -> float | None:
        """The share; None of nobody."""
        return self.some / self.all if self.all else None


@dataclass(frozen=True)
class LeadTime:
    """What alarms (at risk) are worth, in a window of days.

    warned: of those who left, who was at risk when last looked at before. days, low, high: the
    median time that these had been at risk without a break, with its interval; who was so
    since before the window counts as at least so long; None where fewer than half ended.
    false_alarms: of those who stayed, who was at risk at any look within the window before the
    last. precision: of the falls to at risk that were watched for a window, those followed by
    leaving within it; one customer may fall several times. unscored: who left without a look.
    """

    window: int
    warned: Share
    days: float | None
    low: float | None
    high: float | None
    false_alarms: Share
    precision: Share
    unscored: int

    def says(self, language: Language = "en") -> list[str]:
        """Return the figures that are known as sentences."""
        found = []
        if self.warned.all:
            told = {"leavers": self.warned.all, "warned": self.warned.some}
            found.append(say("lead", "warned", language, share=self.warned.value, **told))
        if self.days is not None:
            found.append(say("lead", "median", language, days=self.days))
        if self.false_alarms.all:
            stayed = {"stayers": self.false_alarms.all, "alarmed": self.false_alarms.some}
            share = self.false_alarms.value
            found.append(
                say("lead", "false_alarms", language, share=share, window=self.window, **stayed)
            )
        if self.precision.all:
            fell = {"alarms": self.precision.all, "share": self.precision.value}
            found.append(say("lead", "precision", language, window=self.window, **fell))
        return found

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """Return the lead time that `dataclasses.asdict` gave."""
        shares = {name: Share(**plain[name]) for name in ("warned", "false_alarms", "precision")}
        return cls(**{**plain, **shares})


def lead_time(history: "pa.Table", left: "pa.Table", *, until: date, window: int = 182) -> LeadTime:
    """Return how early the band warned of leaving.

    Grain in: `history` has a row a unit and date (unit_id, as_of, band); `left` a row for each
    unit that left for good (unit_id, left_on); whoever is in the history and not there stayed,
    as far as is known on the day `until`. Looks on or after the day of leaving do not count.
    Raises MetricError for a unit that left twice.
    """
    looks = _Looks.of(history, left, until)
    last, gone, began = looks.last, looks.gone, looks.began
    alarmed = gone & looks.alarm[last]
    lead = looks.left_on[last] - looks.day[began[last]]
    since_before = looks.first[began[last]] | (lead > window)
    any_alarm = looks.any_alarm(window)
    falls = looks.alarm & (began == np.arange(len(began))) & ~looks.first
    falls &= looks.day + window <= _number(until)
    return LeadTime(
        window,
        _share(alarmed.sum(), gone.sum()),
        *_median(np.minimum(lead, window)[alarmed], ~since_before[alarmed]),
        _share((~gone & any_alarm).sum(), (~gone).sum()),
        _share((falls & (looks.left_on - looks.day <= window)).sum(), falls.sum()),
        looks.unscored,
    )


@dataclass(frozen=True)
class _Looks:
    """The looks at each unit before it left (n,), by unit and day.

    first: a unit's first look; began: the place of the look since which the band is at risk,
    or not, without a break. last: the place of each unit's last look (units,).
    """

    unit: Integers
    day: Integers
    alarm: Flags
    left_on: Integers
    unscored: int

    @classmethod
    def of(cls, history: "pa.Table", left: "pa.Table", until: date) -> "_Looks":
        ends = dict(zip(texts(left, "unit_id"), dates(left, "left_on"), strict=True))
        if len(ends) < left.num_rows:
            raise MetricError("a unit is said to have left more than once", where="health.lead")
        ends = {unit: _number(day) for unit, day in ends.items() if day <= until}
        names, band = texts(history, "unit_id"), texts(history, "band")
        day = np.array([_number(one) for one in dates(history, "as_of")], np.int64)
        left_on = np.array([ends.get(one, _STAYED) for one in names], np.int64)
        told = np.array([one is not None for one in band], bool)
        rows = np.flatnonzero(told & (day < left_on) & (day <= _number(until)))
        seen, unit = np.unique(names[rows].astype(str), return_inverse=True)
        order = np.lexsort((day[rows], unit))
        rows, unit = rows[order], unit[order]
        unscored = len(ends.keys() - {*seen.tolist()})
        return cls(unit, day[rows], band[rows] == AT_RISK, left_on[rows], unscored)

    @property
    def first(self) -> Flags:
        return np.asarray(np.diff(self.unit, prepend=-1) != 0)

    @property
    def last(self) -> Integers:
        return np.flatnonzero(np.diff(self.unit, append=-1) != 0)

    @property
    def gone(self) -> Flags:
        """Which units left (units,)."""
        return self.left_on[self.last] < _STAYED

    @property
    def began(self) -> Integers:
        changed = self.first | (np.diff(self.alarm, prepend=False) != 0)
        return np.maximum.accumulate(np.where(changed, np.arange(len(changed)), 0))

    def any_alarm(self, window: int) -> Flags:
        """Return which units (units,) were at risk within the window up to their last look."""
        until = self.day[self.last][self.unit]
        near = self.alarm & (self.day > until - window)
        return np.bincount(self.unit[near], minlength=len(self.last)) > 0


def _median(lead: Integers, ended: Flags) -> tuple[float | None, float | None, float | None]:
    """Return the median of times of which some are only known to be at least so long."""
    if not len(lead):
        return None, None, None
    return survival_of(risk_sets(lead, ended)).quantile(0.5)


def _share(some: int, every: int) -> Share:
    bounds = wilson(int(some), int(every)) or (None, None)
    return Share(int(some), int(every), *bounds)


def _number(day: date) -> int:
    return day.toordinal()
