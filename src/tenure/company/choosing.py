"""Whom a question is about and how they are split, as of the time that its metric says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.groups import groups_of, named_in
from tenure.company.histories import at_end, changing, first_known, history
from tenure.company.metrics.contract import When
from tenure.company.units import Rule, Unit
from tenure.conditions import parse
from tenure.errors import MetricError
from tenure.measure.moving import FITS
from tenure.periods import Observation

if TYPE_CHECKING:
    import ibis.expr.types as ir

_BESIDE = "_choice_beside"


def once(holder: object, make: "Callable[[], Choice]") -> "Choice":
    """Return the choice that a question has beside its own, made but once.

    It lies with the question itself, as what `functools.cached_property` makes does.
    """
    kept: dict[str, Choice] = vars(holder)
    if _BESIDE not in kept:
        kept[_BESIDE] = make()
    return kept[_BESIDE]


@dataclass(frozen=True)
class Choice:
    """The units that fit `where` and their groups `by`, out of what is known of each.

    `known` has one row a unit, as of the end of the observation; `when` is that of the metric.
    Nothing is computed before it is used.
    """

    rule: Rule
    known: "ir.Table"
    by: str | None
    where: str | None
    observed: Observation
    when: When
    unit: Unit
    also: frozenset[str] = frozenset()
    """Attributes that the metric itself asks for, beside the question."""

    @cached_property
    def moving(self) -> tuple[str, ...]:
        """The attributes that are asked for and that change over time, by name."""
        own = self.also & set(changing(self.rule, self.unit))
        return tuple(sorted(self._named(self.by, self.where) | own))

    @cached_property
    def over_time(self) -> "ir.Table | None":
        """What is known of each unit over time, if the question is by what changes."""
        if not self.moving or self.rule.snapshot:
            return None
        return history(self.rule, self.known, self.moving, self.observed, unit=self.unit)

    @cached_property
    def profiles(self) -> "ir.Table":
        """What is known of each unit that fits, one row a unit.

        What changes over time, and is asked by, is as of the time that the metric says; for
        one by the period, `groups` tell when a unit fits, and here are those who ever do.
        """
        known, over_time = self.known, self.over_time
        if over_time is not None and self.when == "end":
            known = at_end(over_time, self.rule.data.calendar.midnight(self.observed.end))
        elif over_time is not None and self.when == "start":
            known = first_known(self.rule, known, self.moving, self.observed, unit=self.unit)
        if self.where is None:
            return known
        if over_time is not None and self._comes_and_goes:
            return known.semi_join(self._fitting(over_time, self.where), "unit_id")
        return self._fitting(known, self.where)

    @cached_property
    def groups(self) -> "ir.Table | None":
        """Each unit's group (unit_id, group), or None when nothing is split.

        Over time where units move between groups, or in and out of what is asked about; see
        `measure.moving`.
        """
        if self.by is None and FITS not in self.told.columns:
            return None
        return groups_of(self.rule, self.by, self.told)

    @cached_property
    def told(self) -> "ir.Table":
        """What groups are made of: `profiles`, or of what changes by the period, its stretches.

        Where units come and go, those in which one fits, with the column `FITS`.
        """
        over_time = self.over_time
        if over_time is None or self.when != "period":
            return self.profiles
        if self.where is not None and self._comes_and_goes:
            return self._fitting(over_time, self.where).mutate(**{FITS: True})
        return over_time

    @property
    def _comes_and_goes(self) -> bool:
        """Whether a unit may fit in one period and not in another."""
        return self.when == "period" and bool(self._named(None, self.where))

    def _named(self, by: str | None, where: str | None) -> set[str]:
        named = named_in(by, where, self.rule.data.definitions.segments)
        return named & set(changing(self.rule, self.unit))

    def _fitting(self, known: "ir.Table", where: str) -> "ir.Table":
        """Leave the rows that fit a condition; raises MetricError when none does."""
        condition, key = parse(where, where="where"), f"{self.unit}_id"
        data = self.rule.data
        zone = data.definitions.company.time_zone
        named = known.drop(key) if key in known.columns else known
        named = named.rename({key: "unit_id"})
        chosen = named.filter(condition.apply(named, time_zone=zone, table_name=f"{self.unit}s"))
        chosen = chosen.mutate(unit_id=chosen[key])
        if chosen.op() not in data.fitting:
            counted = data.engine.execute(chosen.agg(n=chosen.count()), metric="choose")
            if not counted.to_pylist()[0]["n"]:
                raise MetricError(f"no {self.unit} fits {where!r}", where="where")
            data.fitting.add(chosen.op())
        return chosen
