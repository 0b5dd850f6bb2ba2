"""What came of everyone who was assigned to an arm: a row a unit, from the company's tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tenure.company.acts.tables import decisions
from tenure.company.predictions.acting.trials import Experiment, Trials
from tenure.company.predictions.facts import Facts
from tenure.company.predictions.outlook import Outlook
from tenure.company.profiles import profiles
from tenure.company.proofs.shares import with_shares

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from tenure.predict.features.sources import Sources

_SILENT = ("inactive", "purchase")
_REFUSALS = ("unsubscribed_at", "complained_at")
BEFORE = 90
"""Days before the assignment whose money tells what a unit would have paid anyway."""
COLUMNS = (
    *("unit_id", "treated", "at", "there", "left", "over", "days", "ended"),
    *("revenue", "revenue_before", "tenure_days", "risk", "cost", "contacts", "complaints"),
    *("refused", "group", "share", "held"),
)


@dataclass(frozen=True)
class Outcomes:
    """What is looked at of a trial's treatment against its control, as of an outlook.

    `at_once`: everything is asked in one query, before which nothing is read.
    """

    outlook: Outlook
    experiment: Experiment
    treatment: str
    at_once: bool = False
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
        tickets: within the horizon; null where no table tells them. refused: whether the unit
        unsubscribed or complained because of any contact within it, for a play may tire customers
        of all others. risk: as it was decided by;
        null where no play was decided on that day. group: the account. held: the share that was
        left alone then, of both arms; null where nobody wrote it down. Where shares changed and
        accounts are assigned as a whole, an account's units are as it was assigned first.
        """
        self.read((horizon,))
        return self._told[horizon]

    def read(self, horizons: Sequence[int]) -> None:
        """Read what `rows` tells of several horizons in one pass; each is read once."""
        wanted = tuple(one for one in dict.fromkeys(horizons) if one not in self._told)
        if not wanted:
            return
        engine = self.outlook.rule.data.engine
        rows = self.every(wanted).order_by("number")
        told = engine.execute(rows, metric="what came of a trial")
        whole = len(self.experiment.arms) == 2
        drawn = with_shares(_of(told, wanted[0]), whole)
        for one in wanted:
            self._told[one] = _with(_of(told, one), drawn)

    def script(self, horizons: Sequence[int]) -> str:
        """Return SQL that gives what `read` reads, when it is run by itself."""
        rows = replace(self, at_once=True).every(horizons).order_by("number")
        return self.outlook.rule.data.engine.script(rows)

    def every(self, horizons: Sequence[int]) -> "ir.Table":
        """Return what `rows` tells, of several horizons, whose columns have them in the name."""
        rows = self._base
        for part in (self._fates(horizons), *self._facts(horizons)):
            both = rows.left_join(part, "number")
            rows = both.drop(*[one for one in both.columns if one.endswith("_right")])
        return rows

    @cached_property
    def _base(self) -> "ir.Table":
        """The assignments, read once: or their window is sorted anew for each part."""
        import ibis

        return self.first if self.at_once else ibis.memtable(self._assigned)

    @cached_property
    def _assigned(self) -> "pa.Table":
        """The first assignments, as they are read."""
        engine = self.outlook.rule.data.engine
        return engine.execute(self.first, metric="first assignments")

    @property
    def first(self) -> "ir.Table":
        """Each unit's first assignment (number, unit_id, at: local, utc, treated, share).

        Numbered in the order of unit_id: names of units are compared once a part, numbers often.
        """
        import ibis

        rows = Trials(self.outlook).first(self.experiment, self.treatment)
        data, observed = self.outlook.rule.data, self.outlook.observed
        return rows.select(
            "unit_id",
            "treated",
            "share",
            at=data.calendar.local(rows.assigned_at, observed),
            utc=rows.assigned_at,
            number=ibis.row_number().over(ibis.window(order_by="unit_id")),
        )

    @cached_property
    def _span(self) -> tuple[datetime, datetime]:
        """The instants of the first assignment and of the last."""
        import pyarrow.compute as pc

        found: Any = pc.min_max(self._assigned["utc"]).as_py()
        never = datetime.combine(self.outlook.observed.end, time())
        return found["min"] or never, found["max"] or never

    def _fates(self, horizons: Sequence[int]) -> "ir.Table":
        """Return whether each unit was there, and whether it left, from its spells."""
        import ibis

        end = ibis.literal(self.outlook.observed.end).cast("timestamp")
        both = self._base.left_join(self.outlook.stays, "unit_id")
        there = _covers(both, both["at"])
        last = ibis.coalesce(both.to_local, end)
        still = {
            f"still_{one}": _covers(both, self._look(both, one)).any().fill_null(False)
            for one in horizons
        }
        told = both.group_by("number").agg(
            at=both["at"].max(),
            there=there.any().fill_null(False),
            until=last.max(where=there),
            ended=(there & both.to_local.notnull() & (both.to_local <= end)).any(),
            **still,
        )
        silence = ibis.interval(days=self.lag)
        seen = ibis.ifelse(told.ended, told.until - silence, end)
        return told.select(
            "number",
            "ended",
            "there",
            days=(seen.epoch_seconds() - told["at"].epoch_seconds()) / 86_400,
            **{f"left_{one}": told.there & ~told[f"still_{one}"] for one in horizons},
            **{f"over_{one}": self._look(told, one) <= end for one in horizons},
        )

    def _look(self, rows: "ir.Table", horizon: int) -> "ir.TimestampValue":
        """Return when it is looked whether somebody has left."""
        import ibis

        found: ir.TimestampValue = rows["at"] + ibis.interval(days=horizon + self.lag)
        return found

    def _facts(self, horizons: Sequence[int]) -> "list[ir.Table]":
        """Return what the tables tell within each horizon, a row a unit each."""
        sources = Facts(self.outlook).sources([])
        found = [self._money(sources, horizons), self._touches(sources, horizons)]
        found += [self._refused(sources, horizons), self._tickets(sources, horizons)]
        found += [self._known(), self._risk()]
        return [one for one in found if one is not None]

    def _money(self, sources: "Sources", horizons: Sequence[int]) -> "ir.Table | None":
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
        both = self._beside(paid, horizons)
        revenue = {
            f"revenue_{one}": both.amount.sum(where=self._within(both, one)).fill_null(0.0)
            for one in horizons
        }
        before = both.amount.sum(where=self._before(both)).fill_null(0.0)
        return both.group_by("number").agg(revenue_before=before, **revenue)

    def _touches(self, sources: "Sources", horizons: Sequence[int]) -> "ir.Table | None":
        if sources.touches is None or "play" not in sources.touches.columns:
            return None
        own = sources.touches.filter(sources.touches.play == self.experiment.name)
        priced = "cost" in own.columns
        rows = own.select("unit_id", when="sent_at", **({"price": own.cost} if priced else {}))
        both = self._beside(rows, horizons)
        found: dict[str, ir.Value] = {}
        for one in horizons:
            inside = self._within(both, one)
            found[f"contacts_{one}"] = both.when.count(where=inside)
            if priced:
                found[f"cost_{one}"] = both.price.sum(where=inside).fill_null(0.0)
        return both.group_by("number").agg(**found)

    def _refused(self, sources: "Sources", horizons: Sequence[int]) -> "ir.Table | None":
        """Return who asked for no more, or complained, because of a contact."""
        if sources.touches is None:
            return None
        there = [one for one in _REFUSALS if one in sources.touches.columns]
        if not there:
            return None
        each = [sources.touches.select("unit_id", when=one) for one in there]
        rows = each[0].union(*each[1:]) if each[1:] else each[0]
        both = self._beside(rows, horizons)
        inside = {one: self._within(both, one).any().fill_null(False) for one in horizons}
        said = {f"refused_{one}": value.cast("float64") for one, value in inside.items()}
        return both.group_by("number").agg(**said)

    def _tickets(self, sources: "Sources", horizons: Sequence[int]) -> "ir.Table | None":
        if sources.tickets is None:
            return None
        both = self._beside(sources.tickets.select("unit_id", when="opened_at"), horizons)
        found = {
            f"complaints_{one}": both.when.count(where=self._within(both, one)) for one in horizons
        }
        return both.group_by("number").agg(**found)

    def _known(self) -> "ir.Table | None":
        """Return since when each unit was a customer, and whose it is."""
        rule = self.outlook.rule
        units = profiles(rule, self.outlook.observed, only=("started_at", "account_id"))
        if units is None or "started_at" not in units.columns:
            return None
        grouped = "account_id" in units.columns and rule.unit == "customer"
        group = {"group": units.account_id.cast("string")} if grouped else {}
        known = units.select("unit_id", "started_at", **group)
        both = self._base.select("number", "unit_id", "utc").inner_join(known, "unit_id")
        days = (both.utc.epoch_seconds() - both.started_at.epoch_seconds()) / 86_400
        return both.select("number", *group, tenure_days=days)

    def _risk(self) -> "ir.Table | None":
        """Return the risk that was known when each unit was decided on, the day it was assigned."""
        data = self.outlook.rule.data
        paths = decisions(data.store)
        if not paths:
            return None
        rows = data.engine.scan_parquet(paths, name="risk_when_decided")
        known = rows.select("unit_id", "risk", day=rows.decided_on.cast("date"))
        base = self._base.select("number", "unit_id", day=self._base["at"].cast("date"))
        both = base.inner_join(known, ["unit_id", "day"])
        return both.group_by("number").agg(risk=both.risk.max())

    def _beside(self, rows: "ir.Table", horizons: Sequence[int]) -> "ir.Table":
        """Return each assignment with what happened near any (unit_id, when, …), from far none."""
        import ibis

        if self.at_once:
            return self._base.left_join(rows, "unit_id")
        first, last = self._span
        near = rows.filter(
            rows.when >= ibis.literal(first - timedelta(days=BEFORE)),
            rows.when < ibis.literal(last + timedelta(days=max(horizons) + 1)),
        )
        return self._base.left_join(near, "unit_id")

    def _within(self, both: "ir.Table", horizon: int) -> "ir.BooleanValue":
        import ibis

        return (both.when >= both.utc) & (both.when < both.utc + ibis.interval(days=horizon))

    def _before(self, both: "ir.Table") -> "ir.BooleanValue":
        import ibis

        return (both.when < both.utc) & (both.when >= both.utc - ibis.interval(days=BEFORE))


def _covers(rows: "ir.Table", at: "ir.TimestampValue") -> "ir.BooleanValue":
    """Say whether a spell lasts over an instant."""
    return (rows.from_local <= at) & (rows.to_local.isnull() | (rows.to_local > at))


def _with(table: "pa.Table", drawn: "pa.Table") -> "pa.Table":
    """Return a table with how its rows were drawn, which is the same at every horizon."""
    for name in ("treated", "group", "held"):
        table = table.set_column(table.column_names.index(name), name, drawn[name])
    return table


def _of(told: "pa.Table", horizon: int) -> "pa.Table":
    """Return the columns of one horizon by their names; null where no table tells them."""
    import pyarrow as pa

    columns: dict[str, Any] = {}
    for name in COLUMNS:
        own = next((one for one in (f"{name}_{horizon}", name) if one in told.column_names), None)
        kind = pa.string() if name == "group" else pa.float64()
        columns[name] = pa.nulls(told.num_rows, kind) if own is None else told[own]
    return pa.table(columns)
