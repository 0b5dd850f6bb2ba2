"""As of when, how far ahead, and by what rule a company's predictions look."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.units import HOLDER, Rule
from tenure.definitions import Prediction
from tenure.measure.recurring import paid_for
from tenure.measure.states import effective_end
from tenure.periods import Observation
from tenure.predict.grid import Grid, Point, grid
from tenure.predict.labels import labels

if TYPE_CHECKING:
    import ibis.expr.types as ir

_HORIZON = {"purchase": 90}
_USUAL_HORIZON = 30
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

    @property
    def horizon(self) -> int:
        """Days after the gap in which leaving counts."""
        return self.settings.horizon or _HORIZON.get(self.rule.name, _USUAL_HORIZON)

    @cached_property
    def observed(self) -> Observation:
        """The days that are observed."""
        return self.rule.observed(self.as_of)

    @cached_property
    def grid(self) -> Grid:
        """At which dates customers are looked at: those to learn from, and today."""
        return grid(
            self.observed,
            calendar=self.rule.data.calendar,
            every=self.settings.every,
            gap=self.settings.gap,
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
        return labels(self.spells, points, observed=self.observed, contracts=self.contracts)
