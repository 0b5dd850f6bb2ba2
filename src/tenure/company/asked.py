"""A question put to a company, and what answers it: tables as they were known, groups, days."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.choosing import Choice
from tenure.company.members import members_of
from tenure.company.metrics import find
from tenure.company.metrics.contract import Metric
from tenure.company.profiles import profiles
from tenure.company.units import Rule
from tenure.definitions import Definitions
from tenure.errors import MetricError, suggest
from tenure.measure.moving import is_moving
from tenure.periods import Calendar, Observation, Period

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.company.indexed import Counts
    from tenure.engines import Engine


@dataclass(frozen=True)
class Question:
    """How a metric is asked: of whom, split by what, cut how, as of when.

    `cohort` leaves the customers of a saved cohort; `options` are the metric's own, such as
    mode = "on_or_after".
    """

    metric: str
    period: Period = "month"
    by: str | None = None
    where: str | None = None
    as_of: date | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    cohort: str | None = None


@dataclass(frozen=True)
class Asked:
    """A question together with the company it is put to; nothing is computed before it is used.

    `quick` lets metrics take their counts from the company's activity index.
    """

    rule: Rule
    question: Question
    quick: bool = False

    @cached_property
    def metric(self) -> Metric:
        """What is asked for; raises MetricError when there is no such metric."""
        metric = find(self.question.metric)
        self._refuse(metric)
        return metric

    @cached_property
    def observed(self) -> Observation:
        """The days that are observed; those of a snapshot are the day it is asked as of."""
        if self.rule.snapshot:
            day = self.question.as_of or self.rule.data.today
            return Observation(day, day)
        return self.rule.observed(self.question.as_of)

    @property
    def period(self) -> Period:
        """The period to cut by."""
        return self.question.period

    @property
    def calendar(self) -> Calendar:
        """The company's calendar."""
        return self.rule.data.calendar

    @property
    def cut(self) -> dict[str, Any]:
        """How time is cut: the arguments period, calendar and observed of most metrics."""
        return {"period": self.period, "calendar": self.calendar, "observed": self.observed}

    @property
    def definitions(self) -> Definitions:
        """What the company wrote down."""
        return self.rule.data.definitions

    @property
    def engine(self) -> "Engine":
        """Where it is computed."""
        return self.rule.data.engine

    @cached_property
    def settings(self) -> dict[str, object]:
        """The metric's own options, defaults filled in."""
        return self.metric.settings(self.question.options)

    def option(self, name: str) -> object:
        """Return one of the metric's own options."""
        return self.settings[name]

    def table(self, name: str) -> "ir.Table":
        """Return a canonical table; raises MetricError, which says what to do, without it."""
        return self.rule.table(name)

    def known(self, name: str) -> "ir.Table":
        """Return a table of facts as it was known at the end of the observation."""
        return self.rule.known(name, self.observed)

    @cached_property
    def profiles(self) -> "ir.Table":
        """What is known of each unit that the question is about, one row a unit."""
        return self.choice.profiles

    @cached_property
    def groups(self) -> "ir.Table | None":
        """Each unit's group (unit_id, group), or None when nothing is split.

        Over time where the question is by what changes; see `Choice.groups`.
        """
        question = self.question
        return self.choice.groups if question.by or question.where else None

    @cached_property
    def choice(self) -> Choice:
        """Whom the question is about, and how they are split."""
        known = profiles(self.rule, None if self.rule.snapshot else self.observed)
        if known is None:
            raise MetricError(
                f"nothing is known about each {self.rule.unit} to choose or split by",
                hint=f"name its source in tenure.toml under [tables.{self.rule.unit}s]",
            )
        if self.members is not None:
            known = known.semi_join(self.members, "unit_id")
        by, where, when = self.question.by, self.question.where, find(self.question.metric).when
        return Choice(self.rule, known, by, where, self.observed, when, self.rule.unit)

    def only(self, rows: "ir.Table", unit: str = "unit_id") -> "ir.Table":
        """Leave the rows of the units that the question is about; `unit` names their column."""
        if self.question.where is not None:
            rows = rows.semi_join(self.profiles, rows[unit] == self.profiles.unit_id)
        if self.members is not None:
            rows = rows.semi_join(self.members, rows[unit] == self.members.unit_id)
        return rows

    @cached_property
    def counts(self) -> "Counts | None":
        """Counts from the activity index; None where the tables themselves must be asked.

        Of groups that units move between it counts attrition alone: ask `moving_counts`.
        """
        return None if is_moving(self.groups) else self.moving_counts

    @cached_property
    def first_event(self) -> date | None:
        """The first day with an event, as known at the end of the observation."""
        events = self.known("events")
        first = events.agg(first=events.occurred_at.min())
        at = self.engine.execute(first, metric="observed events").to_pylist()[0]["first"]
        return None if at is None else self.calendar.day(at)

    @cached_property
    def moving_counts(self) -> "Counts | None":
        """Counts from the activity index, whatever the groups are."""
        if not self.quick:
            return None
        from tenure.company.indexed import counts_for

        return counts_for(self)

    @cached_property
    def spells(self) -> "ir.Table":
        """When each unit that is asked about was active (unit_id, from_local, to_local).

        To be looked at on midnights only: from the index, spells begin and end on them.
        """
        counts = self.moving_counts
        return self.only(self.rule.spells(self.observed) if counts is None else counts.spells())

    @cached_property
    def members(self) -> "ir.Table | None":
        """The saved cohort that the question is about (unit_id), if it is about one."""
        if self.question.cohort is None:
            return None
        return members_of(self.rule, self.question.cohort)

    def _refuse(self, metric: Metric) -> None:
        """Raise MetricError for what this metric cannot be asked."""
        question = self.question
        if question.period not in metric.periods and "period" in metric.common:
            near = suggest(question.period, metric.periods)
            raise MetricError(
                f"there is no period {question.period!r}; allowed: {', '.join(metric.periods)}",
                hint=f"did you mean {near!r}?" if near else None,
            )
        for name in ("by", "where"):
            if getattr(question, name) is not None and name not in metric.common:
                raise MetricError(f"{metric.name} cannot be asked with {name!r}")
        if self.rule.snapshot and not metric.snapshot:
            raise MetricError(
                f"{metric.name} cannot be computed from a snapshot: it has no dates, only "
                f"who had left ({self.rule.snapshot})",
                hint="supply events, orders, subscriptions, or started_at and the day of leaving",
            )
        for name in metric.needs:
            self.rule.table(name)
