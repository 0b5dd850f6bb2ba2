"""What contracts, payments, tickets and steps tell of each who left, as columns beside them."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.explanations.reasons.leaving import Leaving
from tenure.company.explanations.reasons.setup import setups, started
from tenure.company.histories import WHY_LEFT
from tenure.company.predictions.facts import Facts
from tenure.explain.reasons.setup import EARLY, Few, telling
from tenure.predict.features.sources import attribute_kinds

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from tenure.predict.features.sources import Sources

KEYS = ("unit_id", "number")
OWN = "own_"
"""What stands before the name of an attribute of those who left."""
_RISE = 1.001
"""A price that is more than this times the one before has risen."""
_BAD = 2.0
"""A ticket is rated badly from this score down, on a scale to 5."""


class LeaverFacts:
    """Facts of the company, each as columns by unit and period in which it left."""

    def __init__(self, leaving: Leaving) -> None:
        self.leaving, self.outlook = leaving, leaving.outlook
        self.rule = leaving.outlook.rule

    @cached_property
    def rows(self) -> "ir.Table":
        """Those who left, with every fact that the company's tables tell; null where they do not.

        Beside the columns of `Leaving.rows`: label, contract_voluntary, notice_local, plan, mrr;
        customer_label, customer_voluntary; payment_failed; price_before, price_after; slow,
        badly_rated, tickets; steps_done; events (in the time that counts); each attribute of
        words with `OWN` before its name.
        """
        rows = self.leaving.drawn
        parts = [self._customers(), self._attributes()]
        if not self.outlook.snapshot:
            parts += [
                self._contracts(rows),
                self._payments(rows),
                self._prices(rows),
                self._tickets(rows),
                self._steps(rows),
                self._events(rows),
            ]
        for part in parts:
            if part is not None:
                rows = rows.left_join(part, list(KEYS) if "number" in part.columns else "unit_id")
                rows = rows.drop(*[one for one in rows.columns if one.endswith("_right")])
        return rows

    def labels(self, left: "ir.Table") -> "ir.Table | None":
        """Return why each left as it is recorded, the contract's before the customer's.

        Grain in: who left (unit_id, left_local), however often. Grain out: unit_id, label, once
        each; None where nothing is recorded of anyone.
        """
        import ibis

        order = ibis.window(group_by="unit_id", order_by="left_local")
        rows = left.mutate(number=ibis.row_number().over(order))
        told, labels = rows.select(*KEYS), []
        for part, name in ((self._contracts(rows), "label"), (self._customers(), "customer_label")):
            if part is not None and name in part.columns:
                keys = [one for one in KEYS if one in part.columns]
                both = told.left_join(part.select(*keys, name), keys)
                told = both.drop(*[one for one in both.columns if one.endswith("_right")])
                labels.append(name)
        if not labels:
            return None
        found = told.select(
            "unit_id", label=ibis.coalesce(*[told[one].cast("string") for one in labels])
        )
        return found.filter(found.label.notnull()).distinct()

    @cached_property
    def few(self) -> Mapping[int, Few]:
        """With how few steps of onboarding who leaves early likely leaves for it."""
        if self._setups is None:
            return {}
        return telling(started(self.outlook, self._setups), len(self._told[1]))

    @cached_property
    def _setups(self) -> "ir.Table | None":
        done = None if self.outlook.snapshot else self._told[0].steps
        return None if done is None else setups(self.outlook, done)

    @cached_property
    def _told(self) -> "tuple[Sources, tuple[str, ...], float]":
        """The tables by unit, the names of the steps, and from how many hours an answer is slow."""
        facts = Facts(self.outlook)
        columns = facts.columns()
        plan = columns.plan
        return facts.sources(list(columns.steps)), plan.steps, plan.slow_hours

    def _attributes(self) -> "ir.Table | None":
        """Return the attributes of each unit that are categories, as texts."""
        choice = self.leaving.choice
        if choice is None:
            return None
        names = [
            name for name, kind in attribute_kinds(choice.known, "customers") if kind == "category"
        ]
        names = [name for name in names if not name.endswith("_id") and name != "unit_id"]
        known = choice.known
        return known.select(
            "unit_id", **{f"{OWN}{one}": known[one].cast("string") for one in names}
        )

    def _customers(self) -> "ir.Table | None":
        """Return why customers left, where that is kept with them."""
        customers = self.rule.data.tables.get("customers")
        if customers is None or self.rule.unit != "customer":
            return None
        told = [name for name in WHY_LEFT if name in customers.columns]
        known = self._known_leavers() if told else None
        if known is None:
            return None
        named = {"end_reason": "customer_label", "voluntary": "customer_voluntary"}
        known = known.filter(known.customer_id.notnull())
        return known.select(unit_id="customer_id", **{named[one]: known[one] for one in told})

    def _known_leavers(self) -> "ir.Table | None":
        """Return the customers whose row tells nothing that became known after the observation.

        Asked as of the last day of the data: all. Before it: those as they were then, where the
        table says since when its rows hold; else those who had ended; None where it tells neither.
        """
        data, end = self.rule.data, self.outlook.observed.end
        customers = data.tables["customers"]
        if self.outlook.snapshot or end >= self.rule.observed(None).end:
            return customers
        if "customers" in data.histories:
            return data.version("customers", end)
        if "ended_at" not in customers.columns:
            return None
        return customers.filter(customers.ended_at < data.calendar.midnight(end))

    def _held(self) -> "ir.Table | None":
        """Return contracts with their holder and local times."""
        held = self._told[0].subscriptions
        if held is None:
            return None
        observed, calendar = self.outlook.observed, self.rule.data.calendar
        return held.mutate(
            _from=calendar.local(held.started_at, observed),
            _price=held.mrr,
        )

    def _contracts(self, rows: "ir.Table") -> "ir.Table | None":
        import ibis

        held = self._held()
        if held is None:
            return None
        nothing = ibis.null("timestamp")
        calendar, observed = self.rule.data.calendar, self.outlook.observed
        notice = held.cancelled_at if "cancelled_at" in held.columns else nothing
        over = held.ended_at if "ended_at" in held.columns else nothing
        dated = {"cancelled_at", "ended_at"} & set(held.columns)
        known = (notice.notnull() | over.notnull()) if dated else ibis.literal(True)

        def own(name: str, kind: str) -> "ir.Value":
            there = name in held.columns
            return ibis.ifelse(known, held[name], ibis.null(kind)) if there else ibis.null(kind)

        told = held.select(
            "unit_id",
            "subscription_id",
            "_from",
            label=own("end_reason", "string"),
            contract_voluntary=own("voluntary", "boolean"),
            notice_local=calendar.local(notice, observed),
            plan=held.plan.cast("string") if "plan" in held.columns else ibis.null("string"),
            mrr=held["_price"],
        )
        both = rows.select(*KEYS, "left_local").inner_join(told, "unit_id")
        begun = both.filter(both["_from"] <= both.left_local)
        order = ibis.window(
            group_by=list(KEYS), order_by=[ibis.desc("_from"), ibis.desc("subscription_id")]
        )
        last = begun.mutate(_place=ibis.row_number().over(order))
        last = last.filter(last["_place"] == 0)
        return last.select(*KEYS, "label", "contract_voluntary", "notice_local", "plan", "mrr")

    def _within(self, rows: "ir.Table", facts: "ir.Table", at: str) -> "ir.Table":
        """Return facts of those who left in the time that counts; `at` names a UTC instant."""
        local = self.rule.data.calendar.local(facts[at], self.outlook.observed)
        own = facts.mutate(_at=local)
        times = rows.select(*KEYS, "left_local", "since_local")
        both = times.inner_join(own, "unit_id")
        return both.filter(both["_at"] >= both.since_local, both["_at"] < both.left_local)

    def _payments(self, rows: "ir.Table") -> "ir.Table | None":
        tried = self._told[0].payments
        if tried is None:
            return None
        near = self._within(rows, tried, "occurred_at")
        failed = near["_at"].max(where=near.outcome == "failed")
        paid = near["_at"].max(where=near.outcome == "collected")
        both = near.group_by(*KEYS).agg(_failed=failed, _paid=paid)
        last = both["_failed"].notnull() & (
            both["_paid"].isnull() | (both["_failed"] > both["_paid"])
        )
        return both.select(*KEYS, payment_failed=last)

    def _prices(self, rows: "ir.Table") -> "ir.Table | None":
        import ibis

        held = self._held()
        if held is None or "plan" not in held.columns:
            return None
        order = ibis.window(group_by=["unit_id", "plan"], order_by=["_from", "subscription_id"])
        told = held.mutate(_before=held["_price"].lag().over(order))
        rises = told.filter(told["_before"] > 0, told["_price"] > told["_before"] * _RISE)
        times = rows.select(*KEYS, "left_local", "since_local")
        near = times.inner_join(rises.select("unit_id", "_from", "_before", "_price"), "unit_id")
        near = near.filter(near["_from"] >= near.since_local, near["_from"] < near.left_local)
        return near.group_by(*KEYS).agg(
            price_before=near["_before"].argmax(near["_from"]),
            price_after=near["_price"].argmax(near["_from"]),
        )

    def _tickets(self, rows: "ir.Table") -> "ir.Table | None":
        import ibis

        tickets = self._told[0].tickets
        if tickets is None:
            return None
        near = self._within(rows, tickets, "opened_at")
        slow = ibis.literal(False)
        if "first_response_at" in near.columns:
            answered = self.rule.data.calendar.local(near.first_response_at, self.outlook.observed)
            waited = ibis.coalesce(ibis.least(answered, near.left_local), near.left_local)
            slow = waited > near["_at"] + ibis.interval(hours=round(self._told[2]))
        bad = near.score <= _BAD if "score" in near.columns else ibis.literal(False)
        near = near.mutate(
            _slow=slow.fill_null(False).cast("int64"), _bad=bad.fill_null(False).cast("int64")
        )
        return near.group_by(*KEYS).agg(
            tickets=near.count(), slow=near["_slow"].sum(), badly_rated=near["_bad"].sum()
        )

    def _steps(self, rows: "ir.Table") -> "ir.Table | None":
        """Return the steps that those did in their first days who left early."""
        import ibis

        if self._setups is None:
            return None
        silence = self.rule.lookback(self.outlook.observed)
        both = rows.select(*KEYS, "left_local").inner_join(self._setups, "unit_id")
        early = both.left_local < both.came_local + ibis.interval(days=EARLY + silence)
        return both.filter(early).select(*KEYS, "steps_done")

    def _events(self, rows: "ir.Table") -> "ir.Table | None":
        events = self._told[0].events
        if events is None:
            return None
        near = self._within(rows, events.select("unit_id", "occurred_at"), "occurred_at")
        return near.group_by(*KEYS).agg(events=near.count())
