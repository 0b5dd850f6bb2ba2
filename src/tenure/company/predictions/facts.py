"""A company's tables as features are made of them, and what its data decide about the columns."""

from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.asked import Asked, Question
from tenure.company.histories import changing, stretches
from tenure.company.metrics.onboarding_steps import names_of, steps_of
from tenure.company.metrics.whose import of_units
from tenure.company.predictions.outlook import Outlook
from tenure.company.profiles import profiles
from tenure.company.units import HOLDER
from tenure.definitions import Step
from tenure.errors import MetricError
from tenure.measure.onboarding import step_events
from tenure.measure.payments import outcome
from tenure.measure.recurring import monthly, paid_for
from tenure.predict.features.sources import (
    Plan,
    Sources,
    attribute_kinds,
    counted_names,
    counted_sources,
)
from tenure.tables.mapping import SINCE, UNTIL

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.predict.features.contract import Kind

_NOT_KNOWN_THEN = frozenset({"ended_at", SINCE, UNTIL})
_DATED = frozenset({"started_at"})
"""Of no use in a snapshot: until when those stayed who had left, nobody knows."""
_SLOW_HOURS = 24.0
_HOURS = 60
"""Minutes in one."""
_PARTING = ("exit", "cancel", "churn", "해지", "탈퇴", "이탈")
"""Words for surveys of those who leave: whoever answers has left."""


class Facts:
    """What the features of a company are made of, as of an outlook."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook, self.rule = outlook, outlook.rule
        self.data = outlook.rule.data
        question = Question("onboarding", as_of=outlook.observed.last)
        self.asked = Asked(outlook.rule, question, quick=True)

    def sources(self, steps: "list[Step]") -> Sources:
        """Return the tables, each row with who is counted in `unit_id`.

        Of a lone snapshot only what is known of each: facts of those who had left end with them.
        """
        if self.outlook.snapshot:
            return Sources(self.data.calendar, self.outlook.observed, units=self._units())
        return Sources(
            calendar=self.data.calendar,
            observed=self.outlook.observed,
            unit=self.rule.unit,
            units=self._units(),
            histories=self._histories(),
            events=self._of_customers("events", user=True),
            orders=self._of_customers("orders"),
            subscriptions=self._contracts(),
            payments=self._payments(),
            tickets=self._of_customers("tickets"),
            feedback=self._of_customers("feedback"),
            touches=self._of_customers("touches"),
            steps=self._steps(steps),
            members=self._members(),
        )

    def plan(self) -> "tuple[Plan, list[Step]]":
        """Find out once what the columns are, and by which steps onboarding is told."""
        if self.outlook.snapshot:
            return Plan(attributes=self._attributes()), []
        engine, steps = self.data.engine, self._named_steps()
        names: list[dict[str, object]] = []
        events = self.data.tables.get("events")
        if events is not None and "name" in events.columns:
            known = self.rule.known("events", self.outlook.observed)
            names = engine.execute(counted_names(known), metric="features: names").to_pylist()
        scored: list[dict[str, object]] = []
        feedback = self.data.tables.get("feedback")
        if feedback is not None and {"source", "score"} <= set(feedback.columns):
            known = self.rule.known("feedback", self.outlook.observed)
            scored = engine.execute(counted_sources(known), metric="features: scores").to_pylist()
        return Plan(
            names=tuple(str(one["name"]) for one in names),
            valued=tuple(str(one["name"]) for one in names if one["valued"]),
            steps=tuple(names_of(steps)),
            scored=tuple(str(one["source"]) for one in scored if not _parting(str(one["source"]))),
            attributes=self._attributes(),
            slow_hours=self._slow_hours(),
        ), steps

    def _of_customers(self, name: str, *, user: bool = False) -> "ir.Table | None":
        if name not in self.data.tables:
            return None
        rows = self.rule.table(name)
        if user:
            rows = rows.mutate(user_id=rows.customer_id)
        return of_units(self.asked, rows).rename(unit_id="customer_id")

    def _payments(self) -> "ir.Table | None":
        rows = self._of_customers("payments")
        if rows is None:
            return None
        import ibis

        told = outcome(rows.status) if "status" in rows.columns else ibis.literal("collected")
        return rows.mutate(outcome=told)

    def _contracts(self) -> "ir.Table | None":
        if "subscriptions" not in self.data.tables:
            return None
        paid = paid_for(self.rule.held_contracts(self.outlook.observed))
        return paid.mutate(unit_id=paid[HOLDER], mrr=monthly(paid)).drop(HOLDER)

    def _steps(self, steps: "list[Step]") -> "ir.Table | None":
        if not steps or "events" not in self.data.tables:
            return None
        events = of_units(self.asked, self.rule.table("events"))
        return step_events(events, steps, time_zone=self.data.calendar.time_zone)

    def _named_steps(self) -> "list[Step]":
        """Return the steps of onboarding; none where none can be told."""
        events = self.data.tables.get("events")
        if events is None or "name" not in events.columns:
            return []
        try:
            return steps_of(self.asked)
        except MetricError:
            return []

    def _members(self) -> "ir.Table | None":
        customers = self.data.tables.get("customers")
        if customers is None or "account_id" not in customers.columns:
            return None
        held = customers.filter(customers.account_id.notnull())
        began = {"started_at": held.started_at} if "started_at" in held.columns else {}
        return held.select(logo_id="account_id", user_id="customer_id", **began)

    def _units(self) -> "ir.Table | None":
        """Return what is known of each unit and does not change, one row a unit."""
        known = profiles(self.rule, self.outlook.observed)
        if known is None:
            return None
        left_out = {*self._moving, *_NOT_KNOWN_THEN, self.data.definitions.churn.column}
        left_out |= _DATED if self.outlook.snapshot else set()
        return known.drop(*[name for name in known.columns if name in left_out])

    @cached_property
    def _moving(self) -> dict[str, str]:
        """The attributes that change over time, by the table that tells them."""
        return changing(self.rule, self.rule.unit)

    def _histories(self) -> "tuple[ir.Table, ...]":
        tables = sorted({table for table in self._moving.values() if table != "subscriptions"})
        return tuple(self._history(table) for table in tables)

    def _history(self, table: str) -> "ir.Table":
        names = [name for name, own in self._moving.items() if own == table]
        observed, unit = self.outlook.observed, self.rule.unit
        told = stretches(self.rule, table, names, observed, unit)
        return told.rename({SINCE: "_from", UNTIL: "_to"})

    def called(self) -> set[str]:
        """Return the columns that [prediction] exclude and allow can name besides features."""
        known = profiles(self.rule, self.outlook.observed)
        return {*(() if known is None else known.columns), *self._moving}

    def _attributes(self) -> "tuple[tuple[str, Kind], ...]":
        """Return the attributes and their kinds; a text by either table's schema is none."""
        rows = [one for one in (self._units(), *self._histories()) if one is not None]
        found: dict[str, Kind] = {}
        for one in rows:
            told = [dict(attribute_kinds(one, name)) for name in ("customers", "accounts")]
            both = {name: kind for name, kind in told[0].items() if name in told[1]}
            found |= {name: kind for name, kind in both.items() if not name.endswith("_id")}
        excluded = set(self.outlook.settings.exclude)
        return tuple((name, kind) for name, kind in sorted(found.items()) if name not in excluded)

    def _slow_hours(self) -> float:
        """Return the hours after which a first answer is slow: the company's longest target."""
        targets = self.data.definitions.service.first_response
        return max(targets.values()) / _HOURS if targets else _SLOW_HOURS


def _parting(source: str) -> bool:
    return any(word in source.casefold() for word in _PARTING)
