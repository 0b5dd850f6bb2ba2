"""As of when, how far ahead, and by what rule a company's predictions look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import uuid4

from tenure.company.asked import Asked, Question
from tenure.company.predictions.snapshot import Snapshot
from tenure.company.units import HOLDER, Rule
from tenure.definitions import Prediction
from tenure.errors import MetricError
from tenure.measure.recurring import paid_for
from tenure.measure.states import effective_end, merged
from tenure.periods import Observation
from tenure.predict.grid import Grid, Point, grid
from tenure.predict.labels import labels
from tenure.store import fingerprint_code

if TYPE_CHECKING:
    import ibis.expr.types as ir

_HORIZON = {"purchase": 90}
_USUAL_HORIZON = 30
_APART = ("contract", "column")
"""Rules whose spells neither overlap nor touch."""
_HISTORY = 28
"""Days of facts that an observation date needs before it, at least."""


@dataclass(frozen=True)
class Outlook:
    """What the predictions of a company rest on, as of a day; nothing is computed before use."""

    rule: Rule
    as_of: date | None = None

    @property
    def settings(self) -> Prediction:
        """What the company says about predictions."""
        return self.rule.data.definitions.prediction

    @cached_property
    def snapshot(self) -> Snapshot | None:
        """The lone snapshot that is all there is; None for a company with dates."""
        flag = self.rule.snapshot
        return Snapshot(self.rule, flag, self.as_of or self.rule.data.today) if flag else None

    @property
    def gap(self) -> int:
        """Days after a date in which leaving does not count yet; 0 of a lone snapshot."""
        return 0 if self.snapshot else self.settings.gap

    @property
    def horizon(self) -> int:
        """Days after the gap in which leaving counts; 0 of a lone snapshot: it had happened."""
        if self.snapshot:
            return 0
        return self.settings.horizon or _HORIZON.get(self.rule.name, _USUAL_HORIZON)

    @cached_property
    def observed(self) -> Observation:
        """The days that are observed; of a snapshot the day it is asked as of, as in Measure."""
        if self.snapshot:
            return Observation(self.snapshot.day, self.snapshot.day)
        return self.rule.observed(self.as_of)

    @cached_property
    def grid(self) -> Grid:
        """At which dates customers are looked at: those to learn from, and today."""
        if self.snapshot:
            return self.snapshot.grid
        return grid(
            self.observed,
            calendar=self.rule.data.calendar,
            every=self.settings.every,
            gap=self.gap,
            horizon=self.horizon,
            history=max(_HISTORY, self.rule.lookback(self.observed)),
            most=self.settings.dates,
        )

    @cached_property
    def spells(self) -> "ir.Table":
        """When each unit was active; from the activity index where the company has one."""
        question = Question("attrition", as_of=self.observed.last)
        return Asked(self.rule, question, quick=True).spells

    @cached_property
    def stays(self) -> "ir.Table":
        """When each unit was active without a break: spells that neither overlap nor touch."""
        known = self.spells.filter(self.spells.unit_id.notnull())
        return known if self.rule.name in _APART else merged(known)

    @cached_property
    def contracts(self) -> "ir.Table | None":
        """Each contract's time in force, its notice and whether the customer decided to end it."""
        import ibis

        if "subscriptions" not in self.rule.data.tables:
            return None
        held = paid_for(self.rule.held_contracts(self.observed))
        calendar, observed = self.rule.data.calendar, self.observed
        begun = held.filter(held.started_at < calendar.midnight(observed.end))
        columns = begun.columns
        notice = begun.cancelled_at if "cancelled_at" in columns else ibis.null("timestamp")
        decided = begun.voluntary if "voluntary" in columns else ibis.null("boolean")
        return begun.select(
            unit_id=begun[HOLDER],
            from_local=calendar.local(begun.started_at, observed),
            to_local=calendar.local(effective_end(begun), observed),
            notice_local=calendar.local(notice, observed),
            voluntary=decided,
        )

    def labels(self, points: "tuple[Point, ...]") -> "ir.Table":
        """Return what became of everyone who was active at some dates; see `predict.labels`."""
        if self.snapshot:
            return self.snapshot.labels(points)
        return labels(self.spells, points, observed=self.observed, contracts=self.contracts)

    def key(self, *parts: object, code: Sequence[str] = ()) -> str:
        """Return a name for what follows from data, definitions, days observed and code.

        `parts`: what else it depends on; `code`: the packages that make it, all unless said.
        """
        data = self.rule.data
        own = data.definitions.fingerprint()
        return data.store.key(
            fingerprint_code(*code), data.fingerprint(), own, str(self.observed), *parts
        )

    def aside(self, what: str, tables: "Sequence[ir.Table]") -> "ir.Table":
        """Write tables alike to files that vanish with the store, and return the rows of all.

        For what is asked more than once: an expression would be compiled and run each time.
        """
        data, name = self.rule.data, f"{what}_{uuid4().hex[:8]}"
        paths = [data.store.scratch / f"{name}-{at:03d}.parquet" for at in range(len(tables))]
        for table, path in zip(tables, paths, strict=True):
            data.engine.write_parquet(table, path, metric=what)
        return data.engine.scan_parquet(paths, name=name).select(*tables[0].columns)

    @property
    def empty(self) -> MetricError:
        """The error of a company whose data have no known outcome."""
        if self.snapshot:
            return self.snapshot.empty
        return MetricError(
            "there is nothing to learn from: no date has enough days before and after it",
            hint="a shorter horizon or gap in [prediction], or more data",
        )

    def present(self, labels: "ir.Table") -> "ir.Table":
        """Leave those who are there today: of a snapshot, who had not left when it was taken."""
        return labels.filter(labels.left == 0) if self.snapshot else labels
