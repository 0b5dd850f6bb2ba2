"""What came of everyone who was assigned to an arm: a row a unit, from the company's tables."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tenure.company.acts.tables import decisions
from tenure.company.predictions.acting.trials import Experiment, Trials
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.measure.states import merged

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.predict.features.sources import Sources

_SILENT = ("inactive", "purchase")
BEFORE = 90
"""Days before the assignment whose money tells what a unit would have paid anyway."""
COLUMNS = (
    *("unit_id", "treated", "at", "there", "left", "over", "days", "ended"),
    *("revenue", "revenue_before", "tenure_days", "risk", "cost", "contacts", "complaints"),
    "group",
)


@dataclass(frozen=True)
class Outcomes:
    """What is looked at of a trial's treatment against its control, as of an outlook."""

    outlook: Outlook
    experiment: Experiment
    treatment: str
    _told: "dict[int, pa.Table]" = field(default_factory=dict, repr=False, compare=False)

    @property
    def lag(self) -> int:
        """Days after which the company's rule knows that somebody has left."""
        rule = self.outlook.rule
        return rule.lookback(self.outlook.observed) if rule.name in _SILENT else 0

    def rows(self, horizon: int) -> "pa.Table":
        """Return a row for each unit at its first assignment, with the columns of `COLUMNS`.

        at: the local instant of it. there: active then. left: not active `horizon` days later,
        by the company's rule; what the rule knows only after a silence is looked up when that is
        over, so leaving is dated when it happened. over: those days are observed. days, ended:
        until the unit left for the first time, or was last seen. Money, contacts of this play and
        tickets: within the horizon; null where no table tells them. risk: as it was decided by;
        null where no play was decided on that day. group: the account.
        Asked for once a horizon.
        """
        if horizon not in self._told:
            self._told[horizon] = self._read(horizon)
        return self._told[horizon]

    def _read(self, horizon: int) -> "pa.Table":
        rows = self._fates(horizon)
        for part in self._facts(horizon):
            both = rows.left_join(part, "unit_id")
            rows = both.drop(*[one for one in both.columns if one.endswith("_right")])
        missing = {name: _nothing(name) for name in COLUMNS if name not in rows.columns}
        told = rows.mutate(**missing).select(*COLUMNS).order_by("unit_id")
        return self.outlook.rule.data.engine.execute(told, metric="what came of a trial")

    @cached_property
    def _base(self) -> "ir.Table":
        """Each unit's first assignment (unit_id, at: local, utc, treated)."""
        rows = Trials(self.outlook).first(self.experiment, self.treatment)
        calendar, observed = self.outlook.rule.data.calendar, self.outlook.observed
        return rows.select(
            "unit_id",
            "treated",
            at=calendar.local(rows.assigned_at, observed),
            utc=rows.assigned_at,
        )

    def _fates(self, horizon: int) -> "ir.Table":
        """Return whether each unit was there, and whether it left, from its spells."""
        import ibis

        end = ibis.literal(self.outlook.observed.end).cast("timestamp")
        spells = merged(self.outlook.spells.filter(self.outlook.spells.unit_id.notnull()))
        base = self._base.mutate(
            look=self._base["at"] + ibis.interval(days=horizon + self.lag),
        )
        both = base.left_join(spells, "unit_id")
        there = _covers(both, both["at"])
        last = ibis.coalesce(both.to_local, end)
        told = both.group_by("unit_id", "treated", "at", "look").agg(
            there=there.any(),
            still=_covers(both, both.look).any(),
            until=last.max(where=there),
            ended=(there & both.to_local.notnull() & (both.to_local <= end)).any(),
        )
        silence = ibis.interval(days=self.lag)
        seen = ibis.ifelse(told.ended, told.until - silence, end)
        return told.select(
            "unit_id",
            "treated",
            "at",
            "ended",
            there=told.there.fill_null(False),
            left=told.there.fill_null(False) & ~told.still.fill_null(False),
            over=told.look <= end,
            days=(seen.epoch_seconds() - told["at"].epoch_seconds()) / 86_400,
        )

    def _facts(self, horizon: int) -> "list[ir.Table]":
        """Return what the tables tell within the horizon, a row a unit each."""
        sources = Facts(self.outlook).sources([])
        found = [self._money(sources, horizon), self._touches(sources, horizon)]
        found += [self._tickets(sources, horizon), self._known(sources), self._risk()]
        return [one for one in found if one is not None]

    def _money(self, sources: "Sources", horizon: int) -> "ir.Table | None":
        """Return what was paid before and after; refunds and returned goods are taken off."""
        import ibis

        if sources.payments is not None and "amount" in sources.payments.columns:
            rows = sources.payments.filter(sources.payments.outcome.isin(["collected", "refunded"]))
            amount = ibis.ifelse(rows.outcome == "refunded", -rows.amount.abs(), rows.amount)
        elif sources.orders is not None and "amount" in sources.orders.columns:
            rows = sources.orders
            amount = rows.amount
        else:
            return None
        paid = rows.select("unit_id", when="occurred_at", amount=amount.cast("float64"))
        both = self._base.left_join(paid, "unit_id")
        after, before = self._within(both, horizon), self._before(both)
        return both.group_by("unit_id").agg(
            revenue=both.amount.sum(where=after).fill_null(0.0),
            revenue_before=both.amount.sum(where=before).fill_null(0.0),
        )

    def _touches(self, sources: "Sources", horizon: int) -> "ir.Table | None":
        if sources.touches is None or "play" not in sources.touches.columns:
            return None
        own = sources.touches.filter(sources.touches.play == self.experiment.name)
        priced = "cost" in own.columns
        rows = own.select("unit_id", when="sent_at", **({"price": own.cost} if priced else {}))
        both = self._base.left_join(rows, "unit_id")
        inside = self._within(both, horizon)
        cost = {"cost": both.price.sum(where=inside).fill_null(0.0)} if priced else {}
        return both.group_by("unit_id").agg(contacts=both.when.count(where=inside), **cost)

    def _tickets(self, sources: "Sources", horizon: int) -> "ir.Table | None":
        if sources.tickets is None:
            return None
        both = self._base.left_join(sources.tickets.select("unit_id", when="opened_at"), "unit_id")
        inside = self._within(both, horizon)
        return both.group_by("unit_id").agg(complaints=both.when.count(where=inside))

    def _known(self, sources: "Sources") -> "ir.Table | None":
        """Return since when each unit was a customer, and whose it is."""
        units = sources.units
        if units is None or "started_at" not in units.columns:
            return None
        grouped = "account_id" in units.columns and sources.unit == "customer"
        group = {"group": units.account_id.cast("string")} if grouped else {}
        known = units.select("unit_id", "started_at", **group)
        both = self._base.select("unit_id", "utc").inner_join(known, "unit_id")
        days = (both.utc.epoch_seconds() - both.started_at.epoch_seconds()) / 86_400
        return both.select("unit_id", *group, tenure_days=days)

    def _risk(self) -> "ir.Table | None":
        """Return the risk that was known when each unit was decided on, the day it was assigned."""
        data = self.outlook.rule.data
        paths = decisions(data.store)
        if not paths:
            return None
        rows = data.engine.scan_parquet(paths, name="risk_when_decided")
        known = rows.select("unit_id", "risk", day=rows.decided_on.cast("date"))
        base = self._base.select("unit_id", day=self._base["at"].cast("date"))
        both = base.inner_join(known, ["unit_id", "day"])
        return both.group_by("unit_id").agg(risk=both.risk.max())

    def _within(self, both: "ir.Table", horizon: int) -> "ir.BooleanValue":
        import ibis

        return (both.when >= both.utc) & (both.when < both.utc + ibis.interval(days=horizon))

    def _before(self, both: "ir.Table") -> "ir.BooleanValue":
        import ibis

        return (both.when < both.utc) & (both.when >= both.utc - ibis.interval(days=BEFORE))


def _covers(rows: "ir.Table", at: "ir.TimestampValue") -> "ir.BooleanValue":
    """Say whether a spell lasts over an instant."""
    return (rows.from_local <= at) & (rows.to_local.isnull() | (rows.to_local > at))


def _nothing(name: str) -> "ir.Value":
    import ibis

    return ibis.null("string" if name == "group" else "float64")
